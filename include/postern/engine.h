/* The engine: opening it with everything it depends on, calling operations, closing it. */
#ifndef POSTERN_ENGINE_H_
#define POSTERN_ENGINE_H_

#include "base.h"
#include "error.h"
#include "storage.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * One identity engine: all its user pools, over one store. Any number of engines live side by side
 * in a process. Every function that takes one may be called from any thread. A handle is checked at
 * each use, so a closed or foreign one answers POSTERN_E_BAD_HANDLE.
 */
typedef struct postern_engine postern_engine;

/**
 * Tells the time: microseconds since 1970-01-01T00:00:00Z, not negative. Called often, from any
 * thread; must not call the engine.
 */
typedef int64_t (*postern_clock_fn)(void* ctx);

/**
 * Fills `out` with `len` cryptographically secure random bytes and returns 0. A failure (non-zero)
 * aborts the process: continuing with predictable bytes would be worse. Called from any thread;
 * must not call the engine. A deterministic source is for simulation only.
 */
typedef int32_t (*postern_random_fn)(void* ctx, uint8_t* out, size_t len);

/**
 * Delivers one message. `message` is a JSON object with the members
 *   "Medium" ("EMAIL" or "SMS"), "Destination" (full address or number), "Subject" (e-mail only),
 *   "Body", "UserPoolId", "Username", "ClientId" (may be empty), "Source" (e.g. "SignUp"), and
 *   whatever the pool says about the sender in EmailConfiguration ("From", "ReplyToEmailAddress",
 *   "SourceArn", "ConfigurationSet") or SmsConfiguration ("SnsCallerArn", "ExternalId",
 *   "SnsRegion").
 * The body holds a code or a temporary password: do not log it. Returns 0, or non-zero after
 * postern_reply_fail(), which the client sees as CodeDeliveryFailureException; the reply is not
 * otherwise read. Runs on the calling thread, outside any transaction and lock; may call the
 * engine.
 */
typedef int32_t (*postern_deliver_fn)(void* ctx, postern_str message, postern_reply* reply);

/**
 * Makes one outbound HTTP request: to identity providers, when their users sign in. `request` is a
 * JSON object {"Method", "Url", "Headers", "Body"}, Headers an object of strings; the answer set in
 * `reply` one of {"Status", "Headers", "Body"}. Returns 0, or non-zero after postern_reply_fail();
 * clients are not told the text.
 *
 * Addresses come from configuration and from what providers say of themselves. They are https, or
 * http on the loopback interface; whether a name leads into a private network is for this function
 * to see to, as it follows no redirect, ends within seconds and reads no more than it must: an
 * answer of more than 256 KiB is refused. The engine opens no connection of its own; sign-in at
 * providers is refused while this is NULL. Same thread rules as postern_deliver_fn.
 */
typedef int32_t (*postern_fetch_fn)(void* ctx, postern_str request, postern_reply* reply);

/** postern_invoke_fn: the function itself refused; the failure text is its own. */
#define POSTERN_INVOKE_REFUSED 1
/** postern_invoke_fn: the function could not be run; the failure text says why. */
#define POSTERN_INVOKE_FAILED 2

/**
 * Runs the function that a user pool's LambdaConfig names by `function_arn`, for a trigger that has
 * no function of its own (postern_trigger_set()).
 *
 * `event` is Cognito's event JSON; the answer, set in `reply`, the same object with its "response"
 * filled in. Both views are borrowed for the call. Returns 0; or, after postern_reply_fail(),
 * POSTERN_INVOKE_REFUSED, which the client sees as UserLambdaValidationException
 * "<Trigger> failed with error <text>.", or any other value, which is UnexpectedLambdaException
 * "<Trigger> invocation failed due to error <text>."; without a text "... due to configuration.".
 * It ends within a time of its own choosing; Lambda's is five seconds. Same thread rules as
 * postern_deliver_fn.
 */
typedef int32_t (*postern_invoke_fn)(void* ctx, postern_str function_arn, postern_str event,
                                     postern_reply* reply);

/** postern_options.flags: postern_clock_advance() may move this engine's time. For tests. */
#define POSTERN_OPEN_MOVABLE_CLOCK 1u
/**
 * postern_options.flags: every operation that changes something leaves an event in the audit log,
 * in the transaction of the change: an acknowledged change has its event, and one that failed has
 * none. An operation that only reads, or is refused before it writes, leaves none. The log is read
 * by "postern:ListAuditEvents" and followed by "postern:ReadChanges"; it grows until
 * "postern:DropAuditEvents". Without this flag there is no log. Since: ABI 1.
 */
#define POSTERN_OPEN_AUDIT_CHANGES 2u
/**
 * postern_options.flags: so does every other operation, in a transaction of its own where it has
 * none. What its event cannot be written for is not answered. Since: ABI 1.
 */
