// The attributes of a pool: which exist, of what type, who may change them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "codec/json.h"

namespace postern::domain {

enum class AttributeType : std::uint8_t { string, number, boolean, date_time };

struct AttributeSpec {
  std::string name;  // "email", "custom:tier", "dev:custom:flag".
  AttributeType type = AttributeType::string;
  bool required = false;
  bool is_mutable = true;
  bool developer_only = false;
  std::optional<std::int64_t> length_min, length_max;  // Strings, in code points.
  std::optional<std::int64_t> value_min, value_max;    // Numbers.
};

class Schema {
 public:
  // The standard attributes, as every pool has them.
  static Schema standard();

  // Adds or, for a standard one, adjusts attributes given as the API's SchemaAttributeType list.
  // Rejects as CreateUserPool does.
  Status add(const Json& schema_attributes);

  // Adds attributes that are custom whatever their name, as AddCustomAttributes does.
  Status add_custom(const Json& custom_attributes);

  // As DescribeUserPool shows it.
  [[nodiscard]] Json to_json() const;

  [[nodiscard]] const AttributeSpec* find(std::string_view name) const;
  [[nodiscard]] const std::vector<AttributeSpec>& all() const { return specs_; }

  // What keeps the attribute from a value by its type and bounds: "String must be no shorter than
  // 10 characters". Empty: nothing does, as of an empty value, which takes the attribute away.
  [[nodiscard]] std::string value_fault(std::string_view name, std::string_view value) const;

 private:
  Status add_one(const Json& custom_attribute);

  std::vector<AttributeSpec> specs_;
};

[[nodiscard]] bool is_standard_attribute(std::string_view name);

}  // namespace postern::domain
