// The engine of a data directory, for the command line.
#include "engine_access.h"

#include <filesystem>
#include <stdexcept>
#include <utility>

#include "flat_json.h"

namespace postern::server {
namespace {

// Reading or copying a large store is one request.
constexpr int kTimeoutS = 6 * 3600;

}  // namespace

EngineAccess::EngineAccess(const DataOptions& data) : directory_(data.directory) {
  const std::string url = storage_url(data);
  const std::string root_key = read_root_key(data.root_key_file);
  try {
    engine_.emplace(
        Options{.storage_url = url, .root_key = root_key, .audit = Audit::changes});
  } catch (const Error& error) {
    if (error.status() != POSTERN_E_BUSY) throw;
  }
}

std::string EngineAccess::call(const std::string& operation, const std::string& request) {
  if (engine_) return engine_->call("postern:" + operation, request);
  return ask(std::string(kCallPath) + operation, request);
}

void EngineAccess::backup(const std::string& path) {
  const std::string absolute = std::filesystem::absolute(path).string();
  if (engine_) return engine_->backup(absolute);
  static_cast<void>(ask(kBackupPath, "{\"Path\":" + json_string(absolute) + "}"));
}

std::string EngineAccess::ask(const std::string& target, const std::string& body) {
  Request request;
  request.method = "POST";
  request.target = target;
  request.body = body;
  Response answer = ask_running_server(directory_, request, kTimeoutS);
  if (answer.status == 200) return std::move(answer.body);
  const auto refusal = FlatJson::parse(answer.body);
  throw std::runtime_error(refusal ? refusal->text("message") : "the running server fails");
}

}  // namespace postern::server
