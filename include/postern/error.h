/* The error object: why a call failed, owned by the caller. */
#ifndef POSTERN_ERROR_H_
#define POSTERN_ERROR_H_

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Why one call failed. Written by calls that take `postern_error**`; the caller frees it with
 * postern_error_free(). It is never NULL after a failure, except after POSTERN_E_NO_MEMORY or when
 * the caller passed NULL. It holds no password, code or token. Use it from one thread at a time.
 */
typedef struct postern_error postern_error;

/** The status the failed call returned. NULL gives POSTERN_OK. */
POSTERN_API postern_status postern_error_status(const postern_error* error);

/**
 * The protocol's name of the failure, such as "UsernameExistsException"; ASCII, not empty. Borrowed
 * until the error is freed. NULL gives an empty view.
 */
POSTERN_API postern_str postern_error_code(const postern_error* error);

/** One line for humans, in Cognito's words where it has some. Borrowed like the code. */
POSTERN_API postern_str postern_error_message(const postern_error* error);

/** Frees `error`; NULL is allowed. */
POSTERN_API void postern_error_free(postern_error* error);

#ifdef __cplusplus
}
#endif

#endif /* POSTERN_ERROR_H_ */
