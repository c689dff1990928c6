// An ordered map that remembers, for as long as a snapshot needs it, what each key held before.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/optimistic_txn.h"

namespace postern::storage {

// Not synchronised.
class VersionedMap {
 public:
  [[nodiscard]] std::optional<std::string> get(std::string_view key, std::uint64_t at) const;
  [[nodiscard]] std::vector<Row> scan(const ScanRange& range, std::uint64_t at) const;

  // All of them or, where memory runs out, none. REQUIRES: `version` is above any earlier one. An
  // empty value erases.
  void write(WriteSet writes, std::uint64_t version);

  // Forgets what no snapshot at or after `oldest` can see. Costs what was written since, no more.
  void prune(std::uint64_t oldest);

 private:
  struct Version {
    std::uint64_t version;
    std::optional<std::string> value;
    std::unique_ptr<Version> older;
  };
  using Map = std::map<std::string, Version, std::less<>>;

  // A key whose version `since` superseded something.
  struct Superseded {
    std::uint64_t since;
    std::string key;
  };

  static const std::string* visible(const Version& newest, std::uint64_t at);
  void prune_key(const std::string& key, std::uint64_t oldest);

  Map map_;
  std::list<Superseded> superseded_;  // Ascending in `since`.
};

}  // namespace postern::storage
