// Users in batches, one transaction each, in the order of their keys.
#include "bench/bulk_load.h"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "crypto/random.h"
#include "domain/user.h"
#include "engine/clocks.h"
#include "engine/storage_url.h"

namespace bench {
namespace {

namespace domain = postern::domain;

// Large, so that the pages that many users share are written once.
constexpr int kBatch = 5'000;

void must(const postern::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.error().message);
}

// The rows of a database, opened as the engine opens them.
struct Rows {
  explicit Rows(const std::string& path)
      : storage(
            postern::open_storage(postern::parse_storage_url("sqlite:" + path).value()).value()),
        envelope(kRootKey, random),
        store(*storage, envelope, clock, random) {}

  postern::SystemClock clock;
  postern::crypto::SystemRandom random;
  std::unique_ptr<postern::storage::Storage> storage;
  postern::storage::Envelope envelope;
  domain::Store store;
};

// Ascending, so that a batch touches few pages: loading is not what is measured.
std::vector<std::string> new_subs(postern::Random& random, int count) {
  std::vector<std::string> subs;
  while (static_cast<int>(subs.size()) < count) subs.push_back(domain::new_uuid(random));
  std::sort(subs.begin(), subs.end());
  return subs;
}

// The world's own user under another name.
domain::User user_like(const domain::User& model, int number, const std::string& sub) {
  domain::User user(model);
  user.sub = sub;
  user.username = loaded_username(number);
  domain::set_attribute(user.attributes, "email", loaded_email(number));
  domain::set_attribute(user.attributes, "name", "Name " + std::to_string(number));
  return user;
}

void load_batch(Rows& rows, const domain::Pool& pool, const domain::User& model, int first,
                const std::string* subs, int count) {
  must(rows.store.transact([&](domain::Txn& txn) -> postern::Status {
    for (int i = 0; i < count; ++i) {
      const domain::User user = user_like(model, first + i, subs[i]);
      POSTERN_CHECK(domain::insert_user(txn, pool, user, "User already exists"));
    }
    return postern::ok();
  }));
}

}  // namespace

std::string loaded_username(int number) {
  char text[32];
  std::snprintf(text, sizeof text, "user%07d", number);
  return text;
}

std::string loaded_email(int number) {
  return loaded_username(number) + "@example.com";
}

void load_users(World& world, int count) {
  world.close();
  {
    Rows rows(world.path());
    const auto pool =
        rows.store.read([&](domain::Txn& txn) { return domain::load_pool(txn, world.pool_id()); })
            .value();
    const auto model = rows.store
                           .read([&](domain::Txn& txn) {
                             return domain::require_user(txn, *pool, world.username());
                           })
                           .value();
    const auto subs = new_subs(rows.random, count);
    for (int first = 0; first < count; first += kBatch) {
      const int size = std::min(kBatch, count - first);
      load_batch(rows, *pool, model, first, subs.data() + first, size);
      std::fprintf(stderr, "\rloading users: %d of %d", first + size, count);
    }
    std::fprintf(stderr, "\n");
  }
  world.open();
}

}  // namespace bench
