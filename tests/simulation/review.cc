// Everything that must be so at any moment: looked at while nobody is inside an engine, and, as far
// as the store itself tells, after every step.
#include <algorithm>

#include "domain/store_check.h"
#include "simulation/life.h"
#include "support/store_fixture.h"

namespace postern::sim {
namespace {

constexpr std::size_t kRowsMax = 1'000'000;
constexpr std::size_t kSessionsLookedAt = 8;

// The names that an engine lists, the addresses they have proven, and the number of users it tells.
struct Listing {
  std::vector<std::string> names;
  std::vector<std::string> addresses;
  std::int64_t count = 0;
};

std::string_view attribute_of(const Json& user, std::string_view name) {
  for (const Json& item : user.find("Attributes")->as_array()) {
    if (item.get_string("Name") == name) return item.get_string("Value");
  }
  return {};
}

Listing list_users(Life& life, std::size_t host) {
  Listing listing;
  const Answer listed = life.world.call("ListUsers", life.for_pool(), host);
  const Answer described = life.world.call("DescribeUserPool", life.for_pool(), host);
  if (!listed.ok || !described.ok) {
    life.world.violated("a listing fails");
    return listing;
  }
  for (const Json& user : listed.body.find("Users")->as_array()) {
    listing.names.emplace_back(user.get_string("Username"));
    const std::string_view address = attribute_of(user, "email");
    if (attribute_of(user, "email_verified") == "true") listing.addresses.emplace_back(address);
  }
  std::sort(listing.names.begin(), listing.names.end());
  std::sort(listing.addresses.begin(), listing.addresses.end());
  listing.count = described.body.find("UserPool")->get_int("EstimatedNumberOfUsers", -1);
  return listing;
}

// Everybody listed may exist, and everybody who must exist is listed: a call that has not reached
// its engine yet may be about to change either.
void check_listing(Life& life, const Listing& listing) {
  const Span now{life.world.now(), life.world.now()};
  for (const Name& name : life.names) {
    const bool listed = std::binary_search(listing.names.begin(), listing.names.end(), name.name);
    const bool must =
        std::any_of(name.persons.begin(), name.persons.end(),
                    [&](const auto& person) { return person->exists.must_be(true, now); });
    if (listed && name.candidates(now.end).empty()) life.world.violated("a deleted user is listed");
    if (!listed && must) life.world.violated("a user is missing from the list");
  }
  if (listing.count != static_cast<std::int64_t>(listing.names.size())) {
    life.world.violated("the number of users is wrong");
  }
}

// An address that signs in is one person's.
void check_addresses(Life& life, const Listing& listing) {
  if (!life.world.settings.email_is_alias) return;
  const auto& list = listing.addresses;
  if (std::adjacent_find(list.begin(), list.end()) != list.end()) {
    life.world.violated("two users have proven one address that signs in");
  }
}

// What leads to somebody by their own address, which nobody else ever had.
void check_alias(Life& life, const Name& name, std::size_t host) {
  if (!life.world.settings.email_is_alias) return;
  const std::string address = name.name + "@example.com";
  const Answer answer =
      life.world.call("AdminGetUser", object("UserPoolId", life.pool, "Username", address), host);
  if (answer.ok && answer.body.get_string("Username") != name.name) {
    life.world.violated("an address leads to another user");
  }
}

}  // namespace

void check_store(Life& life) {
  test::StoreFixture rows;
  domain::Store store(life.world.memory, rows.envelope, rows.clock, rows.random);
  const auto checked = domain::check_rows(store, "", kRowsMax);
  if (!checked.ok()) return life.world.violated("the store cannot be checked");
  for (const domain::Finding& finding : checked->findings) {
    life.world.violated("the store is damaged: " + finding.kind + " " + finding.record);
  }
}

void review(Life& life) {
  World& world = life.world;
  world.pause();
  for (std::size_t host = 0; host < world.settings.hosts; ++host) {
    for (Name& name : life.names) {
      look_at(life, name, host);
      check_alias(life, name, host);
    }
    const Listing listing = list_users(life, host);
    check_listing(life, listing);
    check_addresses(life, listing);
    const std::size_t count = std::min(kSessionsLookedAt, life.families.size());
    for (std::size_t i = 1; i <= count; ++i) {
      use_token_of(life, *life.families[life.families.size() - i], host);
    }
  }
  world.resume();
}

}  // namespace postern::sim
