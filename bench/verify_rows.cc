// Verifying a token in C++, for the first time and again, beside OpenSSL's verification of it.
#include "bench/raw_crypto.h"
#include "bench/rows.h"
#include "bench/signed_token.h"
#include "bench/world.h"

namespace bench {

void verify_rows(Report& report) {
  const Scratch scratch("verify");
  World world(scratch.file("users.db"));
  const auto tokens = world.access_tokens(kTokensForgotten);
  const SignedToken token(tokens.front());
  RawVerifier raw = verifier_of(world, token);

  const Side openssl = repeat("raw OpenSSL verify", Clock::thread_cpu, 100,
                              [&] { raw.verify(token.message, token.signature); });
  std::size_t next = 0;
  report.compare(Clock::thread_cpu, 101, 0.90,
                 repeat("verify in C++, cold", Clock::thread_cpu, 100,
                        [&] { world.host().verify(tokens[next++ % tokens.size()]); }),
                 openssl);
  report.compare(Clock::thread_cpu, 101, 20,
                 repeat("verify in C++, seen before", Clock::thread_cpu, 1000,
                        [&] { world.host().verify(tokens.front()); }),
                 openssl);
}

}  // namespace bench
