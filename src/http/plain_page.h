// A page of one sentence: what a link in a message leads to.
#pragma once

#include <string_view>

#include "base/result.h"
#include "codec/form.h"
#include "http/http.h"

namespace postern::http {

// What a button of the page sends back.
struct PageForm {
  std::string_view action;  // A path, or one relative to the page.
  const codec::Form& fields;
  std::string_view button;
};

// Nothing on it runs, nothing is kept, and nobody is told where it is: its address holds a secret.
Response plain_page(int status, std::string_view title, std::string_view text,
                    const PageForm* form = nullptr);

// The page for a refusal, in the operation's words; failures of the engine have none.
Response refusal_page(std::string_view title, const Error& error);

// The query of a request's target as a form.
Result<codec::Form> query_of(const Request& request);

}  // namespace postern::http
