// Links in messages: their parameters as the request of the operation that they stand for.
#pragma once

#include <span>
#include <string_view>

#include "base/result.h"
#include "codec/form.h"
#include "codec/json.h"

namespace postern::http {

// A parameter of the link, and the member of the request that it is.
struct LinkParameter {
  std::string_view name;
  std::string_view member;
};

// InvalidParameterException, in words for a page, where one of them is missing or the form is none.
Result<Json> read_link(const Result<codec::Form>& form, std::span<const LinkParameter> parameters);

}  // namespace postern::http
