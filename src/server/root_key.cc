// `postern keys rotate-root`.
#include "root_key.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <stdexcept>

#include "engine_access.h"
#include "flat_json.h"
#include "mail_message.h"
#include "postern/postern.hpp"
#include "store_file.h"

namespace postern::server {
namespace {

constexpr const char* kOperation = "RotateRootKey";

// After a run that was cut off the store may have either key.
EngineAccess open_with_either(const NewRootKeyOptions& options) {
  try {
    return EngineAccess(options.data);
  } catch (const Error& error) {
    if (error.status() != POSTERN_E_CORRUPT || options.new_key_file.empty()) throw;
  }
  DataOptions with_new = options.data;
  with_new.root_key_file = options.new_key_file;
  return EngineAccess(with_new);
}

std::string begin_request(const NewRootKeyOptions& options) {
  if (options.new_key_file.empty()) return R"({"Generate":true})";
  const std::string key = base64(read_root_key(options.new_key_file));
  return R"({"NewRootKey":)" + json_string(key) + R"(,"Prepare":)" +
         (options.prepare ? "true" : "false") + "}";
}

void prepare_server(const NewRootKeyOptions& options) {
  if (options.new_key_file.empty()) {
    throw std::runtime_error("--prepare needs the --new-root-key-file to prepare for");
  }
  EngineAccess::of_server(options.data).call(kOperation, begin_request(options));
  std::printf("prepared: this server goes along when the store gets the key\n");
}

FlatJson parse(const std::string& answer) {
  const auto members = FlatJson::parse(answer);
  if (!members) throw std::runtime_error("the engine's answer is unreadable");
  return *members;
}

bool is_complete(const std::string& answer) {
  return parse(answer).raw("Complete") == "true";
}

}  // namespace

void rotate_root_key(const NewRootKeyOptions& options) {
  if (options.prepare) return prepare_server(options);
  require_store(options.data);
  EngineAccess engine = open_with_either(options);
  // One that is under way comes to its end, and is what was asked for.
  std::string answer = engine.call(kOperation, "{}");
  if (is_complete(answer)) answer = engine.call(kOperation, begin_request(options));
  // The server does some of it on its own; its last words may be the last to count.
  std::int64_t rows = 0;
  std::int64_t damaged = 0;
  for (;; answer = engine.call(kOperation, "{}")) {
    const FlatJson members = parse(answer);
    rows = std::max(rows, members.natural("RowsResealed").value_or(0));
    damaged = std::max(damaged, members.natural("DamagedRows").value_or(0));
    if (is_complete(answer)) break;
  }
  std::printf("the root key is a new one; at least %lld records were sealed anew\n",
              static_cast<long long>(rows));
  if (damaged != 0) {
    std::printf("%lld rows are damaged and stay as they were: see 'postern check'\n",
                static_cast<long long>(damaged));
  }
  std::printf(
      "Backups from before still need the old key. What is erased may still be in the file, under\n"
      "the old key, until 'postern compact --rewrite'.\n");
  if (!options.new_key_file.empty()) {
    std::printf("From now on open the store with --root-key-file %s\n",
                options.new_key_file.c_str());
  }
}

}  // namespace postern::server
