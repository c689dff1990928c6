// What a row is about, as the audit log and those who follow it name it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace postern::domain {

// Rows that only serve others (indexes, counters) are about nothing; codes, lockouts and sessions
// are about a user, but nobody reads them again: they have no kind.
struct AuditSubject {
  std::string_view kind;  // "User", "UserPoolClient", ...; empty: see above.
  std::string pool_id;
  std::string sub;
  std::string id;  // A client's id, a group's name, ...
};

std::optional<AuditSubject> audit_subject(std::string_view key);

}  // namespace postern::domain
