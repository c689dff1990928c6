// What the generated tables hold, for model.cc only.
#pragma once

#include <span>
#include <string_view>

#include "ops/model/model.h"

namespace postern::ops::model {

struct PatternText {
  std::string_view published;   // As the service's messages quote it.
  std::string_view expression;  // The same language in the syntax of codec/pattern.h.
};

extern const std::span<const PatternText> kPatterns;
extern const std::span<const OperationModel> kOperations;

}  // namespace postern::ops::model
