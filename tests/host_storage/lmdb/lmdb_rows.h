/* Rows over LMDB records: one a record, or for long keys all that begin alike. */
#ifndef LMDB_ROWS_H_
#define LMDB_ROWS_H_

#include <lmdb.h>

#include "postern/storage.h"

/*
 * LMDB takes keys of 511 bytes, Postern has some of 8192. So rows whose keys have at least
 * RECORD_KEY_MAX bytes lie in the record of their first RECORD_KEY_MAX bytes, sorted by the rest;
 * all others in a record of their own. The order of records, and of rows in them, is that of keys.
 */
#define RECORD_KEY_MAX 511

/** One row of a record. Points into LMDB's pages. */
typedef struct record_row {
  MDB_val rest; /* The key behind the record's own. */
  MDB_val value;
} record_row;

/** Walks the rows of a range, ascending or descending. */
typedef struct rows {
  MDB_cursor* cursor;
  postern_str begin, end; /* Borrowed. */
  int reverse;
  int started;
  record_row* in_record; /* Of the current record. */
  size_t count, next;
  MDB_val record_key;
  char key[POSTERN_KEY_BYTES_MAX]; /* Of the current row. */
} rows;

/* All return 0, MDB_NOTFOUND at the end, or another of LMDB's errors. */
int rows_open(rows* self, MDB_txn* txn, MDB_dbi dbi, postern_str begin, postern_str end,
              int reverse);
/** Both views are valid until the next call. */
int rows_next(rows* self, postern_str* key, postern_str* value);
void rows_close(rows* self);

int row_get(MDB_txn* txn, MDB_dbi dbi, postern_str key, postern_str* value);
int row_put(MDB_txn* txn, MDB_dbi dbi, postern_str key, postern_str value);
int row_erase(MDB_txn* txn, MDB_dbi dbi, postern_str key);

#endif /* LMDB_ROWS_H_ */
