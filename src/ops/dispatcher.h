// The phases every call passes, in order: known, well-formed, authorised, run. A handler cannot
// skip a security step because it does not perform it.
#pragma once

#include <string>
#include <string_view>

#include "ops/op.h"

namespace postern::ops {

// Safe for concurrent use.
class Dispatcher {
 public:
  explicit Dispatcher(auth::Services& services) : services_(services) {}

  // The response body, or empty for an operation without output.
  Result<std::string> call(const Caller& caller, std::string_view service, std::string_view name,
                           std::string_view body);

  // Whether the operation takes AWS credentials; false for unknown ones.
  static bool needs_iam(std::string_view service, std::string_view name);

 private:
  Result<std::string> call_own(const Caller& caller, std::string_view name, std::string_view body);

  auth::Services& services_;
};

}  // namespace postern::ops
