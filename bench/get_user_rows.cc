// GetUser: a token is verified and the user's row read.
#include "bench/raw_crypto.h"
#include "bench/raw_sqlite.h"
#include "bench/rows.h"
#include "bench/signed_token.h"
#include "bench/world.h"

namespace bench {

void get_user_rows(Report& report) {
  const Scratch scratch("get-user");
  World world(scratch.file("users.db"));
  std::vector<std::string> requests;
  const auto tokens = world.access_tokens(kTokensForgotten);
  for (const std::string& token : tokens) {
    requests.push_back(postern::Json::object().set("AccessToken", token).dump());
  }
  const SignedToken token(tokens.front());
  RawVerifier raw = verifier_of(world, token);
  RawSqlite sqlite(scratch.file("raw.db"));

  const Side baseline = repeat("raw verify + one raw point read", Clock::thread_cpu, 100, [&] {
    raw.verify(token.message, token.signature);
    sqlite.read_one_row();
  });
  std::size_t next = 0;
  report.compare(Clock::thread_cpu, 101, 0.80,
                 repeat("GetUser, token seen for the first time", Clock::thread_cpu, 100,
                        [&] { world.host().call("GetUser", requests[next++ % requests.size()]); }),
                 baseline);
  report.compare(Clock::thread_cpu, 101, 0.80,
                 repeat("GetUser, token seen before", Clock::thread_cpu, 100,
                        [&] { world.host().call("GetUser", requests.front()); }),
                 baseline);
}

}  // namespace bench
