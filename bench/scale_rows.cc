// The same calls in a large pool and in one of ten thousand users.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>

#include "bench/bulk_load.h"
#include "bench/rows.h"
#include "bench/world.h"

namespace bench {

using postern::Json;

namespace {

constexpr int kSmall = 10'000;
constexpr int kLargeDefault = 1'000'000;
constexpr int kSignedIn = 2'000;

int large_pool_users() {
  const char* asked = std::getenv("POSTERN_BENCH_USERS");
  return asked == nullptr ? kLargeDefault : std::max(std::atoi(asked), kSmall);
}

// A pool of many users, and requests about users picked at random.
class Crowd {
 public:
  // Passwords cost next to nothing: the default would hide everything else a sign-in does.
  Crowd(const Scratch& scratch, int users)
      : users_(users), world_(scratch.file(std::to_string(users) + ".db"), kCheapest) {
    load_users(world_, users);
    bytes_per_user_ = static_cast<double>(std::filesystem::file_size(world_.path())) / users;
    for (int i = 0; i < kSignedIn; ++i) {
      const Json result = world_.sign_in(loaded_username(anyone()));
      get_user_.push_back(
          Json::object().set("AccessToken", result.get_string("AccessToken")).dump());
    }
  }

  void list_by_email() {
    const std::string filter = "email = \"" + loaded_email(anyone()) + "\"";
    world_.host().call(
        "ListUsers",
        Json::object().set("UserPoolId", world_.pool_id()).set("Filter", filter).dump());
  }
  void get_user() { world_.host().call("GetUser", get_user_[random_() % get_user_.size()]); }
  void sign_in() {
    world_.host().call("InitiateAuth", world_.password_request(loaded_username(anyone())));
  }
  // Brings the whole file into memory. A system short of memory, or one that gives back what nobody
  // uses for a while, has pages of it on the disk only, and would be measured instead.
  void warm() const {
    std::ifstream file(world_.path(), std::ios::binary);
    std::string piece(1 << 20, '\0');
    while (file.read(piece.data(), static_cast<std::streamsize>(piece.size()))) continue;
  }
  // Of the file after loading, with everything that finds a user.
  [[nodiscard]] double bytes_per_user() const { return bytes_per_user_; }
  [[nodiscard]] std::string name() const { return "at " + std::to_string(users_) + " users"; }

 private:
  int anyone() { return static_cast<int>(random_() % static_cast<unsigned>(users_)); }

  std::mt19937 random_{42};
  int users_;
  World world_;
  double bytes_per_user_ = 0;
  std::vector<std::string> get_user_;
};

}  // namespace

void scale_rows(Report& report) {
  const Scratch scratch("scale");
  Crowd small(scratch, kSmall);
  Crowd large(scratch, large_pool_users());
  const auto compare = [&](const std::string& what, Clock clock, int calls, auto work) {
    const auto side = [&](Crowd& crowd) {
      return repeat(what + " " + crowd.name(), clock, calls, [work, &crowd] { (crowd.*work)(); });
    };
    large.warm();
    report.compare(clock, 101, 0.80, side(large), side(small));
  };
  report.add({.work = "bytes a user " + large.name(),
              .against = "bytes a user " + small.name(),
              .ratio = small.bytes_per_user() / large.bytes_per_user(),
              .goal = 0.80,
              .work_value = large.bytes_per_user(),
              .against_value = small.bytes_per_user(),
              .unit = "bytes",
              .clock = "file"});
  compare("ListUsers by e-mail", Clock::thread_cpu, 200, &Crowd::list_by_email);
  compare("GetUser, token seen before,", Clock::thread_cpu, 200, &Crowd::get_user);
  compare("sign-in, cheapest password hash,", Clock::thread_cpu, 20, &Crowd::sign_in);
}

}  // namespace bench
