// Renders broken constraints. Clients match on these texts, so they follow the service's exactly.
#include "ops/violations.h"

namespace postern::ops {
namespace {

using model::Shape;
using model::Type;

bool is_number(const Shape& shape) {
  return shape.type == Type::integer || shape.type == Type::long_integer;
}

std::string bound(const Shape& shape, std::string_view comparison, std::int64_t limit) {
  std::string out = is_number(shape) ? "Member must have value " : "Member must have length ";
  out += comparison;
  out += " than or equal to ";
  return out += std::to_string(limit);
}

void append_value(std::string& out, const Json& value);

void append_list(std::string& out, const Json::Array& elements) {
  out += '[';
  std::string_view separator;
  for (const Json& element : elements) {
    out += separator;
    append_value(out, element);
    separator = ", ";
  }
  out += ']';
}

void append_map(std::string& out, const Json::Object& members) {
  out += '{';
  std::string_view separator;
  for (const JsonMember& member : members) {
    out += separator;
    out += member.key;
    out += '=';
    append_value(out, member.value);
    separator = ", ";
  }
  out += '}';
}

// Values appear the way Java prints collections.
void append_value(std::string& out, const Json& value) {
  switch (value.type()) {
    case Json::Type::string: out += value.as_string(); return;
    case Json::Type::array: append_list(out, value.as_array()); return;
    case Json::Type::object: append_map(out, value.as_object()); return;
    default: value.dump_to(out); return;
  }
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

}  // namespace

std::string MemberPath::text() const {
  std::string out = parent == nullptr ? std::string() : parent->text();
  if (!out.empty()) out += '.';
  if (index != 0) return out += std::to_string(index) + ".member";
  if (!name.empty()) out += lower(name[0]);
  out += name.substr(name.empty() ? 0 : 1);
  return out;
}

void Violations::add(const MemberPath& path, const Json* value, bool sensitive,
                     std::string_view constraint) {
  if (full()) return;
  std::string sentence = "Value ";
  if (value != nullptr && !sensitive) {
    sentence += '\'';
    append_value(sentence, *value);
    sentence += "' ";
  }
  sentence += "at '";
  sentence += path.text();
  sentence += "' failed to satisfy constraint: ";
  sentence += constraint;
  sentences_.push_back(std::move(sentence));
}

std::string Violations::message() const {
  std::string out = std::to_string(sentences_.size());
  out += sentences_.size() == 1 ? " validation error detected: " : " validation errors detected: ";
  std::string_view separator;
  for (const std::string& sentence : sentences_) {
    out += separator;
    out += sentence;
    separator = "; ";
  }
  return out;
}

std::string min_constraint(const Shape& shape) { return bound(shape, "greater", shape.min); }
std::string max_constraint(const Shape& shape) { return bound(shape, "less", shape.max); }

std::string pattern_constraint(const Shape& shape) {
  std::string out = "Member must satisfy regular expression pattern: ";
  return out += model::pattern_text(shape.pattern);
}

std::string enum_constraint(const Shape& shape) {
  std::string out = "Member must satisfy enum value set: [";
  std::string_view separator;
  for (const std::string_view value : shape.values) {
    out += separator;
    out += value;
    separator = ", ";
  }
  return out += ']';
}

std::string all_constraints(const Shape& shape) {
  std::vector<std::string> parts;
  if (shape.max != Shape::kNoMax) parts.push_back(max_constraint(shape));
  if (shape.min != Shape::kNoMin) parts.push_back(min_constraint(shape));
  if (shape.pattern != Shape::kNoPattern) parts.push_back(pattern_constraint(shape));
  if (!shape.values.empty()) parts.push_back(enum_constraint(shape));
  std::string out = "[";
  std::string_view separator;
  for (const std::string& part : parts) {
    out += separator;
    out += part;
    separator = ", ";
  }
  return out += ']';
}

}  // namespace postern::ops
