// Second factors under parallel guesses, on a failing store, and before readers of rows and texts:
// what is good for once stays so, and no seed shows.
#include <algorithm>
#include <atomic>
#include <functional>
#include <thread>

#include "conformance/faulty_storage.h"
#include "ops/mfa_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

constexpr int kThreads = 8;
constexpr std::string_view kTotp = "SOFTWARE_TOKEN_MFA";

// Calls with request i from thread i, all at once; the refusals, "" for success.
std::vector<std::string> at_once(EngineFixture& fixture, std::string_view operation,
                                 const std::vector<Json>& requests) {
  std::atomic<std::size_t> ready{0};
  std::vector<std::string> outcomes(requests.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    threads.emplace_back([&, i, body = requests[i].dump()] {
      ++ready;
      while (ready < requests.size()) std::this_thread::yield();
      const auto done = fixture.engine->call({.kind = ops::Caller::Kind::host}, operation, body);
      if (!done.ok()) outcomes[i] = done.error().code + ": " + done.error().message;
    });
  }
  for (auto& thread : threads) thread.join();
  return outcomes;
}

struct HardFixture : MfaFixture {
  std::string secret;

  HardFixture() {
    new_confirmed("ada");
    secret = register_app(access_token("ada"));
  }
  Json totp_request(std::string_view session_text, std::string_view code) {
    return answer_request(kTotp, "ada", session_text, "SOFTWARE_TOKEN_MFA_CODE", code);
  }
};

std::ptrdiff_t count(const std::vector<std::string>& outcomes, std::string_view outcome) {
  return std::count(outcomes.begin(), outcomes.end(), outcome);
}

}  // namespace

// What a sign-in owes is asked again in the transaction of its tokens: the host's functions run
// after the decision, and anything may happen while they do.
TEST_CASE_METHOD(MfaFixture, "T08, M05: a factor switched on just before the tokens stops them") {
  new_member("ada", "+15550001111");
  std::function<void()> meanwhile = [] {};
  REQUIRE(engine
              ->set_trigger("PostAuthentication", 0, pool,
                            [&](std::string_view event) -> Result<std::string> {
                              meanwhile();
                              return std::string(event);
                            })
              .ok());
  const std::string before = session(begin("ada"));
  CHECK(before.empty());  // Tokens: nothing is owed yet.
  SECTION("by the user") {
    meanwhile = [&] { prefer("ada", "SMSMfaSettings", true, true); };
  }
  SECTION("by the pool") {
    meanwhile = [&] { set_mfa("ON"); };
  }
  CHECK(refusal("InitiateAuth", password_request("ada", kPassword)) == kInvalidSession);
  meanwhile = [] {};
  CHECK(challenge(begin("ada")) == "SMS_MFA");
}

TEST_CASE_METHOD(HardFixture, "M04: of many parallel guesses in many sessions five are looked at") {
  std::vector<Json> guesses;
  for (int i = 0; i < 4 * kThreads; ++i) {
    guesses.push_back(totp_request(session(begin("ada")), wrong_app_code(secret)));
  }
  const auto outcomes = at_once(*this, "RespondToAuthChallenge", guesses);
  CHECK(count(outcomes, kWrongTotp) == 5);
  CHECK(count(outcomes, kLockedOut) == 4 * kThreads - 5);
}

TEST_CASE_METHOD(HardFixture, "M01, D12: a code that answers many sessions at once signs in once") {
  for (int round = 0; round < 3; ++round) {
    std::vector<Json> answers;
    for (int i = 0; i < kThreads; ++i) {
      answers.push_back(totp_request(session(begin("ada")), app_code(secret)));
    }
    CHECK(count(at_once(*this, "RespondToAuthChallenge", answers), "") == 1);
    advance_s(30);
  }
}

TEST_CASE_METHOD(MfaFixture, "D12: a session of a text message is answered once") {
  new_member("ada", "+15550109876");
  prefer("ada", "SMSMfaSettings", true, true);
  for (int round = 0; round < 3; ++round) {
    const std::string held = session(begin("ada"));
    const std::vector<Json> answers(
        kThreads, answer_request("SMS_MFA", "ada", held, "SMS_MFA_CODE", inbox.code()));
    CHECK(count(at_once(*this, "RespondToAuthChallenge", answers), "") == 1);
  }
}

TEST_CASE_METHOD(MfaFixture, "D12: a new app is verified once") {
  new_confirmed("ada");
  const std::string token = access_token("ada");
  for (int round = 0; round < 3; ++round) {
    const Json associated = run("AssociateSoftwareToken", object("AccessToken", token));
    const std::string code = app_code(std::string(associated.get_string("SecretCode")));
    const std::vector<Json> calls(kThreads, object("AccessToken", token, "UserCode", code));
    CHECK(count(at_once(*this, "VerifySoftwareToken", calls), "") == 1);
  }
}

