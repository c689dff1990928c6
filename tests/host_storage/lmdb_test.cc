// The worked example in C, on LMDB: the storage contract, several engines, what is there
// afterwards.
#include "host_storage/lmdb/lmdb_storage.h"

#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "base/limits.h"
#include "capi/storage.h"
#include "conformance/storage_conformance.h"
#include "support/temporary_directory.h"

namespace postern::test {
namespace {

using storage::Mode;
using storage::Row;

constexpr std::size_t kBytesMax = std::size_t{1} << 30;

// An LMDB file in a folder of its own, as the engine sees it.
class LmdbStorage final : public storage::Storage {
 public:
  explicit LmdbStorage(unsigned flags = LMDB_STORAGE_NO_SYNC) { reopen(flags); }
  ~LmdbStorage() override { close(); }

  Result<std::unique_ptr<storage::Txn>> begin(Mode mode) override { return above_->begin(mode); }

  void reopen(unsigned flags) {
    close();
    const char* why = nullptr;
    below_ = lmdb_storage_open(directory_.file("rows.lmdb").c_str(), kBytesMax, flags, &why);
    INFO((why != nullptr ? why : ""));
    REQUIRE(below_ != nullptr);
    const postern_storage c = lmdb_storage_functions(below_);
    above_ = std::move(capi::host_storage(&c)).value();
  }
  [[nodiscard]] bool above_is_shared() const { return above_->is_shared(); }

 private:
  void close() {
    above_.reset();
    lmdb_storage_close(below_);
    below_ = nullptr;
  }

  TemporaryDirectory directory_;
  lmdb_storage* below_ = nullptr;
  std::unique_ptr<storage::Storage> above_;
};

std::vector<std::string> keys_of(storage::Storage& storage, bool reverse) {
  auto txn = storage.begin(Mode::read);
  REQUIRE(txn.ok());
  const auto rows = (*txn)->scan("", "", SIZE_MAX, reverse);
  REQUIRE(rows.ok());
  std::vector<std::string> keys;
  for (const Row& row : *rows) keys.push_back(row.key);
  return keys;
}

void write(storage::Storage& storage, const std::vector<std::string>& puts,
           const std::vector<std::string>& erasures) {
  auto txn = storage.begin(Mode::write);
  REQUIRE(txn.ok());
  for (const std::string& key : puts) REQUIRE((*txn)->put(key, "value of " + key).ok());
  for (const std::string& key : erasures) REQUIRE((*txn)->erase(key).ok());
  REQUIRE((*txn)->commit().ok());
}

}  // namespace

TEST_CASE("the LMDB example keeps the storage contract", "[storage][conformance][capi]") {
  run_storage_conformance({.name = "LMDB",
                           .make_empty = [] { return std::make_unique<LmdbStorage>(); },
                           .compares_rows = true});
}

TEST_CASE("keys longer than LMDB's own keep their order and their neighbours", "[storage][capi]") {
  LmdbStorage storage;
  const std::string stem(510, 'k');
  const std::string longest = stem + std::string(limits::kKeyBytesMax - stem.size(), 'z');
  const std::vector<std::string> ascending = {
      "a", stem, stem + "a", stem + "a\x01", stem + "ab", stem + "b", longest, stem + "\xff", "z"};
  write(storage, {ascending.rbegin(), ascending.rend()}, {});
  CHECK(keys_of(storage, false) == ascending);
  CHECK(keys_of(storage, true) == std::vector<std::string>(ascending.rbegin(), ascending.rend()));
  write(storage, {}, {stem + "a", longest, stem + "missing"});
  CHECK(keys_of(storage, false) == std::vector<std::string>{"a", stem, stem + "a\x01", stem + "ab",
                                                            stem + "b", stem + "\xff", "z"});
  auto txn = std::move(storage.begin(Mode::read)).value();
  CHECK(*txn->get(stem + "ab") == "value of " + stem + "ab");
  CHECK(*txn->get(stem + "a") == std::nullopt);
}

TEST_CASE("what was committed to the LMDB example is there when it is opened again",
          "[storage][capi]") {
  LmdbStorage storage(0);
  write(storage, {"a", "b"}, {});
  CHECK_FALSE(storage.above_is_shared());
  storage.reopen(LMDB_STORAGE_SHARED);
  CHECK(storage.above_is_shared());
  CHECK(keys_of(storage, false) == std::vector<std::string>{"a", "b"});
}

}  // namespace postern::test
