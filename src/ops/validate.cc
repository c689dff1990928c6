// Walks a request along its shape, checking types and constraints at the same time.
#include "ops/validate.h"

#include <algorithm>
#include <limits>

#include "codec/base64.h"
#include "codec/utf8.h"
#include "ops/violations.h"

namespace postern::ops {
namespace {

using model::Member;
using model::OperationModel;
using model::Shape;
using model::Type;

std::string_view expected_type(Type type) {
  switch (type) {
    case Type::string:
      return "a string";
    case Type::integer:
      return "an integer of 32 bits";
    case Type::long_integer:
      return "an integer of 64 bits";
    case Type::boolean:
      return "a boolean";
    case Type::timestamp:
      return "a number of seconds";
    case Type::blob:
      return "a base64 string";
    case Type::structure:
      return "an object";
    case Type::list:
      return "an array";
    case Type::map:
      return "an object";
    case Type::document:
      return "a JSON value";
  }
  return "";
}

bool has_type(const Json& value, Type type) {
  using Int = std::numeric_limits<std::int32_t>;
  switch (type) {
    case Type::string:
      return value.is_string();
    case Type::integer:
      return value.is_int() && value.as_int() >= Int::min() && value.as_int() <= Int::max();
    case Type::long_integer:
      return value.is_int();
    case Type::boolean:
      return value.is_bool();
    case Type::timestamp:
      return value.is_number();
    case Type::blob:
      return value.is_string() && codec::base64_decode(value.as_string()).ok();
    case Type::structure:
      return value.is_object();
    case Type::list:
      return value.is_array();
    case Type::map:
      return value.is_object();
    case Type::document:
      return true;
  }
  return false;
}

Error wrong_type(const MemberPath& path, Type type) {
  std::string message = "Value";
  const std::string place = path.text();
  if (!place.empty()) message += " at '" + place + "'";
  message += " has the wrong type: expected ";
  return reject("SerializationException", message += expected_type(type));
}

// Padding and groups of four give the size without decoding again.
std::int64_t blob_size(std::string_view text) {
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  return static_cast<std::int64_t>(text.size() / 4 * 3 - padding);
}

// What `min` and `max` bound.
std::int64_t measure(const Json& value, Type type) {
  switch (type) {
    case Type::integer:
    case Type::long_integer:
      return value.as_int();
    case Type::string:
      return static_cast<std::int64_t>(codec::count_code_points(value.as_string()).value_or(0));
    case Type::blob:
      return blob_size(value.as_string());
    default:
      return static_cast<std::int64_t>(value.size());
  }
}

bool is_container(Type type) {
  return type == Type::structure || type == Type::list || type == Type::map;
}

bool too_small(const Json& value, const Shape& shape) {
  return shape.min != Shape::kNoMin && measure(value, shape.type) < shape.min;
}
bool too_large(const Json& value, const Shape& shape) {
  return shape.max != Shape::kNoMax && measure(value, shape.type) > shape.max;
}
bool outside_pattern(const Json& value, const Shape& shape) {
  return shape.pattern != Shape::kNoPattern &&
         !model::matches_pattern(shape.pattern, value.as_string());
}
bool outside_enum(const Json& value, const Shape& shape) {
  return !shape.values.empty() && std::find(shape.values.begin(), shape.values.end(),
                                            value.as_string()) == shape.values.end();
}

// The pattern comes last because it costs most.
bool breaks_any(const Json& value, const Shape& shape) {
  return too_small(value, shape) || too_large(value, shape) || outside_enum(value, shape) ||
         outside_pattern(value, shape);
}

class Validation {
 public:
  [[nodiscard]] Violations& violations() { return violations_; }

  Status check(const Json& value, const Shape& shape, const MemberPath& path, bool sensitive) {
    if (!has_type(value, shape.type)) return wrong_type(path, shape.type);
    sensitive = sensitive || shape.sensitive;
    check_own_constraints(value, shape, path, sensitive);
    switch (shape.type) {
      case Type::structure:
        return check_members(value, shape, path, sensitive);
      case Type::list:
        return check_elements(value, shape, path, sensitive);
      case Type::map:
        return check_entries(value, shape, path, sensitive);
      default:
        return ok();
    }
  }

