// The cache of verified tokens: exact, bounded, and forgetful in the right order.
#include "tokens/verified_cache.h"

#include <thread>

#include "token_fixture.h"

using namespace postern;
using namespace postern::test;
using tokens::VerifiedCache;

namespace {

VerifiedCache::EntryPtr entry(std::string text) {
  return std::make_shared<VerifiedCache::Entry>(
      VerifiedCache::Entry{.text = std::move(text), .generation = 1, .token = {}});
}

std::string text_number(int number) {
  const std::string digits = std::to_string(number);
  return std::string(100, 'x') + std::string(64 - digits.size(), '0') + digits;
}

struct CacheFixture {
  SeededRandom random;
  VerifiedCache cache{random};
};

}  // namespace

TEST_CASE_METHOD(CacheFixture, "a text is found once it was inserted", "[tokens][cache]") {
  CHECK(cache.find("some text") == nullptr);
  const auto inserted = entry("some text");
  cache.insert(inserted);
  CHECK(cache.find("some text") == inserted);
  CHECK(cache.find("") == nullptr);
}

TEST_CASE_METHOD(CacheFixture, "K14: a text with the same end and another beginning is not found",
                 "[tokens][cache]") {
  const std::string end(64, 'e');
  cache.insert(entry("right." + end));
  CHECK(cache.find("right." + end) != nullptr);
  CHECK(cache.find("wrong." + end) == nullptr);
  CHECK(cache.find(end) == nullptr);
}

TEST_CASE_METHOD(CacheFixture, "inserting a text again replaces what it means", "[tokens][cache]") {
  cache.insert(entry("text"));
  const auto second = entry("text");
  cache.insert(second);
  CHECK(cache.find("text") == second);
}

TEST_CASE_METHOD(CacheFixture, "however many are inserted, a fixed number stays",
                 "[tokens][cache]") {
  std::vector<std::weak_ptr<const VerifiedCache::Entry>> all;
  for (int i = 0; i < 20'000; ++i) {
    const auto next = entry(text_number(i));
    all.push_back(next);
    cache.insert(next);
  }
  const auto alive =
      std::count_if(all.begin(), all.end(), [](const auto& seen) { return !seen.expired(); });
  CHECK(alive > 3'500);
  CHECK(alive <= 4'096);
  CHECK(cache.find(text_number(19'999)) != nullptr);
}

TEST_CASE_METHOD(CacheFixture, "what is asked for stays while others pass by", "[tokens][cache]") {
  cache.insert(entry("favourite"));
  for (int i = 0; i < 20'000; ++i) {
    cache.insert(entry(text_number(i)));
    REQUIRE(cache.find("favourite") != nullptr);
  }
}

TEST_CASE_METHOD(CacheFixture, "threads share it", "[tokens][cache][threads]") {
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 5'000; ++i) {
        const std::string text = text_number((i * 7 + t) % 6'000);
        const auto found = cache.find(text);
        if (found && found->text != text) ++wrong;
        if (!found) cache.insert(entry(text));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(wrong == 0);
}

TEST_CASE_METHOD(TokenFixture, "a token seen before is answered from memory", "[tokens][cache]") {
  const std::string token = mint().access_token;
  const auto first = tokens->verify_access(token).value();
  CHECK(tokens->verify_access(token).value() == first);
  // A copy of the text is as good as the text.
  CHECK(tokens->verify_access(std::string(token)).value() == first);
}

TEST_CASE_METHOD(TokenFixture, "after a revocation nearby a token is checked anew and remembered",
                 "[tokens][cache]") {
  const std::string token = mint().access_token;
  const auto first = tokens->verify_access(token).value();
  store.revocations().note_user(pool.id, user.sub, clock.now_us());
  const auto second = tokens->verify_access(token).value();
  CHECK(second != first);
  CHECK(tokens->verify_access(token).value() == second);
}

TEST_CASE_METHOD(TokenFixture, "refusals are not remembered", "[tokens][cache]") {
  domain::Session later(session);
  later.id = "later";
  std::swap(session, later);
  const std::string token = mint().access_token;
  CHECK(access_refusal(token) == "Access Token has been revoked");
  write([&](domain::Txn& txn) { return domain::insert_session(txn, pool.id, session); });
  CHECK(access_refusal(token).empty());
}
