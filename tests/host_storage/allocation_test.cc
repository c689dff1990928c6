// Memory that runs out around a host's functions: every transaction of the host is still ended, and
// nothing is taken for an answer that was not one.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <new>
#include <string_view>

#include "capi/storage.h"

namespace {

thread_local bool t_armed = false;
thread_local int t_left = 0;  // Allocations until one fails.

}  // namespace

// Of the whole test program; unarmed it is the usual one.
void* operator new(std::size_t size) {
  if (t_armed && t_left-- == 0) throw std::bad_alloc();
  if (void* made = std::malloc(size != 0 ? size : 1)) return made;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return std::malloc(size != 0 ? size : 1);
}
void operator delete(void* gone) noexcept {
  std::free(gone);
}
void operator delete(void* gone, std::size_t) noexcept {
  std::free(gone);
}

namespace postern::test {
namespace {

using storage::Mode;

// Longer than what fits into a std::string without an allocation.
constexpr std::string_view kValue = "a value that has to be allocated somewhere";

struct Counts {
  int open = 0;
  int commits = 0;
};

postern_str str(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}

postern_status begin(void* ctx, std::uint32_t, void**, postern_reply*) {
  ++static_cast<Counts*>(ctx)->open;
  return POSTERN_OK;
}

// Forgets to look whether the answer was taken.
postern_status get(void*, void*, postern_str, postern_reply* reply) {
  static_cast<void>(postern_reply_set(reply, str(kValue)));
  return POSTERN_OK;
}

postern_status scan(void*, void*, postern_str, postern_str, std::size_t, std::uint32_t,
                    postern_reply* reply) {
  static_cast<void>(postern_reply_row(reply, str("a key that has to be allocated"), str(kValue)));
  static_cast<void>(postern_reply_row(reply, str("b key that has to be allocated"), str(kValue)));
  return POSTERN_OK;
}

postern_status commit(void* ctx, void*, const postern_changes*, postern_reply*) {
  --static_cast<Counts*>(ctx)->open;
  ++static_cast<Counts*>(ctx)->commits;
  return POSTERN_OK;
}

void rollback(void* ctx, void*) {
  --static_cast<Counts*>(ctx)->open;
}

std::unique_ptr<storage::Storage> open_storage(Counts& counts) {
  postern_storage c{};
  c.struct_size = sizeof c;
  c.ctx = &counts;
  c.begin = begin;
  c.get = get;
  c.scan = scan;
  c.commit = commit;
  c.rollback = rollback;
  return std::move(capi::host_storage(&c)).value();
}

// What a transaction has seen, if it came to its end.
struct Seen {
  bool value = false;
  std::size_t rows = 0;
  bool committed = false;
};

Result<Seen> read_and_write(storage::Storage& storage) {
  POSTERN_TRY(const auto txn, storage.begin(Mode::write));
  Seen seen;
  POSTERN_TRY(const auto value, txn->get("key"));
  seen.value = value == kValue;
  POSTERN_TRY(const auto rows, txn->scan("a", "c", 10));
  seen.rows = rows.size();
  POSTERN_CHECK(txn->put("key", kValue));
  POSTERN_CHECK(txn->commit());
  seen.committed = true;
  return seen;
}

}  // namespace

TEST_CASE("memory that runs out ends a host's transaction, and makes nothing up", "[capi]") {
  Counts counts;
  const auto storage = open_storage(counts);
  int failures = 0;
  for (bool done = false; !done; ++failures) {
    Seen seen;
    const int before = counts.commits;
    t_left = failures;
    t_armed = true;
    try {
      const auto result = read_and_write(*storage);
      if (result.ok()) seen = *result;
      done = result.ok() && t_left >= 0;
    } catch (const std::bad_alloc&) {
      // What guard() makes POSTERN_E_NO_MEMORY of.
    }
    t_armed = false;
    REQUIRE(counts.open == 0);
    REQUIRE(counts.commits - before == (seen.committed ? 1 : 0));
    if (seen.committed) REQUIRE((seen.value && seen.rows == 2));
  }
  CHECK(failures > 5);
}

}  // namespace postern::test
