// Signing in by SRP on durable SQLite: both calls of the server, without the client's arithmetic.
#include <ctime>

#include "bench/raw_crypto.h"
#include "bench/raw_sqlite.h"
#include "bench/rows.h"
#include "bench/world.h"
#include "codec/base64.h"
#include "support/srp_client.h"

namespace bench {

using postern::Json;

namespace {

constexpr int kCalls = 5;  // A round.

std::string timestamp() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[64];
  const std::size_t size = std::strftime(text, sizeof text, "%a %b %-d %H:%M:%S UTC %Y", &utc);
  return {text, size};
}

std::string start_request(const World& world, const postern::test::SrpClient& client) {
  return Json::object()
      .set("ClientId", world.client_id())
      .set("AuthFlow", "USER_SRP_AUTH")
      .set("AuthParameters",
           Json::object().set("USERNAME", world.username()).set("SRP_A", client.A_hex()))
      .dump();
}

std::string answer_request(const World& world, const postern::test::SrpClient& client,
                           const std::string& challenge_text) {
  const Json challenge = Json::parse(challenge_text).value();
  const Json& asked = *challenge.find("ChallengeParameters");
  const std::string_view block = asked.get_string("SECRET_BLOCK");
  const std::string at = timestamp();
  const std::string signature =
      client.answer(asked.get_string("USER_ID_FOR_SRP"), kPassword,
                    std::string(asked.get_string("SALT")), std::string(asked.get_string("SRP_B")),
                    postern::codec::base64_decode(block).value(), at);
  return Json::object()
      .set("ClientId", world.client_id())
      .set("ChallengeName", "PASSWORD_VERIFIER")
      .set("ChallengeResponses", Json::object()
                                     .set("USERNAME", world.username())
                                     .set("PASSWORD_CLAIM_SECRET_BLOCK", block)
                                     .set("PASSWORD_CLAIM_SIGNATURE", signature)
                                     .set("TIMESTAMP", at))
      .dump();
}

// Microseconds the server took for one sign-in.
double sign_in_us(World& world, Clock clock) {
  // A secret of 256 bits instead of 1024 spares the bench time, and the server cannot tell.
  const auto client = postern::test::SrpClient::create(world.pool_name(), 32);
  const std::string start = start_request(world, client);
  const double start_us = now_us(clock);
  const std::string challenge = world.host().call("InitiateAuth", start);
  const double challenge_us = now_us(clock) - start_us;
  const std::string answer = answer_request(world, client, challenge);
  const double answer_us = now_us(clock);
  world.host().call("RespondToAuthChallenge", answer);
  return challenge_us + now_us(clock) - answer_us;
}

Side sign_in_side(std::string name, World& world, Clock clock) {
  return {std::move(name), kCalls, [&world, clock] {
            double total_us = 0;
            for (int call = 0; call < kCalls; ++call) total_us += sign_in_us(world, clock);
            return total_us;
          }};
}

}  // namespace

void srp_rows(Report& report) {
  const Scratch scratch("srp");
  World world(scratch.file("users.db"));
  RawSrpServer server;
  RawSigner signer;
  RawSqlite sqlite(scratch.file("raw.db"));
  const auto compute = [&] {
    server.sign_in();
    signer.sign();
    signer.sign();
  };

  // Processor time, because the powers and signatures beside it wait for no disk.
  report.compare(Clock::thread_cpu, 81, 0.85,
                 sign_in_side("SRP sign-in, SQLite durable", world, Clock::thread_cpu),
                 repeat("the server's raw modexps + two signatures", Clock::thread_cpu, kCalls,
                        compute));
  report.compare(Clock::wall, 81, 0.85,
                 sign_in_side("SRP sign-in and its wait for the disk", world, Clock::wall),
                 repeat("raw modexps, two signatures, one raw SQLite commit", Clock::wall, kCalls,
                        [&] {
                          compute();
                          sqlite.commit_one_row();
                        }));
}

}  // namespace bench
