// Every operation this engine performs, in one table.
#include "ops/registry.h"

#include <algorithm>
#include <iterator>

namespace postern::ops {

namespace {

#define POSTERN_LIST(name) &k##name,
constexpr const Operation* kCognito[] = {POSTERN_COGNITO_OPERATIONS(POSTERN_LIST)};
constexpr const Operation* kOwn[] = {POSTERN_OWN_OPERATIONS(POSTERN_LIST)};
#undef POSTERN_LIST

template <std::size_t N>
const Operation* find(const Operation* const (&table)[N], std::string_view name) {
  const auto found = std::find_if(std::begin(table), std::end(table),
                                  [&](const Operation* row) { return row->name == name; });
  return found == std::end(table) ? nullptr : *found;
}

}  // namespace

const Operation* find_operation(std::string_view service, std::string_view name) {
  if (service == "cognito-idp") return find(kCognito, name);
  if (service == "postern") return find(kOwn, name);
  return nullptr;
}

}  // namespace postern::ops
