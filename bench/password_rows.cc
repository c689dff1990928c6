// Signing in by password on durable SQLite, beside the password hash alone.
#include "bench/raw_crypto.h"
#include "bench/raw_sqlite.h"
#include "bench/rows.h"
#include "bench/world.h"
#include "crypto/pwhash.h"

namespace bench {

void password_rows(Report& report) {
  const Scratch scratch("password");
  World world(scratch.file("users.db"));
  const std::string request = world.password_request(world.username());
  const postern::crypto::PasswordHashParams own;
  const auto sign_in = [&] { world.host().call("InitiateAuth", request); };
  const auto hash = [&] { raw_password_hash(kPassword, own.memory_kib, own.passes); };
  // Processor time, because the hash beside it waits for no disk.
  report.compare(Clock::thread_cpu, 61, 1.5,
                 repeat("password sign-in, whole, SQLite durable", Clock::thread_cpu, 2, sign_in),
                 repeat("libsodium crypto_pwhash alone, as it comes", Clock::thread_cpu, 2, hash));

  RawSqlite sqlite(scratch.file("raw.db"));
  report.compare(Clock::wall, 61, 1.3,
                 repeat("password sign-in and its wait for the disk", Clock::wall, 2, sign_in),
                 repeat("crypto_pwhash + one raw SQLite commit", Clock::wall, 2, [&] {
                   hash();
                   sqlite.commit_one_row();
                 }));
}

}  // namespace bench
