// A store in JavaScript: requests packed here are unpacked by lib/storage.js, answers vice versa.
//
// A request is [op u8][flags u32][transaction f64][limit f64] and then fields, each [size u32] and
// its bytes: for get the key, for scan begin and end, for commit [writes u32] with [erase u8], key
// and value each, and [reads u32] with begin and end each. An answer is [status u8], and then for
// get [found u8] and the value, for scan rows as two fields each, for a failure its text. Numbers
// are in the machine's byte order, which is little-endian wherever the engine runs.
#include "storage.h"

#include <stdlib.h>
#include <string.h>

enum { OP_BEGIN, OP_GET, OP_SCAN, OP_COMMIT, OP_ROLLBACK };

typedef struct packer {
  text out;
  size_t room;
  int failed;  // No memory.
} packer;

static void pack(packer* p, const void* bytes, size_t len) {
  if (p->out.len + len > p->room) {
    const size_t room = 2 * (p->out.len + len) + 64;
    char* grown = p->failed ? NULL : realloc(p->out.ptr, room);
    if (grown == NULL) {
      p->failed = 1;
      return;
    }
    p->out.ptr = grown;
    p->room = room;
  }
  if (len != 0) memcpy(p->out.ptr + p->out.len, bytes, len);
  p->out.len += len;
}

static void pack_u32(packer* p, size_t number) {
  const uint32_t n = (uint32_t)number;
  pack(p, &n, sizeof n);
}

static void pack_field(packer* p, postern_str bytes) {
  pack_u32(p, bytes.len);
  pack(p, bytes.ptr, bytes.len);
}

static packer start(uint8_t op, uint32_t flags, double txn, double limit) {
  packer p = {0};
  pack(&p, &op, sizeof op);
  pack_u32(&p, flags);
  pack(&p, &txn, sizeof txn);
  pack(&p, &limit, sizeof limit);
  return p;
}

// Transactions are numbers on both sides.
static double number_of(void* txn) { return (double)(uintptr_t)txn; }

// Sends the request. Returns its status, and in `*answer` all of the answer, to be wiped; what is
// lost on the way is `lost`.
static postern_status ask(const slot* s, packer* p, postern_status lost, text* answer,
                          postern_reply* reply) {
  *answer = (text){NULL, 0};
  if (p->failed) {
    text_wipe(&p->out);
    return POSTERN_E_STORAGE;
  }
  const int answered = host_ask(s, (request){p->out, 1}, answer);
  postern_str rest = text_view(answer);
  postern_status status = lost;
  if (answered && rest.len != 0) {
    status = (unsigned char)rest.ptr[0];
    rest = (postern_str){rest.ptr + 1, rest.len - 1};
  }
  if (status != POSTERN_OK) (void)postern_reply_fail(reply, rest);
  return status;
}

static postern_status begin(void* ctx, uint32_t flags, void** out_txn, postern_reply* reply) {
  const slot* s = ctx;
  text answer;
  pthread_mutex_lock(&s->data->lock);
  const double number = s->data->next_question++;
  pthread_mutex_unlock(&s->data->lock);
  packer p = start(OP_BEGIN, flags, number, 0);
  const postern_status status = ask(s, &p, POSTERN_E_STORAGE, &answer, reply);
  text_wipe(&answer);
  *out_txn = (void*)(uintptr_t)number;
  return status;
}

static postern_status get(void* ctx, void* txn, postern_str key, postern_reply* reply) {
  text answer;
  packer p = start(OP_GET, 0, number_of(txn), 0);
  pack_field(&p, key);
  postern_status status = ask(ctx, &p, POSTERN_E_STORAGE, &answer, reply);
  if (status == POSTERN_OK && answer.len > 1 && answer.ptr[1] != 0) {
    status = postern_reply_set(reply, (postern_str){answer.ptr + 2, answer.len - 2});
  }
  text_wipe(&answer);
  return status;
}

// The field at `*at`, which is behind it then; 0 if there is none.
static int take_field(const text* from, size_t* at, postern_str* out) {
  uint32_t len;
  if (from->len - *at < sizeof len) return 0;
  memcpy(&len, from->ptr + *at, sizeof len);
  *at += sizeof len;
  if (from->len - *at < len) return 0;
  *out = (postern_str){from->ptr + *at, len};
  *at += len;
  return 1;
}

static postern_status scan(void* ctx, void* txn, postern_str from, postern_str to, size_t limit,
                           uint32_t flags, postern_reply* reply) {
  text answer;
  postern_str key, value;
  size_t at = 1;
  packer p = start(OP_SCAN, flags, number_of(txn), (double)limit);
  pack_field(&p, from);
  pack_field(&p, to);
  postern_status status = ask(ctx, &p, POSTERN_E_STORAGE, &answer, reply);
  while (status == POSTERN_OK && at < answer.len) {
    const int good = take_field(&answer, &at, &key) && take_field(&answer, &at, &value);
    status = good ? postern_reply_row(reply, key, value) : POSTERN_E_STORAGE;
  }
  text_wipe(&answer);
  return status;
}

static postern_status commit(void* ctx, void* txn, const postern_changes* changes,
                             postern_reply* reply) {
  text answer;
  packer p = start(OP_COMMIT, 0, number_of(txn), 0);
  pack_u32(&p, changes->write_count);
  for (size_t i = 0; i < changes->write_count; ++i) {
    const uint8_t erase = changes->writes[i].erase != 0;
    pack(&p, &erase, sizeof erase);
    pack_field(&p, changes->writes[i].key);
    pack_field(&p, changes->writes[i].value);
  }
  pack_u32(&p, changes->read_count);
  for (size_t i = 0; i < changes->read_count; ++i) {
    pack_field(&p, changes->reads[i].begin);
    pack_field(&p, changes->reads[i].end);
  }
  const postern_status status = ask(ctx, &p, POSTERN_E_UNKNOWN_COMMIT, &answer, reply);
  text_wipe(&answer);
  return status;
}

static void rollback(void* ctx, void* txn) {
  const slot* s = ctx;
  if (s->data == NULL) return;  // The engine was collected, and JavaScript may be gone.
  packer p = start(OP_ROLLBACK, 0, number_of(txn), 0);
  if (p.failed) {
    text_wipe(&p.out);
  } else {
    host_tell(s, (request){p.out, 1});
  }
}

postern_storage storage_functions(slot* ctx, int is_shared) {
  return (postern_storage){.struct_size = sizeof(postern_storage),
                           .flags = is_shared ? POSTERN_STORAGE_SHARED : 0,
                           .ctx = ctx,
                           .begin = begin,
                           .get = get,
                           .scan = scan,
                           .commit = commit,
                           .rollback = rollback};
}
