// The forms that clients post to the endpoints.
#pragma once

#include "codec/form.h"
#include "http/http.h"

namespace postern::oauth {

// The fields of the body: application/x-www-form-urlencoded, at most 64 KiB, nothing twice, and
// nothing in the address, where logs would show it (O28, O30, O32). invalid_request otherwise.
Result<codec::Form> read_form(const http::Request& request);

}  // namespace postern::oauth
