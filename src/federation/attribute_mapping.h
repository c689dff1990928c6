// From a provider's claims to attributes of the pool's user.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/attributes.h"
#include "domain/identity_provider.h"

namespace postern::federation {

// What a claim is as an attribute: text as it is, numbers and truth values as text, a list as
// "[a,b]" with each element percent-encoded. Empty for what is absent.
std::string claim_text(std::string_view attribute, const Json& claim);

// The attributes that the provider's mapping makes of its claims; what is not claimed is left out.
// A verified flag is "true" for a claim that is true, and for no other spelling of it (F01), but
// for `lenient`: Apple, and the pool's own functions, write it as text.
std::vector<domain::AttributeWrite> map_attributes(const domain::IdentityProvider& provider,
                                                   const Json& claims, bool lenient);

// Whether this client's users may have them written (F15): each is in the schema, conforms, may be
// written through the client and, unless `creating`, is mutable. A verified flag is the mapping's
// to write and no client's.
Status check_mapped(const domain::Pool& pool, const domain::Client& client, bool creating,
                    const std::vector<domain::AttributeWrite>& writes);

// Writes them. An address that changes is unverified unless the mapping says otherwise.
void apply_mapped(domain::User& user, const std::vector<domain::AttributeWrite>& writes);

// "attributes required: [email, name]" where a new user would lack some.
Status check_all_required(const domain::Pool& pool, const domain::AttributeList& attributes);

}  // namespace postern::federation
