// A call of an operation: how long it took, what befell it, and what came back.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "codec/json.h"
#include "simulation/possible.h"

namespace postern::sim {

// What befell a call while it ran.
struct Mishaps {
  bool conflict = false;  // Injected; real ones are counted.
  bool failure = false;
  bool unknown = false;
  bool function = false;  // One of the host's, that of messages included.
  int real_conflicts = 0;
  int commits = 0;  // That wrote something.

  [[nodiscard]] bool any() const { return conflict || failure || unknown || function; }
};

struct Answer {
  std::string operation;
  std::size_t host = 0;
  Span span;
  std::int64_t began_us = 0;  // World time.
  std::int64_t ended_us = 0;
  bool jumped = false;  // Time moved by more than the call itself took.
  Mishaps mishaps;
  bool lost = false;  // The client never heard what came of it.

  bool ok = false;
  Json body = Json::object();
  Errc errc = Errc::rejected;
  std::string code;
  std::string message;

  [[nodiscard]] bool heard() const { return ok && !lost; }
  [[nodiscard]] bool refused(std::string_view name) const { return !ok && !lost && code == name; }
  [[nodiscard]] bool said(std::string_view text) const { return !ok && !lost && message == text; }

  // Of what the call was to do.
  [[nodiscard]] Fate fate() const {
    if (heard()) return Fate::done;
    if (mishaps.commits == 0) return Fate::not_done;
    const bool clean = !lost && !ok && errc == Errc::rejected && !mishaps.failure &&
                       !mishaps.unknown && !mishaps.function;
    return clean ? Fate::not_done : Fate::unknown;
  }
};

}  // namespace postern::sim
