/* The five functions: snapshots are LMDB's, and a commit compares what was read in two of them. */
#include "lmdb_storage.h"

#include <lmdb.h>
#include <stdlib.h>
#include <string.h>

#include "lmdb_rows.h"

#define READERS_MAX 1024 /* Transactions open at once. */
#define CHANGED (-1)     /* Beside LMDB's own errors, which are errno's or below -30000. */

struct lmdb_storage {
  MDB_env* env;
  MDB_dbi dbi;
  unsigned flags;
};

static postern_status failed(int rc, postern_reply* reply) {
  postern_str text;
  text.ptr = mdb_strerror(rc);
  text.len = strlen(text.ptr);
  (void)postern_reply_fail(reply, text);
  return POSTERN_E_STORAGE;
}

static postern_status begin(void* ctx, uint32_t flags, void** out_txn, postern_reply* reply) {
  lmdb_storage* self = ctx;
  MDB_txn* snapshot = NULL;
  const int rc = mdb_txn_begin(self->env, NULL, MDB_RDONLY, &snapshot);
  (void)flags; /* One that will write reads a snapshot as well; LMDB's writer waits for nobody. */
  if (rc != 0) return failed(rc, reply);
  *out_txn = snapshot;
  return POSTERN_OK;
}

static postern_status get(void* ctx, void* txn, postern_str key, postern_reply* reply) {
  lmdb_storage* self = ctx;
  postern_str value;
  const int rc = row_get(txn, self->dbi, key, &value);
  if (rc == MDB_NOTFOUND) return POSTERN_OK;
  return rc == 0 ? postern_reply_set(reply, value) : failed(rc, reply);
}

static postern_status scan(void* ctx, void* txn, postern_str from, postern_str to, size_t limit,
                           uint32_t flags, postern_reply* reply) {
  lmdb_storage* self = ctx;
  rows found;
  postern_str key, value;
  int rc = rows_open(&found, txn, self->dbi, from, to, (flags & POSTERN_SCAN_REVERSE) != 0);
  postern_status status = POSTERN_OK;
  while (rc == 0 && status == POSTERN_OK && limit-- > 0) {
    rc = rows_next(&found, &key, &value);
    if (rc == 0) status = postern_reply_row(reply, key, value);
  }
  rows_close(&found);
  return rc == 0 || rc == MDB_NOTFOUND ? status : failed(rc, reply);
}

static int equal(postern_str one, postern_str other) {
  return one.len == other.len && (one.len == 0 || memcmp(one.ptr, other.ptr, one.len) == 0);
}

/* 0 if both find the same rows, CHANGED if not. */
static int compare_rows(rows* one, rows* other) {
  for (;;) {
    postern_str key, value, other_key, other_value;
    const int rc = rows_next(one, &key, &value);
    const int other_rc = rows_next(other, &other_key, &other_value);
    if (rc != 0 && rc != MDB_NOTFOUND) return rc;
    if (other_rc != 0 && other_rc != MDB_NOTFOUND) return other_rc;
    if (rc != other_rc) return CHANGED;
    if (rc == MDB_NOTFOUND) return 0;
    if (!equal(key, other_key) || !equal(value, other_value)) return CHANGED;
  }
}

static int compare_range(MDB_txn* one, MDB_txn* other, MDB_dbi dbi,
                         const postern_key_range* range) {
  rows found, other_found;
  int rc = rows_open(&found, one, dbi, range->begin, range->end, 0);
  const int other_rc = rows_open(&other_found, other, dbi, range->begin, range->end, 0);
  if (rc == 0) rc = other_rc;
  if (rc == 0) rc = compare_rows(&found, &other_found);
  rows_close(&found);
  rows_close(&other_found);
  return rc;
}

/* What was read must still be so. Two snapshots with nothing committed between them are equal. */
static int validate(lmdb_storage* self, MDB_txn* snapshot, MDB_txn* writer,
                    const postern_changes* changes) {
  size_t i;
  int rc = 0;
  if (mdb_txn_id(writer) == mdb_txn_id(snapshot) + 1) return 0;
  for (i = 0; rc == 0 && i < changes->read_count; ++i) {
    rc = compare_range(snapshot, writer, self->dbi, &changes->reads[i]);
  }
  return rc;
}

