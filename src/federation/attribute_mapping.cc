// From a provider's claims to attributes of the pool's user.
#include "federation/attribute_mapping.h"

#include <algorithm>

#include "codec/form.h"
#include "domain/client.h"
#include "domain/pool.h"

namespace postern::federation {
namespace {

using Writes = std::vector<domain::AttributeWrite>;

constexpr std::string_view kVerifiable[] = {"email", "phone_number"};

std::string flag_of(std::string_view attribute) {
  return std::string(attribute) + "_verified";
}

bool is_flag(std::string_view attribute) {
  return attribute == "email_verified" || attribute == "phone_number_verified";
}

std::string list_text(const Json& list) {
  std::string text = "[";
  for (const Json& item : list.as_array()) {
    if (text.size() > 1) text += ",";
    text += codec::percent_encode(claim_text({}, item));
  }
  return text + "]";
}

bool is_true(const Json& claim, bool lenient) {
  return claim == Json(true) || (lenient && claim == Json("true"));
}

bool writes_to(const Writes& writes, std::string_view name) {
  return std::any_of(writes.begin(), writes.end(),
                     [&](const domain::AttributeWrite& write) { return write.name == name; });
}

}  // namespace

std::string claim_text(std::string_view attribute, const Json& claim) {
  switch (claim.type()) {
    case Json::Type::null:
      return {};
    case Json::Type::string:
      return claim.as_string();
    case Json::Type::array:
      return list_text(claim);
    case Json::Type::object:
      // OpenID Connect Core 1.0, section 5.1.1; as an attribute it is the address for an envelope.
      return attribute == "address" ? std::string(claim.get_string("formatted")) : claim.dump();
    default:
      return claim.dump();
  }
}

Writes map_attributes(const domain::IdentityProvider& provider, const Json& claims, bool lenient) {
  Writes writes;
  for (const JsonMember& member : provider.attribute_mapping.as_object()) {
    const Json* claim = claims.find(member.value.as_string());
    if (member.key == "username" || claim == nullptr) continue;
    std::string text = is_flag(member.key) ? (is_true(*claim, lenient) ? "true" : "false")
                                           : claim_text(member.key, *claim);
    if (!text.empty()) writes.push_back({member.key, std::move(text)});
  }
  return writes;
}

Status check_mapped(const domain::Pool& pool, const domain::Client& client, bool creating,
                    const Writes& writes) {
  Writes plain;
  Writes flags;
  for (const domain::AttributeWrite& write : writes) {
    (is_flag(write.name) ? flags : plain).push_back(write);
  }
  POSTERN_CHECK(domain::check_writes(pool, &client, domain::Writer::user, creating, plain));
  return domain::check_writes(pool, nullptr, domain::Writer::administrator, creating, flags);
}

void apply_mapped(domain::User& user, const Writes& writes) {
  for (const std::string_view address : kVerifiable) {
    const std::string before(domain::attribute_or(user.attributes, address));
    for (const domain::AttributeWrite& write : writes) {
      if (write.name != address || write.value == before) continue;
      domain::set_attribute(user.attributes, flag_of(address), "false");
    }
  }
  for (const auto& [name, value] : writes) domain::set_attribute(user.attributes, name, value);
  // A flag says something of an address.
  for (const std::string_view address : kVerifiable) {
    const bool has_address = domain::find_attribute(user.attributes, address) != nullptr;
    if (!has_address) domain::erase_attribute(user.attributes, flag_of(address));
    if (!has_address || writes_to(writes, flag_of(address))) continue;
    if (domain::find_attribute(user.attributes, flag_of(address)) == nullptr) {
      domain::set_attribute(user.attributes, flag_of(address), "false");
    }
  }
}

Status check_all_required(const domain::Pool& pool, const domain::AttributeList& attributes) {
  std::string missing;
  for (const domain::AttributeSpec& spec : pool.schema.all()) {
    if (!spec.required || spec.name == "sub") continue;
    if (!domain::attribute_or(attributes, spec.name).empty()) continue;
    missing += (missing.empty() ? "" : ", ") + spec.name;
  }
  if (missing.empty()) return ok();
  return reject("invalid_request", "attributes required: [" + missing + "]");
}

}  // namespace postern::federation
