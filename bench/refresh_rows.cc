// Refreshing on SQLite, every commit synced, one thread.
#include "bench/raw_crypto.h"
#include "bench/raw_sqlite.h"
#include "bench/rows.h"
#include "bench/world.h"

namespace bench {

using postern::Json;

namespace {

constexpr int kCommitsToCheckpoint = 1'100;

// Each refresh spends the token and gets the next one.
class Rotation {
 public:
  explicit Rotation(World& world)
      : world_(world),
        client_id_(world.add_client(
            Json::object()
                .set("ExplicitAuthFlows", Json::array().push_back("ALLOW_USER_PASSWORD_AUTH"))
                .set("RefreshTokenRotation",
                     Json::object().set("Feature", "ENABLED").set("RetryGracePeriodSeconds", 0)))) {
    const Json answer = world.call(
        "InitiateAuth",
        Json::object()
            .set("ClientId", client_id_)
            .set("AuthFlow", "USER_PASSWORD_AUTH")
            .set("AuthParameters",
                 Json::object().set("USERNAME", world.username()).set("PASSWORD", kPassword)));
    token_ = answer.find("AuthenticationResult")->get_string("RefreshToken");
  }

  void refresh() {
    const std::string request =
        Json::object().set("ClientId", client_id_).set("RefreshToken", token_).dump();
    const std::string answer = world_.host().call("GetTokensFromRefreshToken", request);
    // Found by hand: parsing the answer is not the engine's work.
    constexpr std::string_view kName = R"("RefreshToken":")";
    const std::size_t begin = answer.find(kName) + kName.size();
    token_ = answer.substr(begin, answer.find('"', begin) - begin);
  }

 private:
  World& world_;
  std::string client_id_;
  std::string token_;
};

}  // namespace

void refresh_rows(Report& report) {
  const Scratch scratch("refresh");
  World world(scratch.file("users.db"));
  RawSigner signer;
  RawSqlite sqlite(scratch.file("raw.db"));
  const auto sign_two = [&] {
    signer.sign();
    signer.sign();
  };

  Rotation rotation(world);
  // Until the WAL has been checkpointed once: while its file still grows, each sync writes the
  // file's new length as well, which the other side's loading of its rows has put behind it.
  for (int commit = 0; commit < kCommitsToCheckpoint; ++commit) rotation.refresh();
  report.compare(
      Clock::wall, 101, 0.90,
      repeat("refresh with rotation, SQLite durable, one thread", Clock::wall, 20,
             [&] { rotation.refresh(); }),
      repeat("two raw RSA-2048 signatures + one raw SQLite commit", Clock::wall, 20, [&] {
        sign_two();
        sqlite.commit_one_row();
      }));

  const Json session = world.sign_in(world.username());
  const std::string request =
      Json::object()
          .set("ClientId", world.client_id())
          .set("AuthFlow", "REFRESH_TOKEN_AUTH")
          .set("AuthParameters",
               Json::object().set("REFRESH_TOKEN", session.get_string("RefreshToken")))
          .dump();
  report.compare(Clock::wall, 101, 0.90,
                 repeat("refresh without rotation (writes nothing)", Clock::wall, 20,
                        [&] { world.host().call("InitiateAuth", request); }),
                 repeat("two raw RSA-2048 signatures", Clock::wall, 20, sign_two));
}

}  // namespace bench
