/* A store of the host's own: what the engine keeps, in whatever the host can make transactional. */
#ifndef POSTERN_STORAGE_H_
#define POSTERN_STORAGE_H_

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The engine keeps rows: a key and a value, both bytes. Values are sealed with the root key; keys
 * are not, and name pools and users. A store gives it transactions over these rows:
 *
 *   begin     one snapshot of all rows, taken at once or at the first read
 *   get, scan read that snapshot
 *   commit    makes all changes or none, if nothing that was read has changed since
 *   rollback  instead of commit: the snapshot is no longer needed
 *
 * Each begin that succeeded is followed by one commit or one rollback, which ends the transaction
 * whatever it answers. What a transaction writes the engine keeps to itself until commit, so a
 * store never has to show it its own writes.
 *
 * Isolation   Transactions that commit are equivalent to some serial order of them, and a snapshot
 *             holds every commit that was acknowledged before it was taken. A store whose database
 *             does this by itself (SERIALIZABLE, or watched keys with phantoms included) uses that.
 *             Any other makes this sure in commit, in one critical section: every range in
 *             postern_changes.reads holds the same rows as in the transaction's snapshot,
 *             otherwise POSTERN_E_CONFLICT; then it writes. Less is not enough: single use of
 *             codes and tokens, unique names and lockouts rest on it.
 * Durability  POSTERN_OK from commit means: visible to every later transaction, and kept as well as
 *             this store ever will.
 * Order       Keys are ordered as unsigned bytes, a prefix before what continues it (memcmp, then
 *             length).
 * Bounds      Keys have 1 to POSTERN_KEY_BYTES_MAX bytes, values 0 to POSTERN_VALUE_BYTES_MAX. The
 *             engine never hands over anything else, except that the ends of a range may be empty
 *             or one byte longer than a key.
 * Checked     What a store answers is checked: rows that are outside the range, out of order,
 *             more than were asked for or out of bounds, and statuses that mean nothing, fail the
 *             call with POSTERN_E_STORAGE. A row that is missing or of another time is not
 *             noticed; one that was altered fails its seal (POSTERN_E_CORRUPT).
 * Threads     Functions are called on the threads that call the engine, so for several transactions
 *             at once. Those of one transaction come one after another, not always on one thread.
 *             A transaction that only reads may stay open over several calls of the engine, and is
 *             rolled back by postern_close() at the latest.
 * Re-entry    No function of a store may call an engine: that is refused with POSTERN_E_BUSY.
 * Blocking    They may block; the call they are part of waits. Transactions do not wait for each
 *             other in the engine, so a lock is held within one function, never from one to the
 *             next: one thread may have two transactions open at once.
 * Failure     By status; postern_reply_fail() adds a text, which the caller of the engine finds in
 *             postern_error, and which never reaches a client over HTTP. Exceptions and longjmp
 *             must not leave a function.
 * Memory      Views handed to a function are borrowed until it returns. What a function answers is
 *             copied.
 */

/** Bounds of a row; see "Bounds" above. */
#define POSTERN_KEY_BYTES_MAX 8192
#define POSTERN_VALUE_BYTES_MAX 4194304

/** postern_storage_begin_fn: the transaction may be committed. Without it, it only reads. */
#define POSTERN_TXN_WRITE 1u

/** postern_storage_scan_fn: the last rows of the range, descending. */
#define POSTERN_SCAN_REVERSE 1u
/** postern_storage_scan_fn: values are not needed; what is given for them is not looked at. */
#define POSTERN_SCAN_KEYS_ONLY 2u

/**
 * Adds one row to the answer of a scan; copies both. Returns POSTERN_OK; POSTERN_E_INVALID_ARGUMENT
 * when the row cannot be the next one or `reply` is not a scan's, and the scan then fails whatever
 * its function returns; POSTERN_E_NO_MEMORY likewise.
 */
POSTERN_API postern_status postern_reply_row(postern_reply* reply, postern_str key,
                                             postern_str value);

/**
 * Begins a transaction. `flags` is 0 or POSTERN_TXN_WRITE. On POSTERN_OK `*out_txn` is what the
 * other functions get as `txn`; it may be anything, NULL included.
 *
 * @retval POSTERN_OK          Begun.
 * @retval POSTERN_E_CONFLICT  Only with POSTERN_TXN_WRITE: to be tried again.
 * @retval any other value     The store failed; it is called POSTERN_E_STORAGE.
 */
