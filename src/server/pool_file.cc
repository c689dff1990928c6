// `postern export` and `postern restore`.
#include "pool_file.h"

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include "engine_access.h"
#include "flat_json.h"
#include "mail_message.h"
#include "new_file.h"
#include "postern/postern.hpp"

namespace postern::server {
namespace {

constexpr std::size_t kPieceBytes = 512 << 10;

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

std::string first_line(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string line;
  if (!file || !std::getline(file, line)) throw std::runtime_error(path + " holds no passphrase");
  return line;
}

// The members of a request that say what the file is locked with.
std::string lock_members(const PoolFileOptions& options) {
  if (options.key_file.empty() == options.passphrase_file.empty()) {
    throw std::runtime_error("give either --key-file or --passphrase-file");
  }
  if (options.key_file.empty()) {
    return R"("Passphrase":)" + json_string(first_line(options.passphrase_file));
  }
  return R"("Key":)" + json_string(base64(read_root_key(options.key_file)));
}

// What the engine writes: standard base64 with padding.
std::string decoded(std::string_view text) {
  std::string bytes;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    unsigned value = 0;
    if (c >= 'A' && c <= 'Z')
      value = static_cast<unsigned>(c - 'A');
    else if (c >= 'a' && c <= 'z')
      value = static_cast<unsigned>(c - 'a') + 26;
    else if (c >= '0' && c <= '9')
      value = static_cast<unsigned>(c - '0') + 52;
    else if (c == '+')
      value = 62;
    else if (c == '/')
      value = 63;
    else
      break;
    bits = (bits << 6) | value;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push_back(static_cast<char>((bits >> count) & 0xff));
  }
  return bytes;
}

struct Step {
  std::string chunk;
  std::string pool_id;
  std::string next_token;
};

Step call(EngineAccess& engine, const std::string& operation, const std::string& request) {
  const std::string answer = engine.call(operation, request);
  const auto members = FlatJson::parse(answer);
  if (!members) throw std::runtime_error("the engine's answer is unreadable");
  return {members->text("Chunk"), members->text("UserPoolId"), members->text("NextToken")};
}

std::string token_member(const std::string& token) {
  return R"("NextToken":)" + json_string(token);
}

}  // namespace

void export_pool(const PoolFileOptions& options) {
  std::string members =
      R"("UserPoolId":)" + json_string(options.pool_id) + "," + lock_members(options);
  EngineAccess engine(options.data);
  NewFile file(options.file);
  for (;;) {
    const Step step = call(engine, "ExportUserPool", "{" + members + "}");
    file.write(decoded(step.chunk));
    if (step.next_token.empty()) break;
    members = token_member(step.next_token);
  }
  file.keep();
}

std::string restore_pool(const PoolFileOptions& options) {
  std::string members = lock_members(options);
  std::ifstream file(options.file, std::ios::binary);
  if (!file) fail(options.file);
  make_data_directory(options.data.directory);
  EngineAccess engine(options.data);
  std::string piece(kPieceBytes, '\0');
  for (;;) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto count = static_cast<std::size_t>(file.gcount());
    if (count == 0) throw std::runtime_error(options.file + " is not whole");
    const std::string chunk = base64(std::string_view(piece).substr(0, count));
    const Step step =
        call(engine, "RestoreUserPool", "{" + members + R"(,"Chunk":)" + json_string(chunk) + "}");
    if (step.next_token.empty()) {
      if (file.peek() != std::ifstream::traits_type::eof()) {
        throw std::runtime_error("pool " + step.pool_id + " is restored, but " + options.file +
                                 " goes on behind it");
      }
      return step.pool_id;
    }
    members = token_member(step.next_token);
  }
}

}  // namespace postern::server
