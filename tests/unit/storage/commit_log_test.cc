// The log of commits stays bounded, and what it forgot counts as a conflict.
#include "storage/commit_log.h"

#include <catch2/catch.hpp>

namespace postern::storage {
namespace {

ReadSet reads_of(std::string_view key) {
  ReadSet reads;
  reads.add_key(key);
  return reads;
}

WriteSet writes_to(const std::string& key) { return {{key, "v"}}; }

TEST_CASE("only later commits to what was read conflict", "[storage][log]") {
  CommitLog log;
  log.append(1, writes_to("a"));
  log.append(2, writes_to("b"));
  CHECK(log.conflicts(reads_of("a"), 0));
  CHECK_FALSE(log.conflicts(reads_of("a"), 1));
  CHECK(log.conflicts(reads_of("b"), 1));
  CHECK_FALSE(log.conflicts(reads_of("c"), 0));
}

TEST_CASE("a transaction older than the log conflicts unless it read nothing", "[storage][log]") {
  CommitLog log(/*bytes_max=*/400);
  for (std::uint64_t version = 1; version <= 100; ++version) log.append(version, writes_to("a"));
  CHECK(log.conflicts(reads_of("never written"), 1));
  CHECK_FALSE(log.conflicts(ReadSet(), 1));
  CHECK_FALSE(log.conflicts(reads_of("never written"), 99));
}

TEST_CASE("commits that failed to become durable are taken back", "[storage][log]") {
  CommitLog log;
  log.append(1, writes_to("a"));
  log.append(2, writes_to("b"));
  log.rewind(1);
  CHECK_FALSE(log.conflicts(reads_of("b"), 0));
  CHECK(log.conflicts(reads_of("a"), 0));
}

}  // namespace
}  // namespace postern::storage