#define POSTERN_OPEN_AUDIT_ALL 4u

/**
 * How to open an engine. Zero-initialise, set struct_size to sizeof(postern_options), then what
 * differs from the defaults. Everything is copied; nothing is borrowed after the call, but the
 * callbacks and their contexts must outlive the engine.
 */
typedef struct postern_options {
  /** sizeof(postern_options). A larger struct is accepted when its unknown tail is zero. */
  uint32_t struct_size;
  /** POSTERN_OPEN_* bits. Unknown bits are refused. */
  uint32_t flags;
  /**
   * "memory:" (default; nothing survives close), "sqlite:PATH" (created 0600 when missing), or
   * "postgres://...", which several engines may share: needs libpq.so.5.
   */
  postern_str storage_url;
  /**
   * 32 bytes from which every key that protects stored records is derived. Empty: for sqlite a file
   * PATH.key beside the data, created 0600 from random bytes; for memory a random key. For
   * postgres it must be given, the same for every engine, and for a store of the host's. Another
   * key takes its place by "postern:RotateRootKey".
   */
  postern_str root_key;
  /** AWS region in ids, ARNs and the default issuer. Default "us-east-1". */
  postern_str region;
  /** Twelve digits, in ARNs. Default "000000000000". */
  postern_str account_id;
  /**
   * What `iss` of tokens starts with, without a slash at the end; the issuer of a pool is
   * issuer_base + "/" + its id. Default "https://cognito-idp.<region>.amazonaws.com".
   */
  postern_str issuer_base;
  /** NULL: the system's clock. */
  postern_clock_fn clock;
  void* clock_ctx;
  /** NULL: the system's secure source. */
  postern_random_fn random;
  void* random_ctx;
  /** NULL: operations that must send a message answer CodeDeliveryFailureException. */
  postern_deliver_fn deliver;
  void* deliver_ctx;
  /** NULL: no outbound HTTP. */
  postern_fetch_fn fetch;
  void* fetch_ctx;
  /**
   * Argon2id cost of new password hashes: memory in KiB (8 to 1048576; 0 means 19456) and passes
   * (1 to 16; 0 means 2). Older hashes are renewed at the next sign-in.
   */
  uint32_t password_memory_kib;
  uint32_t password_passes;
  /** NULL: a trigger that only an ARN names is refused. Since: ABI 1, after the members above. */
  postern_invoke_fn invoke;
  void* invoke_ctx;
  /**
   * A store of the host's own instead of storage_url, which is then left empty; see storage.h. The
   * struct is copied. It needs a root_key, the same whenever it is opened. NULL: storage_url says
   * where.
   */
  const postern_storage* storage;
} postern_options;

/**
 * Opens an engine. On failure nothing stays behind but files that were created.
 *
 * @param options     NULL for all defaults, otherwise as described at postern_options.
 * @param out_engine  The engine, closed by the caller with postern_close(); NULL on failure.
 * @param out_error   May be NULL. See postern_error.
 *
 * @retval POSTERN_OK                  Open.
 * @retval POSTERN_E_INVALID_ARGUMENT  An option is out of bounds, malformed or newer than the
 *                                     library.
 * @retval POSTERN_E_BUSY              Another engine, here or in another process, has this store
 *                                     open; or 1024 engines are open in this process.
 * @retval POSTERN_E_STORAGE           The store cannot be opened, or its format is newer than the
 *                                     library.
 * @retval POSTERN_E_CORRUPT           The root key is not the one the store was created with.
 *
 * Blocks: for storage I/O. Callbacks: clock and random only. Since: ABI 1.
 */
POSTERN_API postern_status postern_open(const postern_options* options, postern_engine** out_engine,
                                        postern_error** out_error) POSTERN_NODISCARD;

/**
 * Closes an engine and releases all it owns. A child process after fork() owns none of its parent's
 * engines: their handles are bad there, and it opens its own.
 *
 * @retval POSTERN_OK            Closed, or `engine` is NULL.
 * @retval POSTERN_E_BUSY        A call is still running, or this is called from a callback of the
 *                               engine itself. It stays open; try again.
 * @retval POSTERN_E_BAD_HANDLE  Not an open engine; a second close is safe and ends here.
 *
 * Since: ABI 1.
 */
POSTERN_API postern_status postern_close(postern_engine* engine);

