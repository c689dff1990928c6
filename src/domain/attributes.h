// The attribute list of a user, and the one place that decides who may write what into it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "codec/json.h"
#include "domain/records.h"

namespace postern::domain {

struct Pool;
struct Client;

using AttributeList = std::vector<std::unique_ptr<Attribute>>;

// The value, or nullptr when the user has no such attribute.
const std::string* find_attribute(const AttributeList& list, std::string_view name);
std::string_view attribute_or(const AttributeList& list, std::string_view name,
                              std::string_view fallback = {});
void set_attribute(AttributeList& list, std::string_view name, std::string_view value);
bool erase_attribute(AttributeList& list, std::string_view name);

// "true" in `<name>_verified`.
bool is_verified(const AttributeList& list, std::string_view name);

// One name and value a caller wants to write.
struct AttributeWrite {
  std::string name;
  std::string value;
};

// Reads the API's AttributeListType. Rejects a name given twice.
Result<std::vector<AttributeWrite>> parse_attributes(const Json* list);

enum class Writer {
  user,           // By SignUp, UpdateUserAttributes or a challenge, through `client`.
  administrator,  // By an Admin operation.
};

// The one check that every path which writes attributes passes: each exists, conforms, may be
// written by this writer through this client (null for administrators), and, when the user exists
// already (`creating` false), is mutable.
Status check_writes(const Pool& pool, const Client* client, Writer writer, bool creating,
                    const std::vector<AttributeWrite>& writes);

// After creation writes: every required attribute has a value.
Status check_required(const Pool& pool, const AttributeList& list);

// Attribute list as the API's [{Name, Value}], "sub" first; only what `client` may read if given.
Json attributes_to_json(const User& user, const Pool& pool, const Client* client);

// Attribute object for trigger events: strings by name, with "sub" and "cognito:user_status".
Json attributes_for_event(const User& user, const Pool& pool);

}  // namespace postern::domain
