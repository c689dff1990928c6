/* Types, status codes and version numbers shared by every header of Postern's C interface. */
#ifndef POSTERN_BASE_H_
#define POSTERN_BASE_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define POSTERN_API __attribute__((visibility("default")))
#define POSTERN_NODISCARD __attribute__((warn_unused_result))
#else
#define POSTERN_API
#define POSTERN_NODISCARD
#endif

/** Version of this binary interface; the shared library's SONAME carries the same number. */
#define POSTERN_ABI_VERSION 1

/** Largest request body, in bytes, that postern_call() and postern_http() read. */
#define POSTERN_REQUEST_BYTES_MAX 2097152

/** How deep a callback may nest calls of the engine that is calling it. */
#define POSTERN_CALL_DEPTH_MAX 4

/**
 * A borrowed run of bytes. Text is UTF-8. `ptr` may be NULL only when `len` is 0; there need not be
 * a NUL at the end, and there may be one inside.
 */
typedef struct postern_str {
  const char* ptr;
  size_t len;
} postern_str;

/** What happened, in as few kinds as a caller can react to. */
typedef int32_t postern_status;

enum {
  POSTERN_OK = 0,
  /** The operation refused: postern_error_code() is the protocol's exception name. */
  POSTERN_E_REJECTED = 1,
  /** A pointer is NULL, a length out of bounds, a text not UTF-8 or not JSON, a struct too new. */
  POSTERN_E_INVALID_ARGUMENT = 2,
  /** Concurrent calls kept winning. Nothing happened; repeating is safe. */
  POSTERN_E_CONFLICT = 3,
  /** The store lost contact while committing: the effect may or may not be there. Read it back. */
  POSTERN_E_UNKNOWN_COMMIT = 4,
  /** The store failed, for example a full disk. Nothing happened. */
  POSTERN_E_STORAGE = 5,
  /** A stored record failed its seal, or the root key is not the one it was sealed with. */
  POSTERN_E_CORRUPT = 6,
  /**
   * Closing while calls run, calls nested too deep, the store is in use by another engine, or a
   * function of a host's store calls an engine.
   */
  POSTERN_E_BUSY = 7,
  /** An allocation failed. There is no error object. */
  POSTERN_E_NO_MEMORY = 8,
  /** The engine handle is closed, was never opened, or belongs to the process before a fork. */
  POSTERN_E_BAD_HANDLE = 9,
  /** A bug in Postern. */
  POSTERN_E_INTERNAL = 10
};

/** Returns POSTERN_ABI_VERSION of the library that is loaded. Any thread. */
POSTERN_API uint32_t postern_abi_version(void);

/** Returns the library's release as NUL-terminated static text such as "0.1.0". Any thread. */
POSTERN_API const char* postern_version(void);

/** An owned run of bytes that a call returned. Free it with postern_buf_free(). */
typedef struct postern_buf postern_buf;

/** Borrows the bytes of `buf` until it is freed. NULL gives an empty view. */
POSTERN_API postern_str postern_buf_view(const postern_buf* buf);

/** Wipes and frees `buf`; NULL is allowed. */
POSTERN_API void postern_buf_free(postern_buf* buf);

/**
 * Where a callback puts its answer. Valid only while the callback runs, on its thread.
 */
typedef struct postern_reply postern_reply;

/**
 * Copies `bytes` into the reply, replacing what was set before. Returns POSTERN_E_INVALID_ARGUMENT
 * when `reply` or a non-empty `bytes.ptr` is NULL or `bytes` exceeds 1 MiB, POSTERN_E_NO_MEMORY
 * when there is no memory.
 */
POSTERN_API postern_status postern_reply_set(postern_reply* reply, postern_str bytes);

/**
 * Sets the text that explains why the callback fails; it then returns non-zero. For a trigger the
 * text reaches the client as "<Trigger> failed with error <text>.". At most 8 KiB of UTF-8 without
 * NUL, otherwise POSTERN_E_INVALID_ARGUMENT; returns as postern_reply_set().
 */
POSTERN_API postern_status postern_reply_fail(postern_reply* reply, postern_str message);

#ifdef __cplusplus
}
#endif

#endif /* POSTERN_BASE_H_ */
