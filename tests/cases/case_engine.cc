// The engine under a shared case, through postern.hpp.
#include "cases/case_engine.h"

#include <chrono>
#include <postern/postern.hpp>

namespace cases {
namespace {

template <class Work>
Outcome outcome_of(Work&& work) {
  try {
    return {work(), "", ""};
  } catch (const postern::Error& error) {
    if (error.status() != POSTERN_E_REJECTED) throw;
    return {"", error.code(), error.what()};
  }
}

// Hashing costs as little as it may: cases are not about it.
postern::Options case_options(std::string& newest) {
  postern::Options options;
  options.movable_clock = true;
  options.password_memory_kib = 64;
  options.password_passes = 1;
  options.deliver = [&newest](std::string_view message) { newest = message; };
  return options;
}

}  // namespace

struct CaseEngine::Parts {
  std::string newest = "{}";
  postern::Engine engine{case_options(newest)};
};

CaseEngine::CaseEngine() : parts_(std::make_unique<Parts>()) {}
CaseEngine::~CaseEngine() = default;

Outcome CaseEngine::call(std::string_view operation, std::string_view request) {
  return outcome_of([&] { return parts_->engine.call(operation, request); });
}

Outcome CaseEngine::verify(std::string_view token, const Restrictions& restrictions) {
  return outcome_of([&] {
    return parts_->engine.verify(token, {.user_pool_id = restrictions.user_pool_id,
                                         .client_id = restrictions.client_id,
                                         .token_use = restrictions.token_use,
                                         .leeway_s = restrictions.leeway_s});
  });
}

void CaseEngine::advance(std::int64_t seconds) {
  parts_->engine.advance_clock(std::chrono::seconds(seconds));
}

std::string CaseEngine::newest_message() const { return parts_->newest; }

}  // namespace cases
