// What concurrent transactions may see of each other: the serializable contract, step by step.
#include <catch2/catch.hpp>

#include "base/limits.h"
#include "conformance/storage_cases.h"

namespace postern::test {
namespace {

using storage::Storage;
using storage::Txn;
using Keys = std::vector<std::string>;

// Reads one key and changes another. A transaction in progress that has read the second and writes
// the first can then come neither before nor after this one.
void change_after_reading(Storage& storage, std::string_view read, std::string_view key,
                          std::optional<std::string_view> value) {
  const auto txn = begin_write(storage);
  REQUIRE(txn->get(read).ok());
  require_ok(value ? txn->put(key, *value) : txn->erase(key));
  require_ok(txn->commit());
}

void uncommitted_writes_are_visible_only_inside(Storage& storage) {
  const auto writer = begin_write(storage);
  require_ok(writer->put("k", "1"));
  CHECK(value_now(storage, "k") == std::nullopt);
  CHECK(keys_in(*begin_read(storage), {"", ""}).empty());
  require_ok(writer->commit());
  CHECK(value_now(storage, "k") == "1");
}

void snapshot_does_not_move(Storage& storage) {
  write_rows(storage, {{"a", "1"}, {"b", "1"}, {"c", "1"}});
  const auto reader = begin_read(storage);
  CHECK(value_in(*reader, "a") == "1");
  write_rows(storage, {{"a", "2"}, {"b", "2"}, {"d", "2"}});
  erase_row(storage, "c");
  CHECK(value_in(*reader, "b") == "1");
  CHECK(value_in(*reader, "c") == "1");
  CHECK(value_in(*reader, "d") == std::nullopt);
  CHECK(keys_in(*reader, {"", ""}) == Keys{"a", "b", "c"});
  CHECK(keys_in(*begin_read(storage), {"", ""}) == Keys{"a", "b", "d"});
}

void snapshot_holds_after_reading_a_missing_key(Storage& storage) {
  const auto reader = begin_read(storage);
  CHECK(value_in(*reader, "k") == std::nullopt);
  write_rows(storage, {{"k", "1"}});
  CHECK(value_in(*reader, "k") == std::nullopt);
  CHECK(keys_in(*reader, {"", ""}).empty());
}

void snapshot_holds_after_a_scan(Storage& storage) {
  const auto reader = begin_read(storage);
  CHECK(keys_in(*reader, {"", ""}).empty());
  write_rows(storage, {{"k", "1"}});
  CHECK(keys_in(*reader, {"", ""}).empty());
  CHECK(value_in(*reader, "k") == std::nullopt);
}

void lost_update_conflicts(Storage& storage) {
  write_rows(storage, {{"counter", "1"}});
  const auto first = begin_write(storage), second = begin_write(storage);
  for (Txn* txn : {first.get(), second.get()}) {
    CHECK(value_in(*txn, "counter") == "1");
    require_ok(txn->put("counter", "2"));
  }
  require_ok(first->commit());
  require_conflict(second->commit());
}

void write_skew_conflicts(Storage& storage) {
  write_rows(storage, {{"alice on call", "1"}, {"bob on call", "1"}});
  const auto alice = begin_write(storage), bob = begin_write(storage);
  CHECK(value_in(*alice, "bob on call") == "1");
  require_ok(alice->erase("alice on call"));
  CHECK(value_in(*bob, "alice on call") == "1");
  require_ok(bob->erase("bob on call"));
  require_ok(alice->commit());
  require_conflict(bob->commit());
}

// The uniqueness of usernames rests on this.
void insert_into_a_scanned_range_conflicts(Storage& storage) {
  const auto scanner = begin_write(storage);
  CHECK(keys_in(*scanner, {"user/", "user0"}).empty());
  require_ok(scanner->put("user/alice", "1"));
  change_after_reading(storage, "user/alice", "user/bob", "2");
  require_conflict(scanner->commit());
}

void insert_of_a_key_read_as_missing_conflicts(Storage& storage) {
  const auto txn = begin_write(storage);
  CHECK(value_in(*txn, "alice") == std::nullopt);
  require_ok(txn->put("alice", "1"));
  write_rows(storage, {{"alice", "2"}});
  require_conflict(txn->commit());
}

void erasure_in_a_scanned_range_conflicts(Storage& storage) {
  write_rows(storage, {{"a", "1"}, {"b", "1"}});
  const auto txn = begin_write(storage);
  CHECK(keys_in(*txn, {"a", "c"}) == Keys{"a", "b"});
  require_ok(txn->put("count", "2"));
  change_after_reading(storage, "count", "b", std::nullopt);
  require_conflict(txn->commit());
}

void writes_outside_of_what_was_read_do_not_conflict(Storage& storage) {
  write_rows(storage, {{"a", "1"}, {"m", "1"}, {"z", "1"}});
  const auto txn = begin_write(storage);
  CHECK(value_in(*txn, "a") == "1");
  CHECK(keys_in(*txn, {"m", "n"}) == Keys{"m"});
  require_ok(txn->put("sum", "2"));
  write_rows(storage, {{"aa", "2"}, {"n", "2"}, {"l", "2"}, {"z", "2"}});
  require_ok(txn->commit());
}

void blind_writes_never_conflict(Storage& storage) {
  const auto first = begin_write(storage), second = begin_write(storage);
  require_ok(first->put("k", "1"));
  require_ok(second->put("k", "2"));
  require_ok(second->commit());
  require_ok(first->commit());
  CHECK(value_now(storage, "k") == "1");
}

void reading_an_own_write_does_not_conflict(Storage& storage) {
  const auto txn = begin_write(storage);
  require_ok(txn->put("k", "1"));
  CHECK(value_in(*txn, "k") == "1");
  write_rows(storage, {{"k", "2"}});
  require_ok(txn->commit());
  CHECK(value_now(storage, "k") == "1");
}

void reading_alone_never_conflicts(Storage& storage) {
  write_rows(storage, {{"k", "1"}});
  const auto writer = begin_write(storage), reader = begin_read(storage);
  for (Txn* txn : {writer.get(), reader.get()}) CHECK(value_in(*txn, "k") == "1");
  write_rows(storage, {{"k", "2"}});
  require_ok(writer->commit());
  require_ok(reader->commit());
}

void limited_scan_leaves_the_rest_free(Storage& storage) {
  write_rows(storage, {{"queue/1", ""}, {"queue/2", ""}, {"queue/3", ""}});
  const auto taker = begin_write(storage);
  CHECK(keys_in(*taker, {"queue/", "queue0", 1}) == Keys{"queue/1"});
  require_ok(taker->erase("queue/1"));
  write_rows(storage, {{"queue/2", "changed"}, {"queue/4", ""}});
  require_ok(taker->commit());
}

void limited_scan_still_guards_what_it_covered(Storage& storage) {
  write_rows(storage, {{"queue/1", ""}, {"queue/2", ""}});
  const auto first = begin_write(storage), second = begin_write(storage);
  for (Txn* txn : {first.get(), second.get()}) {
    CHECK(keys_in(*txn, {"queue/", "queue0", 1}) == Keys{"queue/1"});
    require_ok(txn->erase("queue/1"));
  }
  require_ok(first->commit());
  require_conflict(second->commit());

  const auto taker = begin_write(storage);
  CHECK(keys_in(*taker, {"queue/", "queue0", 1}) == Keys{"queue/2"});
  require_ok(taker->erase("queue/2"));
  change_after_reading(storage, "queue/2", "queue/0", "");
  require_conflict(taker->commit());
}

void limited_scan_that_came_up_short_guards_to_its_end(Storage& storage) {
  write_rows(storage, {{"queue/1", ""}});
  const auto txn = begin_write(storage);
  CHECK(keys_in(*txn, {"queue/", "queue0", 2}) == Keys{"queue/1"});
  require_ok(txn->put("count", "1"));
  change_after_reading(storage, "count", "queue/2", "");
  require_conflict(txn->commit());
}

void reverse_scan_guards_what_it_covered(Storage& storage) {
  write_rows(storage, {{"log/1", ""}, {"log/5", ""}});
  const auto free = begin_write(storage);
  CHECK(keys_in(*free, {"log/", "log0", 1, true}) == Keys{"log/5"});
  require_ok(free->put("last", "5"));
  write_rows(storage, {{"log/4", ""}});
  require_ok(free->commit());

  const auto guarded = begin_write(storage);
  CHECK(keys_in(*guarded, {"log/", "log0", 1, true}) == Keys{"log/5"});
  require_ok(guarded->put("last", "5"));
  change_after_reading(storage, "last", "log/6", "");
  require_conflict(guarded->commit());
}

void rows_hidden_by_own_erasures_are_still_guarded(Storage& storage) {
  write_rows(storage, {{"a", ""}, {"b", ""}, {"c", ""}});
  const auto txn = begin_write(storage);
  require_ok(txn->erase("a"));
  CHECK(keys_in(*txn, {"a", "z", 1}) == Keys{"b"});
  change_after_reading(storage, "a", "aa", "");
  require_conflict(txn->commit());
}

void failed_commit_writes_nothing_and_may_be_repeated(Storage& storage) {
  const auto loser = begin_write(storage);
  CHECK(value_in(*loser, "k") == std::nullopt);
  require_ok(loser->put("other", "1"));
  change_after_reading(storage, "other", "k", "1");
  require_conflict(loser->commit());
  CHECK(value_now(storage, "other") == std::nullopt);
  const auto again = begin_write(storage);
  CHECK(value_in(*again, "k") == "1");
  require_ok(again->put("other", "2"));
  require_ok(again->commit());
  CHECK(value_now(storage, "other") == "2");
}

void old_transaction_still_conflicts(Storage& storage) {
  const auto old = begin_write(storage);
  CHECK(value_in(*old, "k") == std::nullopt);
  require_ok(old->put("sum", "0"));
  change_after_reading(storage, "sum", "k", "1");
  // More than a bounded log holds.
  for (int i = 0; i < 300; ++i) {
    const auto txn = begin_write(storage);
    require_ok(txn->put(std::string(limits::kKeyBytesMax - 4, 'f') + std::to_string(i), ""));
    require_ok(txn->commit());
  }
  require_conflict(old->commit());
}

constexpr StorageCase kCases[] = {
    {"uncommitted writes are visible only inside", uncommitted_writes_are_visible_only_inside},
    {"a snapshot does not move", snapshot_does_not_move},
    {"a snapshot holds after reading a missing key", snapshot_holds_after_reading_a_missing_key},
    {"a snapshot holds after a scan", snapshot_holds_after_a_scan},
    {"D11: a lost update conflicts", lost_update_conflicts},
    {"D11: write skew conflicts", write_skew_conflicts},
    {"D11: an insert into a scanned range conflicts", insert_into_a_scanned_range_conflicts},
    {"D11: an insert of a key read as missing conflicts",
     insert_of_a_key_read_as_missing_conflicts},
    {"D11: an erasure in a scanned range conflicts", erasure_in_a_scanned_range_conflicts},
    {"writes outside of what was read do not conflict",
     writes_outside_of_what_was_read_do_not_conflict},
    {"blind writes never conflict", blind_writes_never_conflict},
    {"reading an own write does not conflict", reading_an_own_write_does_not_conflict},
    {"reading alone never conflicts", reading_alone_never_conflicts},
    {"a limited scan leaves the rest free", limited_scan_leaves_the_rest_free},
    {"a limited scan still guards what it covered", limited_scan_still_guards_what_it_covered},
    {"a limited scan that came up short guards to its end",
     limited_scan_that_came_up_short_guards_to_its_end},
    {"a reverse scan guards what it covered", reverse_scan_guards_what_it_covered},
    {"rows hidden by own erasures are still guarded",
     rows_hidden_by_own_erasures_are_still_guarded},
    {"a failed commit writes nothing and may be repeated",
     failed_commit_writes_nothing_and_may_be_repeated},
    {"a conflict is found after many other commits", old_transaction_still_conflicts},
};

}  // namespace

std::span<const StorageCase> storage_isolation_cases() {
  return kCases;
}

}  // namespace postern::test
