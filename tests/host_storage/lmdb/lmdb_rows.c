/* Finding, walking and replacing rows; records of several are taken apart and put together. */
#include "lmdb_rows.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What stands before each row of a record of several, in the machine's own byte order, as all that
   LMDB writes. */
typedef struct row_header {
  uint32_t rest_len;
  uint32_t value_len;
} row_header;

static int is_long(size_t key_len) {
  return key_len >= RECORD_KEY_MAX;
}

static MDB_val record_key_of(postern_str key) {
  MDB_val made;
  made.mv_size = is_long(key.len) ? RECORD_KEY_MAX : key.len;
  made.mv_data = (void*)key.ptr;
  return made;
}

static postern_str rest_of(postern_str key) {
  postern_str rest;
  rest.ptr = key.ptr + RECORD_KEY_MAX;
  rest.len = key.len - RECORD_KEY_MAX;
  return rest;
}

static int compare(const void* one, size_t one_len, const void* other, size_t other_len) {
  const size_t common = one_len < other_len ? one_len : other_len;
  const int order = common == 0 ? 0 : memcmp(one, other, common);
  if (order != 0) return order;
  return one_len < other_len ? -1 : one_len > other_len;
}

/* Reads the row at `at` and returns what follows it. LMDB gave the record back as it was written.
 */
static const char* read_row(const char* at, record_row* out) {
  row_header header;
  memcpy(&header, at, sizeof header);
  at += sizeof header;
  out->rest.mv_data = (void*)at;
  out->rest.mv_size = header.rest_len;
  out->value.mv_data = (void*)(at + header.rest_len);
  out->value.mv_size = header.value_len;
  return at + header.rest_len + header.value_len;
}

static char* write_row(char* at, const void* rest, size_t rest_len, const void* value,
                       size_t value_len) {
  row_header header;
  header.rest_len = (uint32_t)rest_len;
  header.value_len = (uint32_t)value_len;
  memcpy(at, &header, sizeof header);
  if (rest_len != 0) memcpy(at + sizeof header, rest, rest_len);
  if (value_len != 0) memcpy(at + sizeof header + rest_len, value, value_len);
  return at + sizeof header + rest_len + value_len;
}

/* Takes a record apart. `*out` is malloc'd. */
static int split_record(MDB_val key, MDB_val data, record_row** out, size_t* count) {
  const char* at = data.mv_data;
  const char* end = at + data.mv_size;
  record_row row;
  size_t n = 1, i;
  if (is_long(key.mv_size)) {
    for (n = 0; at < end; ++n) at = read_row(at, &row);
  }
  *count = n;
  *out = malloc(n * sizeof **out);
  if (*out == NULL) return ENOMEM;
  if (!is_long(key.mv_size)) {
    (*out)[0].rest.mv_data = NULL;
    (*out)[0].rest.mv_size = 0;
    (*out)[0].value = data;
    return 0;
  }
  at = data.mv_data;
  for (i = 0; i < n; ++i) at = read_row(at, &(*out)[i]);
  return 0;
}

int rows_open(rows* self, MDB_txn* txn, MDB_dbi dbi, postern_str begin, postern_str end,
              int reverse) {
  memset(self, 0, offsetof(rows, key));
  self->begin = begin;
  self->end = end;
  self->reverse = reverse;
  return mdb_cursor_open(txn, dbi, &self->cursor);
}

void rows_close(rows* self) {
  free(self->in_record);
  if (self->cursor != NULL) mdb_cursor_close(self->cursor);
}

/* The first record that may hold rows of the range. */
static int seek(rows* self, MDB_val* data) {
  const postern_str from = self->reverse ? self->end : self->begin;
  int rc = MDB_NOTFOUND;
  if (from.len != 0) {
    self->record_key = record_key_of(from);
    rc = mdb_cursor_get(self->cursor, &self->record_key, data, MDB_SET_RANGE);
    if (rc != MDB_NOTFOUND || !self->reverse) return rc;
  }
  return mdb_cursor_get(self->cursor, &self->record_key, data,
                        self->reverse ? MDB_LAST : MDB_FIRST);
}

static int next_record(rows* self) {
  const MDB_cursor_op step = self->reverse ? MDB_PREV : MDB_NEXT;
  MDB_val data;
  const int rc = self->started ? mdb_cursor_get(self->cursor, &self->record_key, &data, step)
                               : seek(self, &data);
  self->started = 1;
  if (rc != 0) return rc;
  free(self->in_record);
  self->in_record = NULL;
  self->next = 0;
  return split_record(self->record_key, data, &self->in_record, &self->count);
}

