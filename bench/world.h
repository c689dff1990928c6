// An engine as a host opens it, with a pool, a client and a user who can sign in.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/host.h"
#include "codec/json.h"

namespace bench {

inline constexpr std::string_view kRootKey = "0123456789abcdef0123456789abcdef";
inline constexpr std::string_view kPassword = "Correct-Horse-7";

// A folder beside the build, on the disk that would hold a real database; gone at the end.
class Scratch {
 public:
  explicit Scratch(const std::string& name);
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline constexpr PasswordCost kCheapest{8, 1};

class World {
 public:
  // A new database of SQLite's, or one that is there, by its URL. The pool's keys are made and the
  // caches warm when this returns.
  explicit World(const std::string& path, PasswordCost cost = {},
                 AuditLog audit = AuditLog::as_asked);

  Host& host() { return *host_; }
  postern::Json call(std::string_view operation, const postern::Json& request);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const std::string& pool_id() const { return pool_id_; }
  [[nodiscard]] std::string_view pool_name() const;  // The part after "_".
  [[nodiscard]] const std::string& client_id() const { return client_id_; }
  [[nodiscard]] const std::string& username() const { return username_; }

  // Another client of the pool, with what `extra` says. Answers its id.
  std::string add_client(const postern::Json& extra);

  // InitiateAuth's request for USER_PASSWORD_AUTH.
  [[nodiscard]] std::string password_request(std::string_view username) const;
  // The AuthenticationResult of a sign-in by password.
  postern::Json sign_in(std::string_view username);
  // Access tokens of one session, all different.
  std::vector<std::string> access_tokens(int count);

  void close() { host_.reset(); }
  void open();

 private:
  void add_pool();
  void add_user();

  std::string path_;
  PasswordCost cost_;
  AuditLog audit_;
  std::unique_ptr<Host> host_;
  std::string pool_id_;
  std::string client_id_;
  std::string username_ = "alice";
};

}  // namespace bench
