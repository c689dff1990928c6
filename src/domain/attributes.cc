// The attribute list of a user, and the one place that decides who may write what into it.
#include "domain/attributes.h"

#include <algorithm>
#include <set>

#include "domain/client.h"
#include "domain/pool.h"
#include "domain/user.h"
#include "domain/username.h"

namespace postern::domain {
namespace {

// Written by the engine alone, whoever asks (A01, A03, A12).
bool is_engine_owned(std::string_view name) {
  return name == "sub" || name == "identities";
}

bool is_verified_flag(std::string_view name) {
  return name == "email_verified" || name == "phone_number_verified";
}

// Flags are stored as "true" and "false", however a caller capitalises them.
std::string stored_value(std::string_view name, std::string_view value) {
  std::string stored(value);
  if (is_verified_flag(name)) {
    for (char& c : stored) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return stored;
}

Status check_format(const AttributeWrite& write) {
  if (write.value.empty()) return ok();
  if (write.name == "email" && !looks_like_email(write.value)) {
    return invalid_parameter("Invalid email address format.");
  }
  if (write.name == "phone_number" && !looks_like_phone_number(write.value)) {
    return invalid_parameter("Invalid phone number format.");
  }
  return ok();
}

Status check_writer(const Pool& pool, const Client* client, Writer writer,
                    const AttributeSpec& spec) {
  if (writer == Writer::administrator) return ok();
  // A user never vouches for their own address, whatever the client's list says (A03).
  const bool allowed = !is_verified_flag(spec.name) && !spec.developer_only && client != nullptr &&
                       client->may_write(pool, spec.name);
  if (!allowed) return not_authorized("A client attempted to write unauthorized attribute");
  return ok();
}

// The schema's refusals, whose words depend on whether there is a user yet, as recorded: SignUp in
// aws-amplify/amplify-flutter#2034, changes of a user in aws/aws-sdk-java#1396 and
// aws-amplify/amplify-flutter#1531.
Error nonconforming(bool creating, const std::string& faults) {
  return invalid_parameter(
      (creating ? "Attributes did not conform to the schema: " : "Invalid user attributes: ") +
      faults);
}

// A date of birth is ten characters, as its bounds have it: Cognito's guide wants YYYY-MM-DD, but
// all its recorded refusals are of the length.
Status check_value(const Pool& pool, bool creating, const AttributeWrite& write) {
  const std::string fault = pool.schema.value_fault(write.name, write.value);
  if (fault.empty()) return ok();
  return nonconforming(creating, write.name + ": " + fault + "\n");
}

Status check_write(const Pool& pool, const Client* client, Writer writer, bool creating,
                   const AttributeWrite& write) {
  const AttributeSpec* spec = pool.schema.find(write.name);
  if (is_engine_owned(write.name)) {
    return invalid_parameter("Cannot modify the non-mutable attribute " + write.name);
  }
  POSTERN_CHECK(check_writer(pool, client, writer, *spec));
  if (!creating && !spec->is_mutable) {
    return invalid_parameter("user." + write.name + ": Attribute cannot be updated.");
  }
  POSTERN_CHECK(check_format(write));
  return check_value(pool, creating, write);
}

// Names all that the schema does not have, each on a line.
Status check_known(const Pool& pool, bool creating, const std::vector<AttributeWrite>& writes) {
  std::string unknown;
  for (const AttributeWrite& write : writes) {
    if (pool.schema.find(write.name) != nullptr) continue;
    if (creating && !unknown.empty()) unknown += '\n';
    unknown += (creating ? "" : "user.") + write.name + ": Attribute does not exist in the schema.";
    if (!creating) unknown += '\n';
  }
  if (unknown.empty()) return ok();
  return creating ? nonconforming(creating, unknown) : invalid_parameter(unknown);
}

}  // namespace

const std::string* find_attribute(const AttributeList& list, std::string_view name) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const auto& item) { return item->name == name; });
  return found == list.end() ? nullptr : &(*found)->value;
}

std::string_view attribute_or(const AttributeList& list, std::string_view name,
                              std::string_view fallback) {
  const std::string* value = find_attribute(list, name);
  return value == nullptr ? fallback : std::string_view(*value);
}

void set_attribute(AttributeList& list, std::string_view name, std::string_view value) {
  for (const auto& item : list) {
    if (item->name == name) {
      item->value = value;
      return;
    }
  }
  auto added = std::make_unique<Attribute>();
  added->name = name;
  added->value = value;
  list.push_back(std::move(added));
}

bool erase_attribute(AttributeList& list, std::string_view name) {
  return std::erase_if(list, [&](const auto& item) { return item->name == name; }) != 0;
}

bool is_verified(const AttributeList& list, std::string_view name) {
  return attribute_or(list, std::string(name) + "_verified") == "true";
}

Result<std::vector<AttributeWrite>> parse_attributes(const Json* list) {
  std::vector<AttributeWrite> writes;
  if (list == nullptr || list->is_null()) return writes;
  std::set<std::string_view> seen;
  for (const Json& item : list->as_array()) {
    const std::string_view name = item.get_string("Name");
    if (!seen.insert(name).second) {
      return invalid_parameter("Attribute " + std::string(name) + " is given more than once.");
    }
    writes.push_back({std::string(name), stored_value(name, item.get_string("Value"))});
  }
  return writes;
}

Status check_writes(const Pool& pool, const Client* client, Writer writer, bool creating,
                    const std::vector<AttributeWrite>& writes) {
  POSTERN_CHECK(check_known(pool, creating, writes));
  for (const AttributeWrite& write : writes) {
    POSTERN_CHECK(check_write(pool, client, writer, creating, write));
  }
  return ok();
}

Status check_required(const Pool& pool, const AttributeList& list) {
  std::string missing;
  for (const AttributeSpec& spec : pool.schema.all()) {
    if (spec.required && spec.name != "sub" && attribute_or(list, spec.name).empty()) {
      missing += spec.name + ": The attribute is required\n";
    }
  }
  if (missing.empty()) return ok();
  return nonconforming(/*creating=*/true, missing);
}

Json attributes_to_json(const User& user, const Pool& pool, const Client* client) {
  Json list = Json::array();
  const auto add = [&](std::string_view name, std::string_view value) {
    list.push_back(Json::object().set("Name", name).set("Value", value));
  };
  add("sub", user.sub);
  for (const auto& attribute : user.attributes) {
    if (client == nullptr || client->may_read(pool, attribute->name)) {
      add(attribute->name, attribute->value);
    }
  }
  return list;
}

Json attributes_for_event(const User& user, const Pool& pool) {
  Json object = Json::object();
  object.set("sub", user.sub);
  object.set("cognito:user_status", status_name(user.status));
  for (const AliasClaim& claim : alias_claims(pool, user)) {
    if (pool.alias_attributes.contains(claim.attribute) &&
        claim.attribute != "preferred_username") {
      object.set("cognito:" + claim.attribute + "_alias",
                 attribute_or(user.attributes, claim.attribute));
    }
  }
  for (const auto& attribute : user.attributes) object.set(attribute->name, attribute->value);
  return object;
}

}  // namespace postern::domain
