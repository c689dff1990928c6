// A simulated world: engines over one store, their clocks, their mail, and everything that befalls
// them.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"
#include "simulation/answer.h"
#include "simulation/dice.h"
#include "simulation/host_storage.h"
#include "simulation/scheduler.h"
#include "simulation/settings.h"
#include "simulation/trace.h"
#include "storage/memory/memory_storage.h"

namespace postern::sim {

// A message that an engine handed over.
struct Mail {
  std::string name;  // Of the user.
  std::string source;
  std::string destination;
  std::string code;
  Span made;  // From the beginning of the call until it was handed over.
  Moment arrives = 0;
  std::int64_t sent_us = 0;
  int accepted = 0;  // Of a code in it: how often, acknowledged.
};

// What a browser or a client sends.
struct Request {
  std::string method;
  std::string target;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

class World {
 public:
  World(std::uint64_t seed, bool prints);
  ~World();

  // Runs an operation at some engine, or at a given one. Waits while engines are being looked at.
  Answer call(std::string_view operation, const Json& request, std::size_t host = kAnyHost);
  // Verifies a token as an application does, without an operation.
  Answer verify(std::string_view token, std::size_t host = kAnyHost);
  // At some engine's face. The answer holds Status, Location, Cookies and Body; a failure of the
  // engine's own is an error.
  Answer send(const Request& request);
  static constexpr std::size_t kAnyHost = SIZE_MAX;

  // Waits until nobody is inside an engine, and keeps everybody out until resume().
  void pause();
  void resume() { paused_by_ = -1; }

  // Time goes on by that much at once.
  void jump(std::int64_t delta_us);

  // What must never be: ends the world.
  void violated(std::string_view what);
  [[nodiscard]] bool over() const { return !violation_.empty(); }
  [[nodiscard]] const std::string& violation() const { return violation_; }

  // Next moment.
  Moment tick() { return ++moment_; }
  [[nodiscard]] Moment now() const { return moment_; }
  [[nodiscard]] std::int64_t now_us() const { return now_us_; }
  [[nodiscard]] std::size_t calls() const { return calls_made_; }

  Dice dice;
  const Settings settings;
  Trace trace;
  Scheduler scheduler;
  storage::MemoryStorage memory;
  std::deque<Mail> mail;  // Those who read keep pointers.
  int crashes = 0;
  int injected = 0;
  int unknown_commits = 0;
  int real_conflicts = 0;

  // Engines' clocks differ by up to so much.
  static constexpr std::int64_t kSkewMaxUs = 200'000;

 private:
  class HostClock;
  struct Host {
    std::unique_ptr<Engine> engine;
    std::int64_t skew_us = 0;
    bool dead = false;
    int inside = 0;  // Calls.
  };

  void open(std::size_t host);
  void set_functions(std::size_t host);
  template <class Body>
  Answer run(std::string_view what, std::string_view request, std::size_t host, Body&& body);
  std::size_t enter(std::size_t wanted);
  void leave(Answer& answer);
  void judge_errors(const Answer& answer);
  Fault before(std::size_t host, StorageStep step);
  Fault draw_fault(std::size_t host, StorageStep step, Mishaps& mishaps);
  Result<std::string> deliver(std::size_t host, std::string_view message);
  // A function of the host was called: it takes its time, and fails now and then.
  Status suffer(std::size_t host);
  Answer* own_call();

  Moment moment_ = 0;
  std::int64_t now_us_;
  std::uint64_t jumps_ = 0;
  std::size_t calls_made_ = 0;
  std::vector<Host> hosts_;
  std::vector<Answer*> calls_;  // Of each client; null outside.
  int paused_by_ = -1;
  std::string violation_;
};

}  // namespace postern::sim
