// Rows, their order and their bounds, as one transaction at a time sees them.
#include <catch2/catch.hpp>

#include "base/limits.h"
#include "conformance/storage_cases.h"

namespace postern::test {
namespace {

using storage::Row;
using storage::Storage;
using storage::Txn;
using Keys = std::vector<std::string>;

void missing_key_reads_as_nullopt(Storage& storage) {
  CHECK(value_now(storage, "nobody") == std::nullopt);
  CHECK(value_in(*begin_write(storage), "nobody") == std::nullopt);
}

void committed_row_is_read_replaced_and_erased(Storage& storage) {
  write_rows(storage, {{"k", "1"}});
  CHECK(value_now(storage, "k") == "1");
  write_rows(storage, {{"k", "2"}});
  CHECK(value_now(storage, "k") == "2");
  erase_row(storage, "k");
  CHECK(value_now(storage, "k") == std::nullopt);
  erase_row(storage, "k");
}

void scan_orders_keys_as_unsigned_bytes(Storage& storage) {
  const std::string nul("a\0b", 3), high("a\xff", 2);
  write_rows(storage, {{high, ""}, {"ab", ""}, {nul, ""}, {"a", ""}, {"a\x7f", ""}});
  const auto txn = begin_read(storage);
  CHECK(keys_in(*txn, {"a", "b"}) == Keys{"a", nul, "ab", "a\x7f", high});
  CHECK(keys_in(*txn, {.begin = "a", .end = "b", .reverse = true}) ==
        Keys{high, "a\x7f", "ab", nul, "a"});
}

void nul_and_ff_keys_are_ordinary(Storage& storage) {
  const std::string one_nul(1, '\0'), two_nul(2, '\0'), ff("\xff"), long_ff(300, '\xff');
  write_rows(storage, {{long_ff, "4"}, {one_nul, "1"}, {ff, "3"}, {two_nul, "2"}});
  const auto txn = begin_read(storage);
  CHECK(keys_in(*txn, {"", ""}) == Keys{one_nul, two_nul, ff, long_ff});
  CHECK(value_in(*txn, two_nul) == "2");
  CHECK(value_in(*txn, long_ff) == "4");
  CHECK(keys_in(*txn, {one_nul, two_nul}) == Keys{one_nul});
}

void scan_includes_begin_and_excludes_end(Storage& storage) {
  write_rows(storage, {{"a", ""}, {"b", ""}, {"c", ""}});
  const auto txn = begin_write(storage);
  CHECK(keys_in(*txn, {"a", "c"}) == Keys{"a", "b"});
  CHECK(keys_in(*txn, {"aa", "c"}) == Keys{"b"});
  CHECK(keys_in(*txn, {"a", ""}) == Keys{"a", "b", "c"});
  CHECK(keys_in(*txn, {"b", "b"}).empty());
  CHECK(keys_in(*txn, {"c", "a"}).empty());
}

void limited_scan_takes_the_first_and_reverse_the_last(Storage& storage) {
  write_rows(storage, {{"a", ""}, {"b", ""}, {"c", ""}, {"d", ""}});
  const auto txn = begin_read(storage);
  CHECK(keys_in(*txn, {"a", "d", 2}) == Keys{"a", "b"});
  CHECK(keys_in(*txn, {"a", "d", 2, true}) == Keys{"c", "b"});
  CHECK(keys_in(*txn, {"a", "", 1, true}) == Keys{"d"});
  CHECK(keys_in(*txn, {"a", "d", 0}).empty());
  CHECK(keys_in(*txn, {"a", "d", SIZE_MAX}) == Keys{"a", "b", "c"});
}

void paging_by_the_last_key_visits_every_row_once(Storage& storage) {
  const auto writer = begin_write(storage);
  for (int i = 0; i < 100; ++i) require_ok(writer->put(std::to_string(1000 + i), "v"));
  require_ok(writer->commit());
  const auto txn = begin_read(storage);
  Keys seen;
  for (std::string begin = "1";;) {
    const Keys page = keys_in(*txn, {begin, "2", 7});
    if (page.empty()) break;
    seen.insert(seen.end(), page.begin(), page.end());
    begin = page.back() + '\0';
  }
  CHECK(seen == keys_in(*txn, {"1", "2"}));
  CHECK(seen.size() == 100);
}

void own_writes_are_visible_to_get_and_scan(Storage& storage) {
  write_rows(storage, {{"a", "old"}, {"b", "old"}, {"d", "old"}});
  const auto txn = begin_write(storage);
  require_ok(txn->put("c", "new"));
  require_ok(txn->put("b", "new"));
  require_ok(txn->erase("a"));
  CHECK(value_in(*txn, "a") == std::nullopt);
  CHECK(value_in(*txn, "b") == "new");
  CHECK(keys_in(*txn, {"a", "z"}) == Keys{"b", "c", "d"});
  CHECK(keys_in(*txn, {"a", "z", 2}) == Keys{"b", "c"});
  CHECK(keys_in(*txn, {"a", "z", 2, true}) == Keys{"d", "c"});
  const auto rows = txn->scan("b", "c", 10);
  REQUIRE(rows.ok());
  CHECK(*rows == std::vector<Row>{{"b", "new"}});
  require_ok(txn->commit());
  CHECK(keys_in(*begin_read(storage), {"a", "z"}) == Keys{"b", "c", "d"});
}

void last_write_of_a_transaction_wins(Storage& storage) {
  const auto txn = begin_write(storage);
  require_ok(txn->put("k", "1"));
  require_ok(txn->erase("k"));
  require_ok(txn->put("k", "2"));
  require_ok(txn->put("gone", "1"));
  require_ok(txn->erase("gone"));
  require_ok(txn->commit());
  CHECK(value_now(storage, "k") == "2");
  CHECK(value_now(storage, "gone") == std::nullopt);
}

void values_of_no_bytes_and_of_the_most_are_kept(Storage& storage) {
  const std::string largest(limits::kValueBytesMax, '\xA5');
  write_rows(storage, {{"empty", ""}, {"largest", largest}, {"nul", std::string(3, '\0')}});
  CHECK(value_now(storage, "empty") == "");
  CHECK(value_now(storage, "largest") == largest);
  CHECK(value_now(storage, "nul") == std::string(3, '\0'));
}

void refuse_argument(const Status& status) {
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().errc == Errc::invalid_argument);
}

void keys_and_values_out_of_bounds_are_refused(Storage& storage) {
  const std::string longest(limits::kKeyBytesMax, 'k');
  const auto txn = begin_write(storage);
  refuse_argument(txn->put("", "v"));
  refuse_argument(txn->erase(""));
  refuse_argument(txn->put(longest + "k", "v"));
  refuse_argument(txn->put("k", std::string(limits::kValueBytesMax + 1, 'v')));
  CHECK_FALSE(txn->get("").ok());
  CHECK_FALSE(txn->get(longest + "k").ok());
  require_ok(txn->put(longest, "v"));
  require_ok(txn->commit());
  CHECK(keys_in(*begin_read(storage), {"", ""}) == Keys{longest});
}

void read_transaction_refuses_writes(Storage& storage) {
  write_rows(storage, {{"k", "1"}});
  const auto txn = begin_read(storage);
  CHECK_FALSE(txn->put("k", "2").ok());
  CHECK_FALSE(txn->erase("k").ok());
  CHECK(value_in(*txn, "k") == "1");
  require_ok(txn->commit());
  CHECK(value_now(storage, "k") == "1");
}

void dropped_transaction_writes_nothing(Storage& storage) {
  {
    const auto txn = begin_write(storage);
    require_ok(txn->put("k", "1"));
  }
  CHECK(value_now(storage, "k") == std::nullopt);
}

void nothing_works_after_commit(Storage& storage) {
  const auto txn = begin_write(storage);
  require_ok(txn->put("k", "1"));
  require_ok(txn->commit());
  CHECK_FALSE(txn->commit().ok());
  CHECK_FALSE(txn->put("k", "2").ok());
  CHECK_FALSE(txn->erase("k").ok());
  CHECK_FALSE(txn->get("k").ok());
  CHECK_FALSE(txn->scan("", "", 1).ok());
  CHECK(value_now(storage, "k") == "1");
}

constexpr StorageCase kCases[] = {
    {"a missing key reads as nullopt", missing_key_reads_as_nullopt},
    {"a committed row is read, replaced and erased", committed_row_is_read_replaced_and_erased},
    {"a scan orders keys as unsigned bytes", scan_orders_keys_as_unsigned_bytes},
    {"D23: keys of NUL and 0xFF are ordinary", nul_and_ff_keys_are_ordinary},
    {"D23: a scan includes its begin and excludes its end", scan_includes_begin_and_excludes_end},
    {"a limited scan takes the first rows, a reverse one the last",
     limited_scan_takes_the_first_and_reverse_the_last},
    {"paging by the last key visits every row once", paging_by_the_last_key_visits_every_row_once},
    {"own writes are visible to get and scan", own_writes_are_visible_to_get_and_scan},
    {"the last write of a transaction wins", last_write_of_a_transaction_wins},
    {"values of no bytes and of the most are kept", values_of_no_bytes_and_of_the_most_are_kept},
    {"D23: keys and values out of bounds are refused", keys_and_values_out_of_bounds_are_refused},
    {"a read transaction refuses writes", read_transaction_refuses_writes},
    {"a dropped transaction writes nothing", dropped_transaction_writes_nothing},
    {"nothing works after commit", nothing_works_after_commit},
};

}  // namespace

std::span<const StorageCase> storage_row_cases() { return kCases; }

}  // namespace postern::test