TEST_CASE_METHOD(RequiredMfaFixture, "D12: of many sign-ins that set an app up at once, one does") {
  new_member("ada");
  std::vector<Json> calls;
  for (int i = 0; i < kThreads; ++i) {
    const Json associated = run("AssociateSoftwareToken", object("Session", session(begin("ada"))));
    const std::string code = app_code(std::string(associated.get_string("SecretCode")));
    calls.push_back(object("Session", session(associated), "UserCode", code));
  }
  CHECK(count(at_once(*this, "VerifySoftwareToken", calls), "") == 1);
  CHECK(challenge(begin("ada")) == kTotp);
}

TEST_CASE_METHOD(HardFixture, "D03: a code is still good after the store failed to take it") {
  FaultyStorage faulty{memory};
  engine.reset();
  engine = open(faulty);
  clock->advance_s(90);
  int injected = 0;
  for (int k = 1; k < 60; ++k) {
    clock->advance_s(60);
    const Json request = totp_request(session(begin("ada")), app_code(secret));
    faulty.fail_call(k, Errc::storage);
    const std::string first = outcome("RespondToAuthChallenge", request);
    const bool failed = faulty.has_failed();
    faulty.fail_call(0);
    if (!failed) break;
    ++injected;
    INFO("call " << k << ": " << first);
    CHECK((first.empty() || first.find("Injected failure.") != std::string::npos));
    if (!first.empty()) CHECK(outcome("RespondToAuthChallenge", request) == "");
  }
  CHECK(injected > 10);
}

TEST_CASE_METHOD(HardFixture, "M10, K08: no row of the store holds a seed or a code in clear") {
  const std::string token(tokens_of(answer(kTotp, "ada", session(begin("ada")),
                                           "SOFTWARE_TOKEN_MFA_CODE", app_code(secret)))
                              .get_string("AccessToken"));
  const Json pending = run("AssociateSoftwareToken", object("AccessToken", token));
  prefer("ada", "EmailMfaSettings", true, true);
  begin("ada");
  std::vector<std::string> hidden = {inbox.code()};
  for (const std::string& text : {secret, std::string(pending.get_string("SecretCode"))}) {
    hidden.push_back(text);
    hidden.push_back(codec::base32_decode(text).value());
  }
  auto txn = memory.begin(storage::Mode::read);
  REQUIRE(txn.ok());
  const auto rows = (*txn)->scan("", "", SIZE_MAX);
  REQUIRE(rows.ok());
  for (const auto& row : *rows) {
    for (const std::string& text : hidden) {
      CHECK((row.key + row.value).find(text) == std::string::npos);
    }
  }
}

TEST_CASE_METHOD(MfaFixture, "M10: no event and no refusal repeats a seed or a code") {
  std::vector<std::string> texts;
  for (const char* name : {"PreAuthentication", "PostAuthentication", "PreTokenGeneration"}) {
    REQUIRE(engine
                ->set_trigger(name, 0, pool,
                              [&](std::string_view event) -> Result<std::string> {
                                texts.emplace_back(event);
                                return std::string(event);
                              })
                .ok());
  }
  new_confirmed("ada");
  const std::string secret = register_app(access_token("ada"));
  const Json asked = begin("ada");
  const std::string code = app_code(secret);
  const std::string wrong = wrong_app_code(secret);
  texts.push_back(answer_refusal(kTotp, "ada", session(asked), "SOFTWARE_TOKEN_MFA_CODE", wrong));
  texts.push_back(
      refusal("VerifySoftwareToken", object("AccessToken", "x", "UserCode", code + "0")));
  answer(kTotp, "ada", session(asked), "SOFTWARE_TOKEN_MFA_CODE", code);
  REQUIRE(texts.size() > 5);
  for (const std::string& text : texts) {
    INFO(text);
    for (const std::string& hidden : {secret, code, wrong, session(asked)}) {
      CHECK(text.find(hidden) == std::string::npos);
    }
  }
}

TEST_CASE_METHOD(HardFixture, "M14: a damaged session is no session") {
  const std::string whole = session(begin("ada"));
  for (std::size_t at = 0; at < whole.size(); at += 37) {
    std::string damaged = whole;
    damaged[at] = damaged[at] == 'A' ? 'B' : 'A';
    CHECK(outcome("RespondToAuthChallenge", totp_request(damaged, app_code(secret))) ==
          kInvalidSession);
  }
  for (const std::string_view text : {"........................", "e30e30e30e30e30e30e30e30"}) {
    CHECK(outcome("RespondToAuthChallenge", totp_request(text, app_code(secret))) ==
          kInvalidSession);
  }
  CHECK(outcome("RespondToAuthChallenge", totp_request("", app_code(secret))) ==
        "InvalidParameterException: Missing required parameter Session");
  CHECK(outcome("RespondToAuthChallenge", totp_request(whole, app_code(secret))) == "");
}
