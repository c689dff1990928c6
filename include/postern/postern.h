/*
 * Postern: an identity engine to embed. This header includes all others.
 *
 * Conventions, which hold wherever a function does not say otherwise:
 *
 * Strings     Inputs are postern_str {ptr, len}, borrowed for the call. Text is UTF-8.
 * Ownership   What a call returns through an out-parameter belongs to the caller, who frees it with
 *             the function named beside its type. A view (postern_str) returned by a getter is
 *             borrowed from the object it came from. No memory crosses allocators.
 * Outputs     Out-parameters are set to NULL first and written last: after a failure they are NULL.
 * Errors      Functions return postern_status. Those that take `postern_error** out_error` (NULL is
 *             allowed) also explain a failure. Nothing is kept in thread-local or global variables.
 * Threads     An engine may be used from any thread at once; other objects from one at a time.
 * Callbacks   Run on the thread that called, with no lock and no transaction held (those of a
 *             host's store are the transaction: storage.h), and must return normally. No thread,
 *             signal handler or exit handler is installed by the library.
 * Structs     Those passed in start with struct_size. They grow only at the end; zero is default.
 * Versions    Within one POSTERN_ABI_VERSION functions and members are added, never changed.
 */
#ifndef POSTERN_POSTERN_H_
#define POSTERN_POSTERN_H_

#include "base.h"
#include "engine.h"
#include "error.h"
#include "http.h"
#include "storage.h"
#include "token.h"
#include "trigger.h"

#endif /* POSTERN_POSTERN_H_ */
