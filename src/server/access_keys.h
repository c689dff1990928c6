// Access keys of a durable engine, for the operator: through the engine itself or a server that has
// it.
#pragma once

#include <string>
#include <string_view>

#include "message.h"
#include "postern/postern.hpp"

namespace postern::server {

inline constexpr const char* kControlSocket = "control.sock";

// POST /_postern/keys creates one, GET lists them, DELETE /_postern/keys/ID deletes one. For the
// operator only: whoever may call this may call everything.
Response answer_keys(Engine& engine, const Request& request);

// What the operator may ask over the control socket: keys, as above; with POST /_postern/call/NAME
// an operation of the engine's own; with POST /_postern/backup {"Path"} a copy of the store.
inline constexpr std::string_view kCallPath = "/_postern/call/";
inline constexpr const char* kBackupPath = "/_postern/backup";
Response answer_operator(Engine& engine, const Request& request);

struct DataOptions {
  std::string directory;
  std::string root_key_file;  // Empty: the key file beside the data.
  std::string storage;        // A database's URL; empty: a file in the directory.
};

// Answers the same requests for the command line: opens the data, or asks the server that has it
// open. Throws on failures that are not the engine's refusals.
Response ask_about_keys(const DataOptions& data, const Request& request);

// Asks the server that has a directory's data open, and waits so long for its answer.
inline constexpr int kControlTimeoutS = 30;
Response ask_running_server(const std::string& directory, const Request& request,
                            int timeout_s = kControlTimeoutS);

// Where a directory's engine keeps its records. Throws when its server keeps them in a database
// that is not named: a file made here would be another store.
std::string storage_url(const DataOptions& data);
// The 32 bytes of the file; empty without a file.
std::string read_root_key(const std::string& path);
void make_data_directory(const std::string& directory);

}  // namespace postern::server
