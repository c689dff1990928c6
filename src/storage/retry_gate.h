// Lets the attempts of transactions run side by side, and one that keeps losing run alone.
#pragma once

#include <mutex>
#include <shared_mutex>

namespace postern::storage {

class RetryGate {
 public:
  // Held during one attempt. Alone, it waits for the attempts under way, and later ones wait for
  // it; the turnstile keeps these from overtaking, so that nobody starves. A thread holds one at a
  // time.
  class Pass {
   public:
    Pass(RetryGate& gate, bool alone) : turn_(gate.turnstile_) {
      if (alone) {
        alone_ = std::unique_lock(gate.attempts_);
      } else {
        beside_others_ = std::shared_lock(gate.attempts_);
        turn_.unlock();
      }
    }

   private:
    std::unique_lock<std::mutex> turn_;
    std::unique_lock<std::shared_mutex> alone_;
    std::shared_lock<std::shared_mutex> beside_others_;
  };

 private:
  std::mutex turnstile_;
  std::shared_mutex attempts_;
};

}  // namespace postern::storage
