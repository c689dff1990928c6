// `postern backup`, `postern check` and `postern compact`.
#include "store_file.h"

#include <sys/stat.h>

#include <cstdio>
#include <map>
#include <stdexcept>
#include <string_view>

#include "engine_access.h"
#include "flat_json.h"

namespace postern::server {
namespace {

// "BrokenSeal of User in us-east-1_AbCdEfGhI"
std::string describe(const FlatJson& finding) {
  std::string line = finding.text("Kind");
  if (const std::string record = finding.text("Record"); !record.empty()) line += " of " + record;
  if (const std::string pool = finding.text("UserPoolId"); !pool.empty()) line += " in " + pool;
  return line;
}

// Counts the objects of a list; their values are names, in which there is no brace.
void count_findings(std::string_view list, std::map<std::string, long long>& counts) {
  for (;;) {
    const auto begin = list.find('{');
    const auto end = list.find('}');
    if (begin == std::string_view::npos || end == std::string_view::npos) return;
    const auto finding = FlatJson::parse(list.substr(begin, end + 1 - begin));
    if (!finding) throw std::runtime_error("the engine's answer is unreadable");
    ++counts[describe(*finding)];
    list.remove_prefix(end + 1);
  }
}

}  // namespace

// An engine makes what is missing. Here that would be an empty store where somebody misspelt a
// path.
void require_store(const DataOptions& data) {
  struct stat info {};
  const bool is_there = stat((data.directory + "/postern.db").c_str(), &info) == 0;
  if (is_there || !data.storage.empty()) return;
  throw std::runtime_error("there is no store in " + data.directory);
}

void back_up_store(const DataOptions& data, const std::string& path) {
  require_store(data);
  EngineAccess engine(data);
  engine.backup(path);
  const std::string key =
      data.root_key_file.empty() ? data.directory + "/postern.db.key" : data.root_key_file;
  std::printf(
      "backed up to %s\n"
      "The root key is not in it, and without it the backup is worthless. Where the server "
      "was given no other,\nit is in %s: keep a copy of it in another place.\n",
      path.c_str(), key.c_str());
}

bool check_store(const DataOptions& data) {
  require_store(data);
  EngineAccess engine(data);
  return check_engine(
      [&](const std::string& request) { return engine.call("CheckStore", request); });
}

bool check_engine(const std::function<std::string(const std::string& request)>& check) {
  std::map<std::string, long long> counts;
  std::int64_t rows = 0;
  for (std::string request = "{}";;) {
    const std::string answer = check(request);
    const auto members = FlatJson::parse(answer, FlatJson::Nested::kept);
    if (!members) throw std::runtime_error("the engine's answer is unreadable");
    count_findings(members->raw("Findings"), counts);
    rows += members->natural("RowsChecked").value_or(0);
    const std::string next = members->text("NextToken");
    if (next.empty()) break;
    request = R"({"NextToken":)" + json_string(next) + "}";
  }
  for (const auto& [what, count] : counts) std::printf("%lld x %s\n", count, what.c_str());
  std::printf("%lld rows checked: %s\n", static_cast<long long>(rows),
              counts.empty() ? "the store is whole" : "the store is damaged");
  return counts.empty();
}

void compact_store(const DataOptions& data, bool rewrite) {
  require_store(data);
  EngineAccess engine(data);
  for (std::string request = rewrite ? R"({"Rewrite":true})" : "{}";; request = "{}") {
    const auto answer = engine.call("CompactStore", request);
    const auto members = FlatJson::parse(answer);
    if (!members) throw std::runtime_error("the engine's answer is unreadable");
    if (members->raw("Complete") != "true") continue;
    std::printf("the store takes %lld bytes\n",
                static_cast<long long>(members->natural("FileBytes").value_or(0)));
    return;
  }
}

}  // namespace postern::server
