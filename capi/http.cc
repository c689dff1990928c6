// One HTTP request in, one response out.
#include "postern/http.h"

#include <utility>

#include "base/secret.h"
#include "capi/guard.h"
#include "capi/handle_table.h"
#include "capi/layout.h"
#include "capi/options.h"
#include "capi/storage.h"
#include "capi/view.h"
#include "http/http.h"

// What a postern_http_response* points to.
struct postern_http_response {
  postern::http::Response response;
};

namespace postern::capi {
namespace {

constexpr std::size_t kHeadersMax = 100;

Status read_headers(const postern_http_request& in, http::Request& out) {
  if (in.header_count > kHeadersMax) return invalid_argument("Too many headers");
  if (in.headers == nullptr && in.header_count != 0) {
    return invalid_argument("headers is NULL with a count");
  }
  out.headers.reserve(in.header_count);
  for (std::size_t i = 0; i < in.header_count; ++i) {
    POSTERN_TRY(const auto name, read_bytes(in.headers[i].name, kNameBytesMax, "header name"));
    POSTERN_TRY(const auto value, read_bytes(in.headers[i].value, kHeaderBytesMax, "header value"));
    out.headers.emplace_back(name, value);
  }
  return ok();
}

// The result borrows from `request`. What the bytes say is for the HTTP face to judge.
Result<http::Request> http_request(const postern_http_request* request) {
  if (request == nullptr) return invalid_argument("request is NULL");
  POSTERN_TRY(const postern_http_request in, read_struct(request, kHttpRequestFirstSize));
  POSTERN_CHECK(check_flags(in.flags, POSTERN_HTTP_TRUSTED));
  http::Request out;
  POSTERN_TRY(out.method, read_bytes(in.method, kNameBytesMax, "method"));
  POSTERN_TRY(out.target, read_bytes(in.target, kTargetBytesMax, "target"));
  POSTERN_CHECK(read_headers(in, out));
  POSTERN_TRY(out.body, read_bytes(in.body, POSTERN_REQUEST_BYTES_MAX, "body"));
  POSTERN_TRY(out.remote_address, read_text(in.remote_address, kNameBytesMax, "remote_address"));
  out.trusted = (in.flags & POSTERN_HTTP_TRUSTED) != 0;
  return out;
}

}  // namespace
}  // namespace postern::capi

using namespace postern;  // NOLINT: below are C names, which cannot live in a namespace.

postern_status postern_http(postern_engine* engine, const postern_http_request* request,
                            postern_http_response** out_response, postern_error** out_error) {
  return capi::guard(out_error, [&]() -> Status {
    if (out_response == nullptr) return capi::invalid_argument("out_response is NULL");
    *out_response = nullptr;
    POSTERN_TRY(const http::Request read, capi::http_request(request));
    POSTERN_CHECK(capi::check_outside_storage());
    const capi::Lease lease(engine);
    if (!lease) return capi::bad_handle();
    const capi::CallFrame frame(engine);
    if (!frame.within_limit()) return capi::busy("Callbacks nest too deep");
    *out_response = new postern_http_response{lease->handle_http(read)};
    return ok();
  });
}

uint32_t postern_http_response_status(const postern_http_response* response) {
  return response != nullptr ? static_cast<uint32_t>(response->response.status) : 0;
}

size_t postern_http_response_header_count(const postern_http_response* response) {
  return response != nullptr ? response->response.headers.size() : 0;
}

postern_str postern_http_response_header_name(const postern_http_response* response,
                                              size_t index) {
  if (index >= postern_http_response_header_count(response)) return {};
  return capi::view_of(response->response.headers[index].first);
}

postern_str postern_http_response_header_value(const postern_http_response* response,
                                               size_t index) {
  if (index >= postern_http_response_header_count(response)) return {};
  return capi::view_of(response->response.headers[index].second);
}

postern_str postern_http_response_body(const postern_http_response* response) {
  return response != nullptr ? capi::view_of(response->response.body) : postern_str{};
}

void postern_http_response_free(postern_http_response* response) {
  if (response == nullptr) return;
  wipe(response->response.body);  // Bodies and Set-Cookie fields carry tokens.
  for (auto& [name, value] : response->response.headers) wipe(value);
  delete response;
}
