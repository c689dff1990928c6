// The engine of a data directory, for the command line: opened here, or asked through the server
// that has it.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "access_keys.h"
#include "postern/postern.hpp"

namespace postern::server {

class EngineAccess {
 public:
  explicit EngineAccess(const DataOptions& data);
  // Of the server that runs with this directory, also where others could open its data as well.
  static EngineAccess of_server(const DataOptions& data) { return EngineAccess(data.directory); }

  // Runs one of the engine's own operations.
  std::string call(const std::string& operation, const std::string& request);

  // Copies the store to `path`, which is as good in the server's working directory as in this one.
  void backup(const std::string& path);

 private:
  explicit EngineAccess(std::string directory) : directory_(std::move(directory)) {}
  std::string ask(const std::string& target, const std::string& body);

  const std::string directory_;
  std::optional<Engine> engine_;  // Empty: a server has the data open.
};

}  // namespace postern::server
