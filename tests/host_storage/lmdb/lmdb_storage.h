/* A store for Postern in one LMDB file. */
#ifndef LMDB_STORAGE_H_
#define LMDB_STORAGE_H_

#include <stddef.h>

#include "postern/storage.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lmdb_storage lmdb_storage;

/** Several engines, in this process or in others, use the file. */
#define LMDB_STORAGE_SHARED 1u
/** Commits do not wait for the disk: they survive the process, but not the machine. */
#define LMDB_STORAGE_NO_SYNC 2u

/**
 * Opens the file at `path`, created 0600 when missing, with room for `bytes_max` bytes of pages.
 * One process opens a file once. Returns NULL on failure; `*why` is then static text.
 */
lmdb_storage* lmdb_storage_open(const char* path, size_t bytes_max, unsigned flags,
                                const char** why);

/** What postern_options.storage points to. Valid until the store is closed. */
postern_storage lmdb_storage_functions(lmdb_storage* storage);

/** After every engine on it is closed. NULL is allowed. */
void lmdb_storage_close(lmdb_storage* storage);

#ifdef __cplusplus
}
#endif

#endif /* LMDB_STORAGE_H_ */
