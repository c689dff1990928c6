/* Token verification: the typed fast path beside postern_call(). */
#ifndef POSTERN_TOKEN_H_
#define POSTERN_TOKEN_H_

#include "engine.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * What a token must be, beyond genuine and current. Zero-initialise and set struct_size. An empty
 * string does not restrict.
 */
typedef struct postern_verify_options {
  /** sizeof(postern_verify_options). A larger struct is accepted when its unknown tail is zero. */
  uint32_t struct_size;
  /** Seconds of clock difference allowed at `exp`: 0 to 60. */
  uint32_t leeway_s;
  /** The pool that must have issued the token. Empty: any pool of this engine. */
  postern_str user_pool_id;
  /** The app client the token must be for: `client_id` of access tokens, `aud` of ID tokens. */
  postern_str client_id;
  /** "id" or "access". */
  postern_str token_use;
} postern_verify_options;

/** The claims of a verified token. Free with postern_claims_free(); const use from any thread. */
typedef struct postern_claims postern_claims;

/**
 * Verifies an ID or access token that this engine issued: RS256 signature by a current key of the
 * issuing pool, exact issuer, expiry by the engine's clock, and not revoked (sign-out, RevokeToken,
 * user disabled or deleted, pool deleted) as of this call. An answer seen before comes from a cache
 * that cannot outlive any of these.
 *
 * @param engine      Open engine.
 * @param token       Compact JWS, at most 16 KiB. Borrowed for the call.
 * @param options     NULL for no restriction.
 * @param out_claims  On POSTERN_OK the claims, which the caller frees; otherwise NULL.
 * @param out_error   May be NULL. See postern_error.
 *
 * @retval POSTERN_OK                  Genuine, current, as asked for.
 * @retval POSTERN_E_REJECTED          NotAuthorizedException; its message says expired, revoked or
 *                                     invalid, and no more than that.
 * @retval POSTERN_E_INVALID_ARGUMENT  A NULL pointer or an option out of bounds.
 *
 * Blocks: at most for one storage read. Callbacks: clock only. Since: ABI 1.
 */
POSTERN_API postern_status postern_verify(postern_engine* engine, postern_str token,
                                          const postern_verify_options* options,
                                          postern_claims** out_claims,
                                          postern_error** out_error) POSTERN_NODISCARD;

/** The payload: one JSON object, UTF-8. Borrowed until the claims are freed. NULL gives empty. */
POSTERN_API postern_str postern_claims_json(const postern_claims* claims);

/** Frees `claims`; NULL is allowed. */
POSTERN_API void postern_claims_free(postern_claims* claims);

#ifdef __cplusplus
}
#endif

#endif /* POSTERN_TOKEN_H_ */
