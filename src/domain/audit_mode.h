// Which calls leave an event in the audit log.
#pragma once

#include <cstdint>

namespace postern::domain {

enum class AuditMode : std::uint8_t {
  off,
  changes,  // Those that write.
  all,      // Every one: those that only read write one row.
};

}  // namespace postern::domain