static int write_all(lmdb_storage* self, MDB_txn* writer, const postern_changes* changes) {
  size_t i;
  int rc = 0;
  for (i = 0; rc == 0 && i < changes->write_count; ++i) {
    const postern_write* write = &changes->writes[i];
    rc = write->erase ? row_erase(writer, self->dbi, write->key)
                      : row_put(writer, self->dbi, write->key, write->value);
  }
  return rc;
}

static postern_status commit_writer(lmdb_storage* self, MDB_txn* snapshot,
                                    const postern_changes* changes, postern_reply* reply) {
  MDB_txn* writer = NULL;
  int rc = mdb_txn_begin(self->env, NULL, 0, &writer);
  if (rc != 0) return failed(rc, reply);
  rc = validate(self, snapshot, writer, changes);
  if (rc == CHANGED) {
    mdb_txn_abort(writer);
    return POSTERN_E_CONFLICT;
  }
  if (rc == 0) rc = write_all(self, writer, changes);
  if (rc != 0) {
    mdb_txn_abort(writer);
    return failed(rc, reply);
  }
  rc = mdb_txn_commit(writer);
  if (rc == 0) return POSTERN_OK;
  (void)failed(rc, reply);
  return POSTERN_E_UNKNOWN_COMMIT; /* Some of it may have reached the disk. */
}

static postern_status commit(void* ctx, void* txn, const postern_changes* changes,
                             postern_reply* reply) {
  const postern_status status = commit_writer(ctx, txn, changes, reply);
  mdb_txn_abort(txn);
  return status;
}

static void rollback(void* ctx, void* txn) {
  (void)ctx;
  mdb_txn_abort(txn);
}

static int open_env(lmdb_storage* self, const char* path, size_t bytes_max) {
  /* Snapshots belong to transactions, not threads: Postern's may move from one to another. */
  const unsigned sync = (self->flags & LMDB_STORAGE_NO_SYNC) != 0 ? MDB_NOSYNC : 0;
  MDB_txn* txn = NULL;
  int rc = mdb_env_create(&self->env);
  if (rc == 0) rc = mdb_env_set_mapsize(self->env, bytes_max);
  if (rc == 0) rc = mdb_env_set_maxreaders(self->env, READERS_MAX);
  if (rc == 0) rc = mdb_env_open(self->env, path, MDB_NOSUBDIR | MDB_NOTLS | sync, 0600);
  if (rc == 0) rc = mdb_txn_begin(self->env, NULL, 0, &txn);
  if (rc != 0) return rc;
  rc = mdb_dbi_open(txn, NULL, 0, &self->dbi);
  if (rc == 0) return mdb_txn_commit(txn);
  mdb_txn_abort(txn);
  return rc;
}

lmdb_storage* lmdb_storage_open(const char* path, size_t bytes_max, unsigned flags,
                                const char** why) {
  lmdb_storage* self = calloc(1, sizeof *self);
  int rc;
  *why = "out of memory";
  if (self == NULL) return NULL;
  self->flags = flags;
  rc = open_env(self, path, bytes_max);
  if (rc == 0) return self;
  *why = mdb_strerror(rc);
  lmdb_storage_close(self);
  return NULL;
}

void lmdb_storage_close(lmdb_storage* self) {
  if (self == NULL) return;
  if (self->env != NULL) mdb_env_close(self->env);
  free(self);
}

postern_storage lmdb_storage_functions(lmdb_storage* self) {
  postern_storage made;
  memset(&made, 0, sizeof made);
  made.struct_size = sizeof made;
  made.flags = (self->flags & LMDB_STORAGE_SHARED) != 0 ? POSTERN_STORAGE_SHARED : 0;
  made.ctx = self;
  made.begin = begin;
  made.get = get;
  made.scan = scan;
  made.commit = commit;
  made.rollback = rollback;
  return made;
}
