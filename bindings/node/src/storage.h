// The five C functions of a store that is written in JavaScript.
#ifndef POSTERN_NODE_STORAGE_H_
#define POSTERN_NODE_STORAGE_H_

#include "host.h"

// The store behind `ctx`, under whose number lib/storage.js takes requests as packed bytes.
postern_storage storage_functions(slot* ctx, int is_shared);

#endif
