// Reads a PreTokenGeneration function's answer, which is as untrusted as any other input.
#include <algorithm>

#include "tokens/customise.h"

namespace postern::tokens {
namespace {

constexpr std::size_t kClaimsAndScopesMax = 5'000;

Error unrecognizable() {
  return reject("InvalidLambdaResponseException", "Unrecognizable lambda output");
}

// A member that is missing and one that is null mean the same, but for group overrides.
const Json* find_value(const Json& object, std::string_view name) {
  const Json* value = object.find(name);
  return value != nullptr && !value->is_null() ? value : nullptr;
}

Result<std::vector<std::string>> read_texts(const Json& object, std::string_view name) {
  std::vector<std::string> texts;
  const Json* list = find_value(object, name);
  if (list == nullptr) return texts;
  if (!list->is_array()) return unrecognizable();
  for (const Json& text : list->as_array()) {
    if (!text.is_string()) return unrecognizable();
    texts.push_back(text.as_string());
  }
  return texts;
}

bool is_text(std::string_view, const Json& value) { return value.is_string(); }

bool is_any(std::string_view, const Json& value) { return !value.is_null(); }

// These have a type of their own in ID tokens; see attribute_claim().
bool is_any_in_id(std::string_view name, const Json& value) {
  if (name == "email_verified" || name == "phone_number_verified") {
    return value.is_string() || value.is_bool();
  }
  if (name == "updated_at") return value.is_string() || value.is_number();
  if (name == "address") return value.is_string();
  return !value.is_null();
}

using ValueRule = bool (*)(std::string_view name, const Json& value);

Result<ClaimChanges> read_changes(const Json& object, ValueRule accepts) {
  ClaimChanges changes;
  if (const Json* to_add = find_value(object, "claimsToAddOrOverride")) {
    if (!to_add->is_object()) return unrecognizable();
    for (const auto& [name, value] : to_add->as_object()) {
      if (!accepts(name, value)) return unrecognizable();
    }
    changes.to_add = *to_add;
  }
  POSTERN_TRY(changes.to_suppress, read_texts(object, "claimsToSuppress"));
  return changes;
}

// An object under `name` handed to `read`, or nothing to do.
template <class Read>
Status read_object(const Json& parent, std::string_view name, Read&& read) {
  const Json* object = find_value(parent, name);
  if (object == nullptr) return ok();
  if (!object->is_object()) return unrecognizable();
  return read(*object);
}

Status read_groups(const Json& details, Customisation& out) {
  if (!details.contains("groupOverrideDetails")) return ok();
  out.groups.emplace();
  return read_object(details, "groupOverrideDetails", [&](const Json& given) -> Status {
    POSTERN_TRY(out.groups->groups, read_texts(given, "groupsToOverride"));
    POSTERN_TRY(out.groups->roles, read_texts(given, "iamRolesToOverride"));
    const Json* role = find_value(given, "preferredRole");
    if (role != nullptr && !role->is_string()) return unrecognizable();
    if (role != nullptr) out.groups->preferred_role = role->as_string();
    return ok();
  });
}

// RFC 6749, 3.3: scope-token. A space inside would be two scopes.
bool is_scope(std::string_view text) {
  const auto allowed = [](unsigned char c) {
    return c > 0x20 && c < 0x7f && c != '"' && c != '\\';
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), allowed);
}

Status read_scopes(const Json& access, Customisation& out) {
  POSTERN_TRY(out.scopes_to_add, read_texts(access, "scopesToAdd"));
  POSTERN_TRY(out.scopes_to_suppress, read_texts(access, "scopesToSuppress"));
  const bool well_formed =
      std::all_of(out.scopes_to_add.begin(), out.scopes_to_add.end(), is_scope);
  return well_formed ? ok() : Status(unrecognizable());
}

Status read_v1(const Json& details, Customisation& out) {
  POSTERN_TRY(out.id, read_changes(details, is_text));
  return read_groups(details, out);
}

Status read_v2(const Json& details, Customisation& out) {
  POSTERN_CHECK(read_object(details, "idTokenGeneration", [&](const Json& id) -> Status {
    POSTERN_TRY(out.id, read_changes(id, is_any_in_id));
    return ok();
  }));
  POSTERN_CHECK(read_object(details, "accessTokenGeneration", [&](const Json& access) -> Status {
    POSTERN_TRY(out.access, read_changes(access, is_any));
    return read_scopes(access, out);
  }));
  return read_groups(details, out);
}

std::size_t claims_and_scopes(const Customisation& customisation) {
  return customisation.id.to_add.size() + customisation.access.to_add.size() +
         customisation.scopes_to_add.size();
}

}  // namespace

Result<Customisation> read_customisation(std::uint32_t event_version, const Json& response) {
  if (!response.is_object()) return unrecognizable();
  Customisation out;
  const bool v1 = event_version == 1;
  POSTERN_CHECK(read_object(
      response, v1 ? "claimsOverrideDetails" : "claimsAndScopeOverrideDetails",
      [&](const Json& details) { return v1 ? read_v1(details, out) : read_v2(details, out); }));
  if (claims_and_scopes(out) > kClaimsAndScopesMax) return unrecognizable();
  return out;
}

}  // namespace postern::tokens
