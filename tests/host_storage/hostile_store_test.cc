// A host's store that answers wrongly: every wrong answer is a clear failure, and the right one
// beside it is taken.
#include <catch2/catch.hpp>
#include <limits>

#include "base/limits.h"
#include "capi/storage.h"
#include "host_storage/wrapped_store.h"
#include "storage/memory/memory_storage.h"
#include "storage/transact.h"

namespace postern::test {
namespace {

using storage::Mode;
using storage::Row;
using storage::Txn;

struct Fixture {
  storage::MemoryStorage memory;
  WrappedStore host{memory};
  std::unique_ptr<storage::Storage> storage = open();

  ~Fixture() { CHECK(host.open_transactions() == 0); }

  std::unique_ptr<storage::Storage> open() {
    const postern_storage c = host.c_struct();
    return std::move(capi::host_storage(&c)).value();
  }
  std::unique_ptr<Txn> begin(Mode mode = Mode::write) {
    auto txn = storage->begin(mode);
    REQUIRE(txn.ok());
    return std::move(txn).value();
  }
};

postern_str str(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}

// "<kind>: <message>" of a failure; "" of success.
template <class T>
std::string refusal(const Result<T>& result) {
  if (result.ok()) return {};
  const std::string_view kinds[] = {"rejected", "invalid", "conflict", "unknown",
                                    "storage",  "corrupt", "busy",     "internal"};
  return std::string(kinds[static_cast<std::size_t>(result.error().errc)]) + ": " +
         result.error().message;
}

struct ScanCase {
  std::string_view name;
  std::vector<Row> rows;
  bool reverse;
  std::string fault;  // Empty: the rows are taken.
};

// Of a scan of ["b", "d") for at most two rows.
std::vector<ScanCase> scan_cases() {
  const std::string long_key = "b" + std::string(limits::kKeyBytesMax - 1, 'k');
  const std::string long_value(limits::kValueBytesMax, 'v');
  return {
      {"nothing", {}, false, ""},
      {"ascending rows", {{"b", "1"}, {"c", "2"}}, false, ""},
      {"descending rows", {{"c", "2"}, {"b", "1"}}, true, ""},
      {"the longest row", {{long_key, long_value}}, false, ""},
      {"descending rows where ascending ones were asked for",
       {{"c", "2"}, {"b", "1"}},
       false,
       "rows out of order"},
      {"ascending rows where descending ones were asked for",
       {{"b", "1"}, {"c", "2"}},
       true,
       "rows out of order"},
      {"one row twice", {{"b", "1"}, {"b", "1"}}, false, "rows out of order"},
      {"a row before the range", {{"a", "1"}}, false, "a row outside the range"},
      {"the row at the end of the range", {{"d", "1"}}, false, "a row outside the range"},
      {"a row behind the range", {{"c", "1"}, {"e", "1"}}, false, "a row outside the range"},
      {"three rows", {{"b", "1"}, {"ba", "1"}, {"c", "1"}}, false, "more rows than were asked for"},
      {"a key of no bytes", {{"", "1"}}, false, "a key that is empty or too long"},
      {"a key too long", {{long_key + "k", "1"}}, false, "a key that is empty or too long"},
      {"a value too long", {{"b", long_value + "v"}}, false, "a value that is too long"},
  };
}

}  // namespace

TEST_CASE("rows that cannot be the answer of a scan fail it", "[capi][storage]") {
  for (const ScanCase& scan : scan_cases()) {
    DYNAMIC_SECTION(scan.name) {
      Fixture f;
      f.host.on_scan = [&](const Row&, std::size_t, postern_reply* reply) {
        bool taken = true;
        for (const Row& row : scan.rows) {
          taken &= postern_reply_row(reply, str(row.key), str(row.value)) == POSTERN_OK;
        }
        CHECK(taken == scan.fault.empty());
        return POSTERN_OK;  // Also where a row was refused.
      };
      for (const Mode mode : {Mode::read, Mode::write}) {
        const auto rows = f.begin(mode)->scan("b", "d", 2, scan.reverse);
        if (scan.fault.empty()) {
          REQUIRE(rows.ok());
          CHECK(*rows == scan.rows);
        } else {
          CHECK(refusal(rows) ==
                "storage: The host's store answered a scan with " + scan.fault + ".");
        }
      }
    }
  }
}

TEST_CASE("values of a scan for keys are not looked at", "[capi][storage]") {
  Fixture f;
  f.host.on_scan = [&](const Row&, std::size_t, postern_reply* reply) {
    return postern_reply_row(reply, str("b"), str(std::string(limits::kValueBytesMax + 1, 'v')));
  };
  const auto keys = f.begin()->scan_keys("b", "d", 2);
  REQUIRE(keys.ok());
  CHECK(*keys == std::vector<Row>{{"b", ""}});
  CHECK_FALSE(f.begin()->scan("b", "d", 2).ok());
}

TEST_CASE("a value that is NULL, too long or of the wrong kind fails the read", "[capi][storage]") {
  Fixture f;
  const std::string longest(limits::kValueBytesMax, 'v');
  SECTION("none") {
    f.host.on_get = [](postern_str, postern_reply*) { return POSTERN_OK; };
    CHECK(*f.begin()->get("k") == std::nullopt);
  }
  SECTION("empty") {
    f.host.on_get = [](postern_str, postern_reply* r) { return postern_reply_set(r, {}); };
    CHECK(*f.begin()->get("k") == "");
  }
  SECTION("the longest") {
    f.host.on_get = [&](postern_str, postern_reply* r) {
      return postern_reply_set(r, str(longest));
    };
    CHECK(*f.begin()->get("k") == longest);
  }
  const std::string refused =
      "storage: The host's store failed: its answer is NULL, too long, or of the wrong kind";
  SECTION("too long") {
    f.host.on_get = [&](postern_str, postern_reply* r) {
      CHECK(postern_reply_set(r, str(longest + "v")) == POSTERN_E_INVALID_ARGUMENT);
      return POSTERN_OK;
    };
    CHECK(refusal(f.begin()->get("k")) == refused);
  }
  SECTION("NULL with a length") {
    f.host.on_get = [](postern_str, postern_reply* r) {
      CHECK(postern_reply_set(r, {nullptr, 1}) == POSTERN_E_INVALID_ARGUMENT);
      return POSTERN_OK;
    };
    CHECK(refusal(f.begin()->get("k")) == refused);
  }
  SECTION("a row") {
    f.host.on_get = [](postern_str key, postern_reply* r) {
      CHECK(postern_reply_row(r, key, str("v")) == POSTERN_E_INVALID_ARGUMENT);
      return POSTERN_OK;
    };
    CHECK(refusal(f.begin()->get("k")) == refused);
  }
}

TEST_CASE("what the statuses of begin, get and scan mean", "[capi][storage]") {
  const std::string failed = "storage: The host's store failed.";
  const std::string conflict = "conflict: The request conflicted with concurrent ones; try again.";
  const struct {
    postern_status status;
    std::string writing, reading;
  } cases[] = {
      {POSTERN_OK, "", ""},
      {POSTERN_E_CONFLICT, conflict, failed},
      {POSTERN_E_STORAGE, failed, failed},
      {POSTERN_E_UNKNOWN_COMMIT, failed, failed},  // Nothing was being committed.
      {POSTERN_E_INTERNAL, failed, failed},
      {-1, failed, failed},
      {std::numeric_limits<postern_status>::max(), failed, failed},
  };
  for (const auto& c : cases) {
    for (const Mode mode : {Mode::write, Mode::read}) {
      CAPTURE(c.status);
      const std::string& wanted = mode == Mode::write ? c.writing : c.reading;
      Fixture f;
      f.host.on_get = [&](postern_str, postern_reply*) { return c.status; };
      f.host.on_scan = [&](const Row&, std::size_t, postern_reply*) { return c.status; };
      CHECK(refusal(f.begin(mode)->get("k")) == wanted);
      CHECK(refusal(f.begin(mode)->scan("a", "z", 9)) == wanted);
      f.host.on_begin = [&](void**, postern_reply*) { return c.status; };
      CHECK(refusal(f.storage->begin(mode)) == wanted);
    }
  }
}

TEST_CASE("what the statuses of commit mean", "[capi][storage]") {
  const std::string unknown = "unknown: The host's store does not know whether it committed";
  const struct {
    postern_status status;
    std::string wanted;
  } cases[] = {
      {POSTERN_OK, ""},
      {POSTERN_E_CONFLICT, "conflict: The request conflicted with concurrent ones; try again."},
      {POSTERN_E_STORAGE, "storage: The host's store failed: why"},
      {POSTERN_E_UNKNOWN_COMMIT, unknown + ": why"},
      {POSTERN_E_NO_MEMORY, unknown + ": why"},
      {77, unknown + ": why"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.status);
    Fixture f;
    f.host.before_commit = [&](const postern_changes&, postern_reply* reply) {
      static_cast<void>(postern_reply_fail(reply, str("why")));
      return c.status;
    };
    const auto txn = f.begin();
    REQUIRE(txn->put("k", "v").ok());
    CHECK(refusal(txn->commit()) == c.wanted);
    CHECK_FALSE(txn->commit().ok());  // Ended, whatever the answer was.
    CHECK(f.host.open_transactions() == 0);
  }
}

TEST_CASE("after a wrong answer a transaction cannot commit", "[capi][storage]") {
  Fixture f;
  const auto txn = f.begin();
  REQUIRE(txn->put("k", "v").ok());
  f.host.on_scan = [](const Row&, std::size_t, postern_reply* reply) {
    return postern_reply_row(reply, str("z"), {});
  };
  const std::string fault = refusal(txn->scan("a", "b", 1));
  CHECK(fault == "storage: The host's store answered a scan with a row outside the range.");
  f.host.on_scan = nullptr;
  CHECK(refusal(txn->get("other")) == fault);
  CHECK(refusal(txn->commit()) == fault);
  CHECK(f.host.commits() == 0);

  const auto twin = f.begin();
  REQUIRE(twin->put("k", "v").ok());
  CHECK(twin->scan("a", "b", 1).ok());
  CHECK(twin->commit().ok());
  CHECK(f.host.commits() == 1);
}

TEST_CASE("a commit hands over writes in order and all that was read", "[capi][storage]") {
  Fixture f;
  std::vector<std::string> writes, reads;
  f.host.before_commit = [&](const postern_changes& changes, postern_reply*) {
    CHECK(changes.struct_size == sizeof changes);
    const auto text = [](postern_str s) { return std::string(s.ptr, s.len); };
    for (std::size_t i = 0; i < changes.write_count; ++i) {
      const postern_write& w = changes.writes[i];
      writes.push_back((w.erase != 0 ? "-" : "+") + text(w.key) + "=" + text(w.value));
    }
    for (std::size_t i = 0; i < changes.read_count; ++i) {
      reads.push_back(text(changes.reads[i].begin) + ".." + text(changes.reads[i].end));
    }
    return POSTERN_OK;
  };
  SECTION("of reads and writes") {
    const auto txn = f.begin();
    CHECK(txn->get("missing").ok());
    CHECK(txn->scan("s", "", 5).ok());
    for (const char* key : {"c", "a", "b", "a"}) REQUIRE(txn->put(key, "1").ok());
    REQUIRE(txn->erase("b").ok());
    CHECK(txn->commit().ok());
    CHECK(writes == std::vector<std::string>{"+a=1", "-b=", "+c=1"});
    CHECK(reads == std::vector<std::string>{"missing.." + std::string("missing\0", 8), "s.."});
  }
  SECTION("of writes alone: nothing to conflict about") {
    const auto txn = f.begin();
    REQUIRE(txn->put("a", "1").ok());
    CHECK(txn->commit().ok());
    CHECK(reads.empty());
  }
  SECTION("of nothing: rolled back instead") {
    CHECK(f.begin()->commit().ok());
    CHECK(f.host.commits() == 0);
  }
}

TEST_CASE("a conflict of a host's store is tried again, bounded", "[capi][storage]") {
  Fixture f;
  int left = 3;
  f.host.before_commit = [&](const postern_changes&, postern_reply*) {
    return left-- > 0 ? POSTERN_E_CONFLICT : POSTERN_OK;
  };
  const auto put = [](Txn& txn) { return txn.put("k", "v"); };
  CHECK(storage::transact(*f.storage, put).ok());
  CHECK(left == -1);
  left = std::numeric_limits<int>::max();
  CHECK(refusal(storage::transact(*f.storage, put)).starts_with("conflict: "));
}

}  // namespace postern::test