/* The next row of all, in the range or not. */
static int next_row(rows* self, postern_str* key, postern_str* value) {
  const record_row* row;
  while (self->next == self->count) {
    const int rc = next_record(self);
    if (rc != 0) return rc;
  }
  row = &self->in_record[self->reverse ? self->count - 1 - self->next : self->next];
  ++self->next;
  memcpy(self->key, self->record_key.mv_data, self->record_key.mv_size);
  if (row->rest.mv_size != 0) {
    memcpy(self->key + self->record_key.mv_size, row->rest.mv_data, row->rest.mv_size);
  }
  key->ptr = self->key;
  key->len = self->record_key.mv_size + row->rest.mv_size;
  value->ptr = row->value.mv_data;
  value->len = row->value.mv_size;
  return 0;
}

int rows_next(rows* self, postern_str* key, postern_str* value) {
  for (;;) {
    const int rc = next_row(self, key, value);
    int before, behind;
    if (rc != 0) return rc;
    before = compare(key->ptr, key->len, self->begin.ptr, self->begin.len) < 0;
    behind = self->end.len != 0 && compare(key->ptr, key->len, self->end.ptr, self->end.len) >= 0;
    if (!before && !behind) return 0;
    if (self->reverse ? before : behind) return MDB_NOTFOUND;
  }
}

/* The record that `key` belongs to, taken apart; where it lies in it, or would. */
static int find_in_record(MDB_txn* txn, MDB_dbi dbi, postern_str key, record_row** found,
                          size_t* count, size_t* at, int* is_there) {
  const postern_str rest = rest_of(key);
  MDB_val record_key = record_key_of(key), data;
  int rc = mdb_get(txn, dbi, &record_key, &data);
  *found = NULL;
  *count = *at = 0;
  *is_there = 0;
  if (rc == MDB_NOTFOUND) return 0;
  if (rc == 0) rc = split_record(record_key, data, found, count);
  if (rc != 0) return rc;
  for (; *at < *count; ++*at) {
    const record_row* row = &(*found)[*at];
    const int order = compare(row->rest.mv_data, row->rest.mv_size, rest.ptr, rest.len);
    *is_there = order == 0;
    if (order >= 0) break;
  }
  return 0;
}

int row_get(MDB_txn* txn, MDB_dbi dbi, postern_str key, postern_str* value) {
  MDB_val record_key = record_key_of(key), data;
  int rc;
  if (is_long(key.len)) {
    record_row* found;
    size_t count, at;
    int is_there;
    rc = find_in_record(txn, dbi, key, &found, &count, &at, &is_there);
    if (rc == 0 && is_there) data = found[at].value;
    if (rc == 0 && !is_there) rc = MDB_NOTFOUND;
    free(found);
  } else {
    rc = mdb_get(txn, dbi, &record_key, &data);
  }
  if (rc != 0) return rc;
  value->ptr = data.mv_data;
  value->len = data.mv_size;
  return 0;
}

/* Writes the record of a long key again, with this row (or without it: `value` NULL). */
static int replace_in_record(MDB_txn* txn, MDB_dbi dbi, postern_str key, const postern_str* value) {
  const postern_str rest = rest_of(key);
  MDB_val record_key = record_key_of(key), data;
  record_row* found;
  size_t count, at, i, size = 0;
  int is_there;
  char *made, *end;
  int rc = find_in_record(txn, dbi, key, &found, &count, &at, &is_there);
  if (rc != 0) return rc;
  for (i = 0; i < count; ++i) {
    size += sizeof(row_header) + found[i].rest.mv_size + found[i].value.mv_size;
  }
  if (value != NULL) size += sizeof(row_header) + rest.len + value->len;
  end = made = malloc(size + 1);
  if (made == NULL) {
    free(found);
    return ENOMEM;
  }
  for (i = 0; i <= count; ++i) {
    const record_row* row = &found[i];
    if (i == at && value != NULL) end = write_row(end, rest.ptr, rest.len, value->ptr, value->len);
    if (i == count || (i == at && is_there)) continue;
    end = write_row(end, row->rest.mv_data, row->rest.mv_size, row->value.mv_data,
                    row->value.mv_size);
  }
  data.mv_data = made;
  data.mv_size = (size_t)(end - made);
  rc =
      end == made ? mdb_del(txn, dbi, &record_key, NULL) : mdb_put(txn, dbi, &record_key, &data, 0);
  free(made);
  free(found);
  return rc == MDB_NOTFOUND ? 0 : rc;
}

int row_put(MDB_txn* txn, MDB_dbi dbi, postern_str key, postern_str value) {
  MDB_val record_key = record_key_of(key), data;
  if (is_long(key.len)) return replace_in_record(txn, dbi, key, &value);
  data.mv_data = (void*)value.ptr;
  data.mv_size = value.len;
  return mdb_put(txn, dbi, &record_key, &data, 0);
}

int row_erase(MDB_txn* txn, MDB_dbi dbi, postern_str key) {
  MDB_val record_key = record_key_of(key);
  int rc;
  if (is_long(key.len)) return replace_in_record(txn, dbi, key, NULL);
  rc = mdb_del(txn, dbi, &record_key, NULL);
  return rc == MDB_NOTFOUND ? 0 : rc;
}
