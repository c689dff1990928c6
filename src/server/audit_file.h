// `postern audit`: the audit log of a data directory.
#pragma once

#include <chrono>
#include <string>

#include "access_keys.h"
#include "postern/postern.hpp"

namespace postern::server {

struct AuditOptions {
  DataOptions data;
  std::string file;    // Where the records go; empty: standard output.
  std::string anchor;  // CHAIN:SEQUENCE:HASH as an earlier verification printed it; may be empty.
};

// Writes every record of the log, a line of CloudTrail's JSON each. Throws when it cannot.
void export_audit_log(const AuditOptions& options);

// Prints what each chain holds and what is wrong with it. True when nothing is.
bool verify_audit_log(const AuditOptions& options);

// Drops what is older than so many days, now and then. Used by one thread.
class AuditRetention {
 public:
  // 0 days: keeps everything.
  explicit AuditRetention(int days) : days_(days) {}

  // True while there is more to drop. What fails is tried again at the next turn.
  bool run(Engine& engine);

 private:
  const int days_;
  std::chrono::steady_clock::time_point next_{};
};

}  // namespace postern::server
