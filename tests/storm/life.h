// Users' lives, lived through an engine by workers that say what they were promised.
#pragma once

#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "codec/json.h"
#include "engine/engine.h"
#include "storm/claims.h"

namespace postern::test {

// An engine on `storage_url` at a time that stands still, whose hashes cost next to nothing.
Result<std::unique_ptr<Engine>> open_storm_engine(const std::string& storage_url,
                                                  std::int64_t now_us);

// Two pools: the second one remembers devices.
struct World {
  std::string pool;
  std::string client;  // Rotates refresh tokens, without grace.
  std::string device_pool;
  std::string device_client;
};

Result<World> make_world(Engine& engine);

class Life {
 public:
  Life(Engine& engine, const World& world, Witness& witness, std::uint64_t seed)
      : engine_(engine), world_(world), witness_(witness), random_(seed) {}

  // One user from sign-up on, with whatever comes to mind. Ends early when a call fails.
  void live(const std::string& name);

  // Asks for every one of them, in an order of its own.
  void compete(const std::vector<Contest>& contests);

  // A user with something to compete for; nothing when a call fails.
  std::vector<Contest> contests_of(const std::string& name);

 private:
  struct User {
    std::string name;
    std::string pool;
    std::string client;
    std::string password;
  };

  bool call(std::string_view operation, const Json& request, Json* answer = nullptr);
  // A call that consumes something.
  bool call_once(std::string_view operation, const Json& request, Json* answer = nullptr);

  bool sign_up(const User& user);
  bool confirm(const User& user);
  bool sign_in(const User& user, Json& tokens);
  bool rotate_refresh_tokens(const User& user);
  bool reset_password(User& user);
  bool set_new_password(User& user);
  bool prove_password(const User& user);
  bool prove_device(const User& user);
  bool leave(const User& user);
  bool answer_device_challenge(const User& user, const Json& metadata, const Json& challenge);

  [[nodiscard]] Json password_request(const User& user) const;
  [[nodiscard]] std::string timestamp() const;
  void holds_password(const User& user);

  Engine& engine_;
  const World& world_;
  Witness& witness_;
  std::mt19937_64 random_;
};

}  // namespace postern::test
