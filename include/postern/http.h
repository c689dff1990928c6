/* The second door: one HTTP request in, one response out, without a socket. */
#ifndef POSTERN_HTTP_H_
#define POSTERN_HTTP_H_

#include "engine.h"

#ifdef __cplusplus
extern "C" {
#endif

/** One header field. Names are case-insensitive. */
typedef struct postern_http_header {
  postern_str name;
  postern_str value;
} postern_http_header;

/**
 * postern_http_request.flags: the host itself vouches for the caller, as it does in postern_call():
 * operations that need AWS credentials run without a valid signature. For in-process clients and
 * development; never for requests that come from a network.
 */
#define POSTERN_HTTP_TRUSTED 1u

/** One parsed request. Everything is borrowed for the call. */
typedef struct postern_http_request {
  /** sizeof(postern_http_request). A larger struct is accepted when its unknown tail is zero. */
  uint32_t struct_size;
  /** POSTERN_HTTP_* bits. Unknown bits are refused. */
  uint32_t flags;
  /** "POST", "GET", ...; case-sensitive. */
  postern_str method;
  /** Origin-form target: path and optional query, as received. */
  postern_str target;
  /** May be NULL when header_count is 0; at most 100. */
  const postern_http_header* headers;
  size_t header_count;
  /** Decoded body, at most POSTERN_REQUEST_BYTES_MAX bytes. */
  postern_str body;
  /** Address of the peer as text, for audit and limits; may be empty. */
  postern_str remote_address;
} postern_http_request;

/** A response. Free with postern_http_response_free(); use from one thread at a time. */
typedef struct postern_http_response postern_http_response;

/**
 * Answers one HTTP request: the Cognito API (AWS JSON 1.1, POST /), and each pool's
 * /<pool>/.well-known/jwks.json and /<pool>/.well-known/openid-configuration, and the pre-signed
 * URLs of import jobs. Whatever the request says, a refusal is a response too, so this fails only
 * for reasons of the call itself.
 *
 * The file of an import job may be larger than a request. Hand it over in pieces: requests with the
 * same target and "Content-Range: bytes FIRST-LAST/TOTAL", from the second on also with the
 * X-Postern-Upload-Id that the piece before was answered with. Answer your client with the response
 * to the last piece, or with the first that is not 200.
 *
 * @retval POSTERN_OK                  There is a response, of any HTTP status.
 * @retval POSTERN_E_INVALID_ARGUMENT  A pointer is NULL, or a length out of bounds.
 * @retval POSTERN_E_BAD_HANDLE, POSTERN_E_NO_MEMORY  As defined in base.h.
 *
 * Threads, blocking and callbacks: as postern_call(). Since: ABI 1.
 */
POSTERN_API postern_status postern_http(postern_engine* engine, const postern_http_request* request,
                                        postern_http_response** out_response,
                                        postern_error** out_error) POSTERN_NODISCARD;

/** HTTP status, 100 to 599; 0 for NULL. */
POSTERN_API uint32_t postern_http_response_status(const postern_http_response* response);

/** Number of header fields. Content-Length and connection handling are the host's business. */
POSTERN_API size_t postern_http_response_header_count(const postern_http_response* response);

/** Name of field `index`, or empty when out of range. Borrowed until the response is freed. */
POSTERN_API postern_str postern_http_response_header_name(const postern_http_response* response,
                                                          size_t index);

/** Value of field `index`; never holds a control character. Borrowed like the name. */
POSTERN_API postern_str postern_http_response_header_value(const postern_http_response* response,
                                                           size_t index);

/** The body. Borrowed until the response is freed. */
POSTERN_API postern_str postern_http_response_body(const postern_http_response* response);

/** Wipes and frees `response`; NULL is allowed. */
POSTERN_API void postern_http_response_free(postern_http_response* response);

#ifdef __cplusplus
}
#endif

#endif /* POSTERN_HTTP_H_ */
