// Engines that come and go, and calls to them.
#include "simulation/world.h"

#include <cctype>
#include <cstdio>
#include <cstdlib>

#include "simulation/functions.h"
#include "support/store_fixture.h"

namespace postern::sim {
namespace {

constexpr int kConflictsMax = limits::kConflictRetriesMax;

// The last number in a text.
std::string last_number(std::string_view text) {
  std::size_t end = text.size();
  const auto is_digit = [&](std::size_t at) {
    return std::isdigit(static_cast<unsigned char>(text[at])) != 0;
  };
  while (end > 0 && !is_digit(end - 1)) --end;
  std::size_t begin = end;
  while (begin > 0 && is_digit(begin - 1)) --begin;
  return std::string(text.substr(begin, end - begin));
}

std::string headline(const Answer& answer) {
  return std::to_string(answer.span.begin) + "-" + std::to_string(answer.span.end) + " client " +
         std::to_string(Scheduler::self()) + " at " + std::to_string(answer.host) + ": " +
         answer.operation;
}

std::string befell(const Answer& answer) {
  const Mishaps& mishaps = answer.mishaps;
  std::string text;
  if (mishaps.conflict) text += " conflict";
  if (mishaps.failure) text += " failure";
  if (mishaps.unknown) text += " unknown";
  if (mishaps.function) text += " function";
  if (answer.lost) text += " lost";
  if (mishaps.real_conflicts > 0) text += " lost " + std::to_string(mishaps.real_conflicts);
  return text.empty() ? text : " [" + text.substr(1) + "]";
}

}  // namespace

class World::HostClock final : public Clock {
 public:
  HostClock(const World& world, std::size_t host) : world_(world), host_(host) {}
  [[nodiscard]] std::int64_t now_us() const override {
    return world_.now_us_ + world_.hosts_[host_].skew_us;
  }

