// The object through which the host's functions answer. Lives on the stack of the call they run in.
#pragma once

#include <cstddef>
#include <string>

#include "base/limits.h"
#include "base/secret.h"
#include "postern/base.h"
#include "storage/host/row_sink.h"

// Answers may carry what must not stay in memory.
struct postern_reply {
  std::string value;
  std::string failure;
  bool is_set = false;
  bool out_of_memory = false;  // Part of the answer was lost.
  bool is_refused = false;     // Part of the answer was NULL, too long, or of the wrong kind.
  std::size_t value_bytes_max = postern::limits::kTriggerResponseBytesMax;
  postern::storage::RowSink* rows = nullptr;  // Of a scan only.

  postern_reply() = default;
  postern_reply(const postern_reply&) = delete;
  postern_reply& operator=(const postern_reply&) = delete;
  ~postern_reply() { postern::wipe(value); }
};