typedef postern_status (*postern_storage_begin_fn)(void* ctx, uint32_t flags, void** out_txn,
                                                   postern_reply* reply);

/**
 * Finds one row: its value is set with postern_reply_set(), which takes POSTERN_VALUE_BYTES_MAX
 * bytes here. Nothing set means that there is no such row. Statuses as for begin.
 */
typedef postern_status (*postern_storage_get_fn)(void* ctx, void* txn, postern_str key,
                                                 postern_reply* reply);

/**
 * Finds rows of [begin, end), at most `limit` (1 or more; SIZE_MAX: all): the first ones ascending,
 * or the last ones descending. An empty `end` lies behind every key. Each row is added with
 * postern_reply_row(). `flags` are POSTERN_SCAN_* bits; later versions may add some that a store
 * may ignore. Statuses as for begin.
 */
typedef postern_status (*postern_storage_scan_fn)(void* ctx, void* txn, postern_str begin,
                                                  postern_str end, size_t limit, uint32_t flags,
                                                  postern_reply* reply);

/** One row as it is to be. */
typedef struct postern_write {
  postern_str key;
  /** Empty when the row is erased. */
  postern_str value;
  /** 1: there is to be no such row, whether or not there is one now. Otherwise 0. */
  uint32_t erase;
} postern_write;

/** The keys from `begin` to before `end`; an empty `end` lies behind every key. */
typedef struct postern_key_range {
  postern_str begin;
  postern_str end;
} postern_key_range;

/** What a transaction that commits has read and writes. Later versions add members at the end. */
typedef struct postern_changes {
  uint32_t struct_size;
  /** 0. */
  uint32_t flags;
  /** Ascending by key, no key twice. One or more. */
  const postern_write* writes;
  size_t write_count;
  /**
   * The part of the snapshot that was really covered: keys that were looked for, ranges as far as
   * they were scanned. In no order, and they may overlap. None: nothing was read, and the
   * transaction must not conflict.
   */
  const postern_key_range* reads;
  size_t read_count;
} postern_changes;

/**
 * Makes all changes or none, and ends the transaction. Called at most once for one that was begun
 * with POSTERN_TXN_WRITE, as its last function.
 *
 * @retval POSTERN_OK                  Done; see "Durability".
 * @retval POSTERN_E_CONFLICT          Nothing happened, because something that was read may have
 *                                     changed. The engine runs the transaction again; after a few
 *                                     conflicts it runs alone among those of this engine.
 * @retval POSTERN_E_STORAGE           The store failed, and for certain nothing happened, now or
 *                                     later.
 * @retval POSTERN_E_UNKNOWN_COMMIT    Contact was lost: it may or may not have happened. The caller
 *                                     of the engine is told so. A store that can find out
 *                                     afterwards answers one of the others instead.
 * @retval any other value             Is taken for POSTERN_E_UNKNOWN_COMMIT.
 */
typedef postern_status (*postern_storage_commit_fn)(void* ctx, void* txn,
                                                    const postern_changes* changes,
                                                    postern_reply* reply);

/** Ends a transaction that writes nothing. Cannot fail. */
typedef void (*postern_storage_rollback_fn)(void* ctx, void* txn);

/**
 * postern_storage.flags: other engines may write to the same rows, also in other processes. Each
 * then looks at the store wherever it would otherwise trust what it remembers.
 */
#define POSTERN_STORAGE_SHARED 1u

/**
 * A store: its functions and their context, which is handed to each. Zero-initialise, set
 * struct_size. All five functions are needed. See postern_options.storage. Since: ABI 1.
 */
typedef struct postern_storage {
  /** sizeof(postern_storage). A larger struct is accepted when its unknown tail is zero. */
  uint32_t struct_size;
  /** POSTERN_STORAGE_* bits. Unknown bits are refused. */
  uint32_t flags;
  void* ctx;
  postern_storage_begin_fn begin;
  postern_storage_get_fn get;
  postern_storage_scan_fn scan;
  postern_storage_commit_fn commit;
  postern_storage_rollback_fn rollback;
} postern_storage;

#ifdef __cplusplus
}
#endif

#endif /* POSTERN_STORAGE_H_ */
