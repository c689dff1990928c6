// The pre-signed URL of an import job: PUT brings the file, GET shows the log.
#pragma once

#include <string_view>

#include "http/backend.h"
#include "http/http.h"

namespace postern::http {

// A file larger than one request comes in pieces: requests with a Content-Range (RFC 9110, section
// 14.4), in order, each but the first with the X-Postern-Upload-Id the one before was answered
// with. Whoever owns the socket cuts a large body so; its client notices nothing.
Response answer_import_upload(Backend& backend, const Request& request, std::string_view token);

// Plain text, a line for each row. While more follows, a Link field names the next part.
Response answer_import_log(Backend& backend, const Request& request, std::string_view token);

}  // namespace postern::http
