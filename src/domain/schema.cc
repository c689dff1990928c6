// The attributes of a pool: the standard ones, and how CreateUserPool adjusts and extends them.
#include "domain/schema.h"

#include <algorithm>
#include <charconv>

namespace postern::domain {
namespace {

constexpr std::int64_t kTextLengthMax = 2'048;
constexpr std::ptrdiff_t kCustomAttributesMax = 50;

struct StandardAttribute {
  std::string_view name;
  AttributeType type = AttributeType::string;
  std::int64_t length_min = 0;
  std::int64_t length_max = kTextLengthMax;
};

// OpenID Connect Core 1.0 section 5.1, with Cognito's bounds.
constexpr StandardAttribute kStandard[] = {
    {"sub", AttributeType::string, 1},
    {"name"},
    {"given_name"},
    {"family_name"},
    {"middle_name"},
    {"nickname"},
    {"preferred_username"},
    {"profile"},
    {"picture"},
    {"website"},
    {"email"},
    {"email_verified", AttributeType::boolean},
    {"gender"},
    {"birthdate", AttributeType::string, 10, 10},
    {"zoneinfo"},
    {"locale"},
    {"phone_number"},
    {"phone_number_verified", AttributeType::boolean},
    {"address"},
    {"updated_at", AttributeType::number},
    {"identities"},
};

AttributeSpec spec_of(const StandardAttribute& standard) {
  AttributeSpec spec;
  spec.name = standard.name;
  spec.type = standard.type;
  spec.required = standard.name == "sub";
  spec.is_mutable = standard.name != "sub";
  if (spec.type == AttributeType::number) spec.value_min = 0;
  if (spec.type == AttributeType::string && spec.name != "identities") {
    spec.length_min = standard.length_min;
    spec.length_max = standard.length_max;
  }
  return spec;
}

constexpr std::string_view kTypeNames[] = {"String", "Number", "Boolean", "DateTime"};

std::string_view type_name(AttributeType type) {
  return kTypeNames[static_cast<std::size_t>(type)];
}

std::optional<AttributeType> type_of(std::string_view name) {
  for (std::size_t i = 0; i < std::size(kTypeNames); ++i) {
    if (kTypeNames[i] == name) return static_cast<AttributeType>(i);
  }
  return std::nullopt;
}

// Bounds travel as text. Absent ones stay what they were. `kind` is the member `constraints` came
// in.
Status read_bound(const Json& constraints, std::string_view kind, std::string_view member,
                  std::string_view attribute, std::optional<std::int64_t>& bound) {
  const Json* text = constraints.find(member);
  if (text == nullptr || text->is_null()) return ok();
  const std::string& digits = text->as_string();
  std::int64_t value = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (fault != std::errc() || end != digits.data() + digits.size()) {
    return invalid_parameter("Invalid " + std::string(kind) + " for schema attribute " +
                             std::string(attribute));
  }
  bound = value;
  return ok();
}

// In the words Cognito answers, which moto's tests recorded.
Status check_bounds(const AttributeSpec& spec) {
  const auto outside = [](const std::optional<std::int64_t>& length) {
    return length && (*length < 0 || *length > kTextLengthMax);
  };
  const auto crossed = [](const auto& low, const auto& high) {
    return low && high && *low > *high;
  };
  const std::string subject = "user." + spec.name + ": ";
  if (outside(spec.length_min) || outside(spec.length_max)) {
    return invalid_parameter(subject + "String attributes cannot have a length of more than " +
                             std::to_string(kTextLengthMax));
  }
  if (crossed(spec.length_min, spec.length_max)) {
    return invalid_parameter(subject + "Max length cannot be less than min length.");
  }
  if (crossed(spec.value_min, spec.value_max)) {
    return invalid_parameter(subject + "Max value cannot be less than min value.");
  }
  return ok();
}

Status read_constraints(const Json& given, AttributeSpec& spec) {
  constexpr std::string_view kString = "StringAttributeConstraints";
  constexpr std::string_view kNumber = "NumberAttributeConstraints";
  if (const Json* bounds = given.find(kString);
      bounds != nullptr && spec.type == AttributeType::string) {
    POSTERN_CHECK(read_bound(*bounds, kString, "MinLength", spec.name, spec.length_min));
    POSTERN_CHECK(read_bound(*bounds, kString, "MaxLength", spec.name, spec.length_max));
  }
  if (const Json* bounds = given.find(kNumber);
      bounds != nullptr && spec.type == AttributeType::number) {
    POSTERN_CHECK(read_bound(*bounds, kNumber, "MinValue", spec.name, spec.value_min));
    POSTERN_CHECK(read_bound(*bounds, kNumber, "MaxValue", spec.name, spec.value_max));
  }
  return check_bounds(spec);
}

Status adjust_standard(const Json& given, AttributeSpec& spec) {
  const std::string_view type = given.get_string("AttributeDataType", type_name(spec.type));
  if (type != type_name(spec.type) || given.get_bool("DeveloperOnlyAttribute")) {
    return invalid_parameter(
        "You can not change AttributeDataType or set developerOnlyAttribute for standard schema "
        "attribute " +
        spec.name);
  }
  // The sub is the engine's: its rules are not for a pool to bend.
  if (spec.name == "sub") return ok();
  spec.required = given.get_bool("Required", spec.required);
  spec.is_mutable = given.get_bool("Mutable", spec.is_mutable);
  return read_constraints(given, spec);
}

Result<AttributeSpec> custom_attribute(const Json& given) {
  const auto type = type_of(given.get_string("AttributeDataType"));
  if (!type) {
    return invalid_parameter(
        "Invalid AttributeDataType input, consider using the provided AttributeDataType enum.");
  }
  if (given.get_bool("Required")) {
    return invalid_parameter("Required custom attributes are not supported currently.");
  }
  AttributeSpec spec;
  spec.developer_only = given.get_bool("DeveloperOnlyAttribute");
  spec.name = (spec.developer_only ? "dev:custom:" : "custom:");
  spec.name += given.get_string("Name");
  spec.type = *type;
  spec.is_mutable = given.get_bool("Mutable", true);
  POSTERN_CHECK(read_constraints(given, spec));
  return spec;
}

void add_bound(Json& constraints, std::string_view member,
               const std::optional<std::int64_t>& bound) {
  if (bound) constraints.set(member, std::to_string(*bound));
}

Json spec_to_json(const AttributeSpec& spec) {
  Json json = Json::object();
  json.set("Name", spec.name)
      .set("AttributeDataType", type_name(spec.type))
      .set("DeveloperOnlyAttribute", spec.developer_only)
      .set("Mutable", spec.is_mutable)
      .set("Required", spec.required);
  Json bounds = Json::object();
  if (spec.type == AttributeType::string) {
    add_bound(bounds, "MinLength", spec.length_min);
    add_bound(bounds, "MaxLength", spec.length_max);
    json.set("StringAttributeConstraints", std::move(bounds));
  } else if (spec.type == AttributeType::number) {
    add_bound(bounds, "MinValue", spec.value_min);
    add_bound(bounds, "MaxValue", spec.value_max);
    json.set("NumberAttributeConstraints", std::move(bounds));
  }
  return json;
}

bool is_custom(const AttributeSpec& spec) {
  return !is_standard_attribute(spec.name);
}

}  // namespace

bool is_standard_attribute(std::string_view name) {
  return std::any_of(std::begin(kStandard), std::end(kStandard),
                     [&](const StandardAttribute& standard) { return standard.name == name; });
}

Schema Schema::standard() {
  Schema schema;
  for (const StandardAttribute& standard : kStandard) schema.specs_.push_back(spec_of(standard));
  return schema;
}

const AttributeSpec* Schema::find(std::string_view name) const {
  const auto found = std::find_if(specs_.begin(), specs_.end(),
                                  [&](const AttributeSpec& spec) { return spec.name == name; });
  return found == specs_.end() ? nullptr : &*found;
}

Status Schema::add(const Json& schema_attributes) {
  for (const Json& given : schema_attributes.as_array()) {
    const std::string_view name = given.get_string("Name");
    const auto standard =
        std::find_if(specs_.begin(), specs_.end(), [&](const AttributeSpec& spec) {
          return spec.name == name && is_standard_attribute(name);
        });
    POSTERN_CHECK(standard != specs_.end() ? adjust_standard(given, *standard) : add_one(given));
  }
  return ok();
}

Status Schema::add_custom(const Json& custom_attributes) {
  for (const Json& given : custom_attributes.as_array()) POSTERN_CHECK(add_one(given));
  return ok();
}

Status Schema::add_one(const Json& given) {
  POSTERN_TRY(AttributeSpec spec, custom_attribute(given));
  if (find(spec.name) != nullptr) {
    return invalid_parameter("custom:" + std::string(given.get_string("Name")) +
                             ": Existing attribute already has name " + spec.name + ".");
  }
  if (std::count_if(specs_.begin(), specs_.end(), is_custom) >= kCustomAttributesMax) {
    return reject("LimitExceededException", "A user pool has at most 50 custom attributes.");
  }
  specs_.push_back(std::move(spec));
  return ok();
}

Json Schema::to_json() const {
  Json list = Json::array();
  for (const AttributeSpec& spec : specs_) list.push_back(spec_to_json(spec));
  return list;
}

}  // namespace postern::domain
