// A store that fails where a test tells it to: run an operation once for every call it makes.
#pragma once

#include <atomic>
#include <memory>
#include <string_view>
#include <utility>

#include "storage/storage.h"

namespace postern::test {

// Passes calls through to another store and fails the k-th. Counts begin, get, scan, put, erase and
// commit, of all transactions together. Safe for concurrent use.
//
//   for (int k = 1;; ++k) {
//     FaultyStorage faulty(storage);
//     faulty.fail_call(k);
//     run_operation(faulty);
//     check_nothing_or_all_happened(storage);
//     if (!faulty.has_failed()) break;  // the operation makes fewer than k calls
//   }
class FaultyStorage final : public storage::Storage {
 public:
  // `below` outlives this.
  explicit FaultyStorage(storage::Storage& below) : below_(below) {}

  // The `k`-th call from here on, counted from 1, fails with `errc`. As Errc::unknown_commit, a
  // commit() is carried out before it fails.
  void fail_call(int k, Errc errc = Errc::storage) {
    errc_ = errc;
    has_failed_ = false;
    calls_left_ = k;
  }

  [[nodiscard]] bool has_failed() const { return has_failed_; }

  Result<std::unique_ptr<storage::Txn>> begin(storage::Mode mode) override {
    POSTERN_CHECK(next_call());
    POSTERN_TRY(auto txn, below_.begin(mode));
    return std::make_unique<FaultyTxn>(*this, std::move(txn));
  }

 private:
  class FaultyTxn final : public storage::Txn {
   public:
    FaultyTxn(FaultyStorage& storage, std::unique_ptr<storage::Txn> below)
        : storage_(storage), below_(std::move(below)) {}

    Result<std::optional<std::string>> get(std::string_view key) override {
      POSTERN_CHECK(storage_.next_call());
      return below_->get(key);
    }
    Result<std::vector<storage::Row>> scan(std::string_view begin, std::string_view end,
                                           std::size_t limit, bool reverse) override {
      POSTERN_CHECK(storage_.next_call());
      return below_->scan(begin, end, limit, reverse);
    }
    Status put(std::string_view key, std::string_view value) override {
      POSTERN_CHECK(storage_.next_call());
      return below_->put(key, value);
    }
    Status erase(std::string_view key) override {
      POSTERN_CHECK(storage_.next_call());
      return below_->erase(key);
    }
    Status commit() override {
      Status injected = storage_.next_call();
      const bool carried_out = injected.ok() || injected.error().errc == Errc::unknown_commit;
      if (carried_out) POSTERN_CHECK(below_->commit());
      return injected;
    }

   private:
    FaultyStorage& storage_;
    std::unique_ptr<storage::Txn> below_;
  };

  Status next_call() {
    if (--calls_left_ != 0) return ok();
    has_failed_ = true;
    return Error{errc_, "InternalErrorException", "Injected failure."};
  }

  storage::Storage& below_;
  Errc errc_ = Errc::storage;
  std::atomic<int> calls_left_ = 0;
  std::atomic<bool> has_failed_ = false;
};

}  // namespace postern::test
