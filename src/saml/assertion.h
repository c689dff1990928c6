// An assertion that is known to be the provider's: whether it is for us and for now, and what it
// says.
#pragma once

#include "saml/response.h"

namespace postern::saml {

// REQUIRES: `assertion` is below an element whose signature was verified, or is that element.
Result<Assertion> read_assertion(const codec::XmlElement& assertion, const Expected& expected);

// Of a message of the provider: SAML core, sections 3.2.1 and 3.2.2. The ID is not empty, the
// version 2.0, the Issuer the provider where there must be one.
Status check_message(const codec::XmlElement& message, std::string_view issuer, bool needs_issuer);

// A time that must be there, and one that may be.
Result<std::int64_t> time_of(const codec::XmlElement& element, std::string_view name);

}  // namespace postern::saml