 private:
  void check_own_constraints(const Json& value, const Shape& shape, const MemberPath& path,
                             bool sensitive) {
    const auto broken = [&](const std::string& constraint) {
      violations_.add(path, &value, sensitive || shape.holds_sensitive, constraint);
    };
    if (too_small(value, shape)) broken(min_constraint(shape));
    if (too_large(value, shape)) broken(max_constraint(shape));
    if (outside_pattern(value, shape)) broken(pattern_constraint(shape));
    if (outside_enum(value, shape)) broken(enum_constraint(shape));
  }

  Status check_members(const Json& value, const Shape& shape, const MemberPath& path,
                       bool sensitive) {
    for (const Member& member : shape.members) {
      const MemberPath inner{&path, member.name};
      const Json* found = value.find(member.name);
      if (found != nullptr && !found->is_null()) {
        POSTERN_CHECK(check(*found, *member.shape, inner, sensitive));
      } else if (member.required) {
        violations_.add(inner, nullptr, sensitive, "Member must not be null");
      }
    }
    return ok();
  }

  // The service reports scalars of a list together, and structures one by one.
  Status check_elements(const Json& value, const Shape& shape, const MemberPath& path,
                        bool sensitive) {
    bool scalar_broken = false;
    std::size_t index = 0;
    for (const Json& element : value.as_array()) {
      const MemberPath inner{&path, {}, ++index};
      if (is_container(shape.element->type)) {
        POSTERN_CHECK(check(element, *shape.element, inner, sensitive));
        continue;
      }
      if (!has_type(element, shape.element->type)) return wrong_type(inner, shape.element->type);
      scalar_broken = scalar_broken || breaks_any(element, *shape.element);
    }
    if (scalar_broken) {
      violations_.add(path, &value, sensitive || shape.holds_sensitive,
                      "Member must satisfy constraint: " + all_constraints(*shape.element));
    }
    return ok();
  }

  Status check_entries(const Json& value, const Shape& shape, const MemberPath& path,
                       bool sensitive) {
    bool key_broken = false;
    bool scalar_broken = false;
    for (const JsonMember& entry : value.as_object()) {
      const MemberPath inner{&path, entry.key};
      key_broken = key_broken || breaks_any(Json(entry.key), *shape.key);
      // An entry of AuthParameters or ChallengeResponses that is null is left out:
      // amazon-cognito-identity-js unsets its DEVICE_KEY so.
      if (entry.value.is_null() && shape.sensitive) continue;
      if (is_container(shape.element->type)) {
        POSTERN_CHECK(check(entry.value, *shape.element, inner, sensitive));
        continue;
      }
      if (!has_type(entry.value, shape.element->type)) {
        return wrong_type(inner, shape.element->type);
      }
      scalar_broken = scalar_broken || breaks_any(entry.value, *shape.element);
    }
    if (key_broken) {
      violations_.add(path, &value, sensitive || shape.holds_sensitive,
                      "Map keys must satisfy constraint: " + all_constraints(*shape.key));
    }
    if (scalar_broken) {
      violations_.add(path, &value, sensitive || shape.holds_sensitive,
                      "Map value must satisfy constraint: " + all_constraints(*shape.element));
    }
    return ok();
  }

  Violations violations_;
};

void drop_unknown(Json& value, const Shape& shape) {
  if (value.is_null()) return;
  switch (shape.type) {
    case Type::structure:
      std::erase_if(value.as_object(), [&](const JsonMember& given) {
        return std::none_of(shape.members.begin(), shape.members.end(),
                            [&](const Member& known) { return known.name == given.key; });
      });
      for (const Member& member : shape.members) {
        if (Json* found = value.find(member.name)) drop_unknown(*found, *member.shape);
      }
      return;
    case Type::list:
      for (Json& element : value.as_array()) drop_unknown(element, *shape.element);
      return;
    case Type::map:
      for (JsonMember& entry : value.as_object()) drop_unknown(entry.value, *shape.element);
      return;
    default:
      return;
  }
}

}  // namespace

Status validate(const OperationModel& operation, const Json& request) {
  Validation validation;
  const MemberPath root;
  POSTERN_CHECK(validation.check(request, *operation.input, root, false));
  if (validation.violations().empty()) return ok();
  const bool is_identity = operation.service == "cognito-identity";
  return reject(is_identity ? "ValidationException" : "InvalidParameterException",
                validation.violations().message());
}

void drop_unknown_members(const OperationModel& operation, Json& request) {
  drop_unknown(request, *operation.input);
}

}  // namespace postern::ops
