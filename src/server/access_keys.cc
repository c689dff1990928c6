// Access keys of a durable engine, for the operator.
#include "access_keys.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

#include "endpoint.h"
#include "engine_door.h"
#include "flat_json.h"
#include "text.h"

namespace postern::server {
namespace {

constexpr std::string_view kKeysPath = "/_postern/keys";
constexpr std::size_t kRootKeyBytes = 32;

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

Response call(Engine& engine, std::string_view operation, std::string_view input) {
  try {
    return json_response(200, engine.call(operation, input));
  } catch (const Error& error) {
    return error_response(error);
  }
}

std::string as_bytes(const Request& request) {
  return request.method + " " + request.target +
         " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(request.body.size()) +
         "\r\nConnection: close\r\n\r\n" + request.body;
}

std::string exchange(int socket, std::string_view request, int timeout_s) {
  const timeval timeout{.tv_sec = timeout_s, .tv_usec = 0};
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  if (send(socket, request.data(), request.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(request.size())) {
    fail("the running server does not listen");
  }
  std::string answer;
  char bytes[4096];
  ssize_t count = 0;
  while ((count = recv(socket, bytes, sizeof bytes, 0)) > 0) {
    answer.append(bytes, static_cast<std::size_t>(count));
  }
  if (count < 0) fail("the running server does not answer");
  return answer;
}

// The answer is our own server's, whole, and ended by its close.
Response parse_answer(std::string_view answer) {
  constexpr std::string_view kStart = "HTTP/1.1 ";
  const auto body = answer.find("\r\n\r\n");
  Response response;
  if (answer.starts_with(kStart) && body != std::string_view::npos) {
    const char* status = answer.data() + kStart.size();
    std::from_chars(status, status + 3, response.status);
    response.body = answer.substr(body + 4);
    return response;
  }
  throw std::runtime_error("the running server answered nothing");
}

Fd connect_to_server(const std::string& directory) {
  try {
    return connect_unix(directory, kControlSocket);
  } catch (const std::system_error& error) {
    throw std::runtime_error("another program uses " + directory +
                             ", and it is no server that can be asked: " + error.what());
  }
}

}  // namespace

Response ask_running_server(const std::string& directory, const Request& request, int timeout_s) {
  const Fd socket = connect_to_server(directory);
  return parse_answer(exchange(socket.get(), as_bytes(request), timeout_s));
}

namespace {

Response answer_backup(Engine& engine, const Request& request) {
  if (request.method != "POST") return method_not_allowed("POST");
  const auto members = FlatJson::parse(request.body);
  try {
    engine.backup(members ? members->text("Path") : std::string());
    return json_response(200, "{}");
  } catch (const Error& error) {
    return error_response(error);
  }
}

}  // namespace

Response answer_operator(Engine& engine, const Request& request) {
  const std::string_view target = request.target;
  if (target == kBackupPath) return answer_backup(engine, request);
  if (!target.starts_with(kCallPath)) return answer_keys(engine, request);
  if (request.method != "POST") return method_not_allowed("POST");
  return call(engine, "postern:" + std::string(target.substr(kCallPath.size())), request.body);
}

Response answer_keys(Engine& engine, const Request& request) {
  const std::string_view target = request.target;
  if (target == kKeysPath) {
    if (request.method == "POST") return call(engine, "postern:CreateAccessKey", "{}");
    if (request.method == "GET") return call(engine, "postern:ListAccessKeys", "{}");
    return method_not_allowed("GET, POST");
  }
  const std::string_view id = target.substr(std::min(kKeysPath.size() + 1, target.size()));
  if (!target.starts_with(kKeysPath) || id.empty() || !std::ranges::all_of(id, is_alphanumeric)) {
    return text_response(404, "There is nothing here.");
  }
  if (request.method != "DELETE") return method_not_allowed("DELETE");
  return call(engine, "postern:DeleteAccessKey", R"({"AccessKeyId":)" + json_string(id) + "}");
}

Response ask_about_keys(const DataOptions& data, const Request& request) {
  const std::string url = storage_url(data);
  const std::string root_key = read_root_key(data.root_key_file);
  try {
    Engine engine({.storage_url = url, .root_key = root_key, .audit = Audit::changes});
    return answer_keys(engine, request);
  } catch (const Error& error) {
    if (error.status() != POSTERN_E_BUSY) throw;
  }
  return ask_running_server(data.directory, request);
}

std::string storage_url(const DataOptions& data) {
  if (!data.storage.empty()) return data.storage;
  const std::string file = data.directory + "/postern.db";
  const std::string socket = data.directory + "/" + kControlSocket;
  if (access(socket.c_str(), F_OK) == 0 && access(file.c_str(), F_OK) != 0) {
    throw std::runtime_error("the server of " + data.directory +
                             " keeps its data in a database: say which with --storage");
  }
  return "sqlite:" + file;
}

std::string read_root_key(const std::string& path) {
  if (path.empty()) return {};
  std::ifstream file(path, std::ios::binary);
  if (!file) fail(path);
  std::string key{std::istreambuf_iterator<char>(file), {}};
  if (key.size() != kRootKeyBytes) throw std::runtime_error(path + " does not hold 32 bytes");
  return key;
}

void make_data_directory(const std::string& directory) {
  if (mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) fail(directory);
}

}  // namespace postern::server
