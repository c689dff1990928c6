// What of a request the audit log shows.
#include "ops/audit_parameters.h"

#include <algorithm>
#include <iterator>

namespace postern::ops {
namespace {

using model::Shape;
using model::Type;

constexpr std::string_view kHidden = "HIDDEN_DUE_TO_SECURITY_REASONS";
constexpr std::size_t kTextBytesMax = 256;
constexpr std::size_t kElementsMax = 50;
constexpr std::size_t kBytesMax = 8 << 10;

// Texts of the engine's own operations that are seen.
constexpr std::string_view kOwnIds[] = {"AccessKeyId", "Chain", "ClientId", "KeyId", "UserPoolId"};

std::string small_initial(std::string_view name) {
  std::string out(name);
  if (!out.empty() && out[0] >= 'A' && out[0] <= 'Z') out[0] = static_cast<char>(out[0] + 32);
  return out;
}

// The model calls app client ids sensitive so that they are not repeated in messages, but nobody
// could tell without them what an event is about. A page token opens a page.
bool is_hidden(const Shape& shape) {
  if (shape.name == "ClientIdType") return false;
  return shape.sensitive || shape.name.find("Pagination") != std::string_view::npos;
}

Json shown_text(const Shape& shape, const Json& value) {
  const bool has_form = !shape.values.empty() || shape.pattern != Shape::kNoPattern;
  const bool is_shown = has_form && value.is_string() && value.as_string().size() <= kTextBytesMax;
  return is_shown ? value : Json(kHidden);
}

Json shown(const Shape& shape, const Json& value);

Json shown_members(const Shape& shape, const Json& value) {
  Json out = Json::object();
  for (const model::Member& member : shape.members) {
    const Json* given = value.find(member.name);
    if (given == nullptr || given->is_null()) continue;
    out.set(small_initial(member.name), shown(*member.shape, *given));
  }
  return out;
}

Json shown_elements(const Shape& shape, const Json& value) {
  if (!value.is_array()) return kHidden;
  Json out = Json::array();
  const auto& elements = value.as_array();
  for (std::size_t i = 0; i < std::min(elements.size(), kElementsMax); ++i) {
    out.push_back(shown(*shape.element, elements[i]));
  }
  return out;
}

// No default: a new type is hidden or shown on purpose.
Json shown(const Shape& shape, const Json& value) {
  if (is_hidden(shape)) return kHidden;
  switch (shape.type) {
    case Type::integer:
    case Type::long_integer:
    case Type::boolean:
    case Type::timestamp:
      return value.is_number() || value.is_bool() ? value : Json(kHidden);
    case Type::string:
      return shown_text(shape, value);
    case Type::structure:
      return shown_members(shape, value);
    case Type::list:
      return shown_elements(shape, value);
    case Type::map:
    case Type::blob:
    case Type::document:
      return kHidden;
  }
  return kHidden;
}

// An event stays small, whatever the request: of a large one, what its own members are.
std::string bounded(const Json& parameters) {
  std::string text = parameters.dump();
  if (text.size() <= kBytesMax) return text;
  Json plain = Json::object();
  for (const JsonMember& member : parameters.as_object()) {
    const bool nested = member.value.is_object() || member.value.is_array();
    if (!nested) plain.set(member.key, member.value);
  }
  return plain.dump();
}

}  // namespace

std::string audit_parameters(const Shape& input, const Json& request) {
  return bounded(shown_members(input, request));
}

std::string own_audit_parameters(const Json& request) {
  Json out = Json::object();
  for (const JsonMember& member : request.as_object()) {
    const bool is_id =
        std::find(std::begin(kOwnIds), std::end(kOwnIds), member.key) != std::end(kOwnIds);
    const bool is_short = member.value.is_string() && member.value.as_string().size() <= 64;
    const bool is_plain = member.value.is_number() || member.value.is_bool();
    if (member.key.size() > 64) continue;
    out.set(small_initial(member.key),
            is_plain || (is_id && is_short) ? member.value : Json(kHidden));
    if (out.size() == kElementsMax) break;
  }
  return out.dump();
}

}  // namespace postern::ops