 private:
  const World& world_;
  const std::size_t host_;
};

World::World(std::uint64_t seed, bool prints)
    : dice(seed),
      settings(draw_settings(dice)),
      trace(prints),
      scheduler(dice, settings.steps_per_switch),
      now_us_(test::ManualClock::kStartUs),
      hosts_(settings.hosts),
      calls_(settings.clients, nullptr) {
  for (std::size_t host = 0; host < hosts_.size(); ++host) {
    hosts_[host].skew_us = static_cast<std::int64_t>(dice.below(kSkewMaxUs));
    open(host);
  }
}

World::~World() = default;

void World::open(std::size_t host) {
  EngineOptions options;
  options.storage = std::make_unique<HostStorage>(
      memory, settings.is_shared,
      StorageControl{.before = [this, host](StorageStep step) { return before(host, step); },
                     .refused =
                         [this](const Error& error) {
                           if (error.errc != Errc::conflict || own_call() == nullptr) return;
                           ++own_call()->mishaps.real_conflicts;
                           ++real_conflicts;
                         },
                     .committed =
                         [this] {
                           if (own_call() != nullptr) ++own_call()->mishaps.commits;
                         }});
  options.clock = std::make_unique<HostClock>(*this, host);
  options.random = std::make_unique<test::SeededRandom>(dice.next());
  options.root_key = Secret(std::string(32, 'k'));
  options.password_memory_kib = 8;  // These worlds are not about hashing.
  options.password_passes = 1;
  options.deliver = [this, host](std::string_view message) { return deliver(host, message); };
  auto opened = Engine::open(std::move(options));
  if (!opened.ok()) {
    std::fprintf(stderr, "simulation: %s\n", opened.error().message.c_str());
    std::abort();
  }
  hosts_[host].engine = std::move(opened).value();
  hosts_[host].dead = false;
  set_functions(host);
}

void World::set_functions(std::size_t host) {
  if (!settings.functions) return;
  for (const std::string_view name : kFunctions) {
    const auto function = [this, host, name](std::string_view event) -> Result<std::string> {
      POSTERN_CHECK(suffer(host));
      return answer_function(name, event);
    };
    if (!hosts_[host].engine->set_trigger(name, 0, {}, function).ok()) std::abort();
  }
}

Answer* World::own_call() {
  const int self = Scheduler::self();
  return self < 0 ? nullptr : calls_[static_cast<std::size_t>(self)];
}

Answer World::call(std::string_view operation, const Json& request, std::size_t host) {
  const std::string body = request.dump();
  return run(operation, body, host, [&](Engine& engine) {
    return engine.call({.kind = ops::Caller::Kind::host}, operation, body);
  });
}

Answer World::verify(std::string_view token, std::size_t host) {
  return run("(verify)", token, host, [&](Engine& engine) -> Result<std::string> {
    POSTERN_TRY(const auto claims, engine.verify(token, {}));
    return *claims;
  });
}

Answer World::send(const Request& request) {
  // From nowhere, as operations are: guesses count apart for each address that a user comes from.
  http::Request sent{.method = request.method, .target = request.target, .body = request.body};
  for (const auto& [name, value] : request.headers) sent.headers.emplace_back(name, value);
  const std::string path = request.target.substr(0, request.target.find('?'));
  return run(request.method + " " + path, request.target + " " + request.body, kAnyHost,
             [&](Engine& engine) -> Result<std::string> {
               const http::Response response = engine.handle_http(sent);
               if (response.status >= 500) {
                 return Error{Errc::storage, "InternalErrorException", response.body};
               }
               Json cookies = Json::array();
               Json answer = Json::object();
               for (const auto& [name, value] : response.headers) {
                 if (name == "Location") answer.set("Location", value);
                 if (name == "Set-Cookie") cookies.push_back(value);
               }
               return answer.set("Status", std::int64_t{response.status})
                   .set("Cookies", std::move(cookies))
                   .set("Body", response.body)
                   .dump();
             });
}

template <class Body>
Answer World::run(std::string_view what, std::string_view request, std::size_t host, Body&& body) {
  Answer answer;
  answer.operation = what;
  answer.host = enter(host);
  calls_[static_cast<std::size_t>(Scheduler::self())] = &answer;
  answer.span.begin = tick();
  ++calls_made_;
  now_us_ += 1'000;
  answer.began_us = now_us_;
  const std::uint64_t jumps = jumps_;
  trace.add(std::to_string(answer.span.begin) + "- client " + std::to_string(Scheduler::self()) +
                " at " + std::to_string(answer.host) + ": " + answer.operation,
            request);
  const auto result = body(*hosts_[answer.host].engine);
  answer.ok = result.ok();
  if (answer.ok) {
    answer.body = Json::parse(*result).value();
  } else {
    answer.errc = result.error().errc;
    answer.code = result.error().code;
    answer.message = result.error().message;
  }
  answer.span.end = tick();
  answer.ended_us = now_us_;
  answer.jumped = jumps != jumps_;
  leave(answer);
  trace.add(headline(answer) + befell(answer) + " ->",
            answer.ok ? *result : answer.code + ": " + answer.message);
  judge_errors(answer);
  return answer;
}

std::size_t World::enter(std::size_t wanted) {
  for (;;) {
    const bool kept_out = paused_by_ >= 0 && paused_by_ != Scheduler::self();
    const std::size_t host = wanted == kAnyHost ? dice.below(hosts_.size()) : wanted;
    if (!kept_out && !hosts_[host].dead) {
      ++hosts_[host].inside;
      return host;
    }
    scheduler.wait();
  }
}

void World::leave(Answer& answer) {
  calls_[static_cast<std::size_t>(Scheduler::self())] = nullptr;
  Host& host = hosts_[answer.host];
  --host.inside;
  answer.lost = host.dead || (paused_by_ < 0 && dice.rarely(settings.mishaps));
  if (!host.dead || host.inside > 0) return;
  trace.add("engine " + std::to_string(answer.host) + " starts again");
  host.engine.reset();
  open(answer.host);
}

// Every failure has its reason: a store that failed, or so many conflicts that it gave up.
void World::judge_errors(const Answer& answer) {
  if (answer.ok || answer.lost) return;
  const bool internal = answer.errc != Errc::rejected && answer.errc != Errc::invalid_argument;
  if (!internal && answer.code != "InternalErrorException") return;
  const bool gave_up = answer.mishaps.real_conflicts > kConflictsMax || answer.mishaps.conflict;
  if (answer.mishaps.failure || answer.mishaps.unknown) return;
  if (answer.errc == Errc::conflict && gave_up) return;
  violated("an internal error without a cause");
}

void World::pause() {
  while (paused_by_ >= 0) scheduler.wait();
  paused_by_ = Scheduler::self();
  const auto busy = [&] {
    for (const Host& host : hosts_) {
      if (host.inside > 0) return true;
    }
    return false;
  };
  while (busy()) scheduler.wait();
}

void World::jump(std::int64_t delta_us) {
  now_us_ += delta_us;
  ++jumps_;
  // A clock that is set, perhaps back.
  dice.pick(hosts_).skew_us = static_cast<std::int64_t>(dice.below(kSkewMaxUs));
  trace.add("time goes on by " + std::to_string(delta_us / kMicrosPerSecond) + " s");
}

void World::violated(std::string_view what) {
  if (!over()) violation_ = "at " + std::to_string(moment_) + ": " + std::string(what);
}

Fault World::before(std::size_t host, StorageStep step) {
  Answer* const call = own_call();
  if (call == nullptr) return Fault::none;  // An engine that starts.
  scheduler.step();
  if (hosts_[host].dead) return Fault::silence;
  return draw_fault(host, step, call->mishaps);
}

Fault World::draw_fault(std::size_t host, StorageStep step, Mishaps& mishaps) {
  if (paused_by_ >= 0 || settings.faults == 0) return Fault::none;
  // Commits are few, and what matters most.
  const bool commits = step == StorageStep::commit;
  if (!dice.rarely(commits ? 10 * settings.faults : settings.faults)) return Fault::none;
  ++injected;
  const std::size_t kind = dice.below(10);
  if (kind < 2) {
    trace.add("engine " + std::to_string(host) + " crashes");
    ++crashes;
    hosts_[host].dead = true;
    return commits && dice.one_in(2) ? Fault::unknown_done : Fault::silence;
  }
  if (commits && kind < 5) {
    mishaps.conflict = true;
    return Fault::conflict;
  }
  if (commits && kind < 8) {
    ++unknown_commits;
    mishaps.unknown = true;
    return dice.one_in(2) ? Fault::unknown_done : Fault::unknown_not_done;
  }
  mishaps.failure = true;
  return Fault::failure;
}

Status World::suffer(std::size_t host) {
  for (std::size_t steps = dice.below(6); steps > 0; --steps) scheduler.step();
  Answer* const call = own_call();
  const bool fails = paused_by_ < 0 && dice.rarely(settings.mishaps);
  if (!fails && !hosts_[host].dead) return ok();
  if (call != nullptr) call->mishaps.function = true;
  return Error{Errc::rejected, "HostError", "The function of the host failed."};
}

Result<std::string> World::deliver(std::size_t host, std::string_view message) {
  POSTERN_CHECK(suffer(host));
  POSTERN_TRY(const Json json, Json::parse(message));
  const Moment begin = own_call() == nullptr ? 0 : own_call()->span.begin;
  // Some letters take longer than others.
  const Moment delay = dice.one_in(3) ? dice.below(40) : 0;
  mail.push_back({.name = std::string(json.get_string("Username")),
                  .source = std::string(json.get_string("Source")),
                  .destination = std::string(json.get_string("Destination")),
                  .code = last_number(json.get_string("Body")),
                  .made = {begin, tick()},
                  .arrives = now() + delay,
                  .sent_us = now_us_});
  trace.add("mail", message);
  return std::string();
}

}  // namespace postern::sim