/**
 * Runs one operation and returns its response.
 *
 * The caller is the host and is trusted like an administrator: operations that need AWS credentials
 * over HTTP need none here. Effects are one storage transaction: all or nothing. Bookkeeping that a
 * refusal must leave behind, such as failed-attempt counters, is kept when the operation refuses.
 * Conflicts with concurrent calls are retried inside.
 *
 * @param engine       Open engine.
 * @param operation    Operation name, e.g. "AdminCreateUser"; ASCII. A service may be put in front:
 *                     "cognito-idp:TagResource", "postern:CreateAccessKey". Borrowed for the call.
 * @param request      Request body: one JSON object, UTF-8, at most POSTERN_REQUEST_BYTES_MAX
 *                     bytes. Empty means {}. Borrowed for the call.
 * @param out_response On POSTERN_OK the response body, a JSON object ("{}" for operations without
 *                     output), which the caller frees with postern_buf_free(); otherwise NULL.
 * @param out_error    May be NULL. See postern_error.
 *
 * @retval POSTERN_OK                  Done, and as durable as the store promises.
 * @retval POSTERN_E_REJECTED          Refused. An operation that Cognito has but this library lacks
 *                                     is refused as NotImplementedException.
 * @retval POSTERN_E_INVALID_ARGUMENT  A pointer is NULL, or the request too large or not a JSON
 *                                     object.
 * @retval POSTERN_E_CONFLICT, POSTERN_E_UNKNOWN_COMMIT, POSTERN_E_STORAGE, POSTERN_E_CORRUPT,
 *         POSTERN_E_NO_MEMORY, POSTERN_E_BAD_HANDLE, POSTERN_E_INTERNAL  As defined in base.h.
 * @retval POSTERN_E_BUSY              Callbacks nest deeper than POSTERN_CALL_DEPTH_MAX.
 *
 * The library starts no thread. What has to be done without a caller, removing what has expired and
 * importing users, gets on with other calls; a host that wants it done soon calls
 * "postern:RunMaintenance" now and then, and again while its answer says {"MoreWork":true}.
 *
 * Threads: any number may call with the same engine.
 * Blocks: for storage I/O, password hashing (tens of milliseconds) and callbacks; no timeout.
 * Callbacks: triggers and delivery run on the calling thread, outside the transaction, before this
 * returns; they may call the engine again. Since: ABI 1.
 */
POSTERN_API postern_status postern_call(postern_engine* engine, postern_str operation,
                                        postern_str request, postern_buf** out_response,
                                        postern_error** out_error) POSTERN_NODISCARD;

/**
 * Copies the store, as of one moment, to a new file while the engine goes on serving.
 *
 * The copy is opened as "sqlite:PATH" with the same root key, which is not in it: keep PATH.key, or
 * the key given at postern_open(), elsewhere. Opening it voids codes, challenges, URLs and sessions
 * of before; "postern:DeclareRestored" {"Sessions":"KEEP"}, called next, keeps sessions. `path` is
 * its name once it is whole and on the disk, until then `path` + ".partial", removed on failure.
 * Nothing is ever overwritten. The file is its owner's alone. A store in memory is refused.
 *
 * @param engine     Open engine.
 * @param path       Where the copy goes; UTF-8, without NUL, at most 4096 bytes. Borrowed for the
 *                   call.
 * @param out_error  May be NULL. See postern_error.
 *
 * @retval POSTERN_OK                  The copy is on the disk under its name.
 * @retval POSTERN_E_INVALID_ARGUMENT  `path` is empty or malformed, it or its ".partial" is there
 *                                     already, or the store is not kept in a file.
 * @retval POSTERN_E_STORAGE           The store could not be read or the copy not be written.
 * @retval POSTERN_E_CORRUPT           The store's file is damaged.
 * @retval POSTERN_E_BUSY, POSTERN_E_NO_MEMORY, POSTERN_E_BAD_HANDLE, POSTERN_E_INTERNAL  As defined
 *                                     in base.h; BUSY in a child process after fork().
 *
 * Threads: any number may call, and others may call everything else meanwhile; what they write
 * stays in the store's WAL until the copy is done. Blocks: as long as copying the file takes.
 * Callbacks: none. Since: ABI 1.
 */
POSTERN_API postern_status postern_backup(postern_engine* engine, postern_str path,
                                          postern_error** out_error) POSTERN_NODISCARD;

/**
 * Moves this engine's time forward by `delta_us` microseconds (not negative). Needs
 * POSTERN_OPEN_MOVABLE_CLOCK, otherwise POSTERN_E_INVALID_ARGUMENT. Since: ABI 1.
 */
POSTERN_API postern_status postern_clock_advance(postern_engine* engine, int64_t delta_us,
                                                 postern_error** out_error) POSTERN_NODISCARD;

/** The engine's time in microseconds since 1970-01-01T00:00:00Z, or -1 for a bad handle. ABI 1. */
POSTERN_API int64_t postern_clock_now(postern_engine* engine);

#ifdef __cplusplus
}
#endif

#endif /* POSTERN_ENGINE_H_ */
