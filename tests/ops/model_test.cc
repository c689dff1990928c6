// Random lives of a few users, beside a model that knows who may sign in: no sequence of operations
// yields tokens without the right password or code.
#include <map>
#include <random>

#include "ops/auth_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

const std::vector<std::string> kNames = {"ann", "bob", "cat"};
const std::vector<std::string> kPasswords = {"First-Horse-1", "Second-Horse-2", "Third-Horse-3"};

// What the model knows of a user.
struct Known {
  std::string password;
  bool confirmed = false;
  bool enabled = true;
  bool temporary = false;
  bool reset_required = false;
  std::string sign_up_code;
  std::string reset_code;
  std::vector<std::string> refresh_tokens;  // Of sessions nothing has ended.

  [[nodiscard]] bool may_sign_in() const {
    return confirmed && enabled && !reset_required && !temporary;
  }
};

struct ModelFixture : AuthFixture {
  std::mt19937 random;
  std::map<std::string, Known> users;
  int sign_ins = 0;
  int resets = 0;

  std::size_t below(std::size_t bound) { return random() % bound; }
  const std::string& any(const std::vector<std::string>& list) { return list[below(list.size())]; }
  Known* find(const std::string& name) {
    const auto found = users.find(name);
    return found == users.end() ? nullptr : &found->second;
  }
  // A code the user may have, or a guess.
  std::string guess_code() {
    if (below(3) == 0) return "no-code";
    const Known* user = find(any(kNames));
    if (user == nullptr) return "no-code";
    const std::string& code = below(2) == 0 ? user->sign_up_code : user->reset_code;
    return code.empty() ? "no-code" : code;
  }

  void sign_up(const std::string& name) {
    const std::string& password = any(kPasswords);
    Json request = sign_up_request(name, name + "@example.com").set("Password", password);
    const std::string said = outcome("SignUp", request);
    CHECK(said.empty() == (find(name) == nullptr));
    if (said.empty()) {
      users[name] = Known{};
      users[name].password = password;
      users[name].sign_up_code = inbox.code();
    }
  }
  void confirm(const std::string& name) {
    const std::string code = guess_code();
    const bool done = outcome("ConfirmSignUp", object("ClientId", client, "Username", name,
                                                      "ConfirmationCode", code))
                          .empty();
    Known* user = find(name);
    if (!done) return;
    REQUIRE(user != nullptr);
    CHECK((!user->confirmed && code == user->sign_up_code));
    user->confirmed = true;
    user->sign_up_code.clear();
  }
  void forgot(const std::string& name) {
    const std::size_t before = inbox.size();
    static_cast<void>(
        call("ForgotPassword", object("ClientId", below(2) ? client : hiding, "Username", name)));
    if (inbox.size() > before) {
      REQUIRE(find(name) != nullptr);
      find(name)->reset_code = inbox.code();
    }
  }
  void reset(const std::string& name) {
    const std::string code = guess_code();
    const std::string& password = any(kPasswords);
    const bool done = outcome("ConfirmForgotPassword",
                              object("ClientId", below(2) ? client : hiding, "Username", name,
                                     "ConfirmationCode", code, "Password", password))
                          .empty();
    if (!done) return;
    Known* user = find(name);
    REQUIRE(user != nullptr);
    CHECK((user->enabled && code == user->reset_code));
    user->password = password;
    user->confirmed = true;
    user->temporary = user->reset_required = false;
    user->reset_code.clear();
    user->refresh_tokens.clear();
    ++resets;
  }
  void check_tokens(const std::string& name, const std::string& password,
                    const Result<std::string>& answer) {
    if (!answer.ok()) return;
    const Json response = json(*answer);
    const Known* user = find(name);
    REQUIRE(user != nullptr);
    CHECK(user->password == password);
    CHECK(user->enabled);
    if (!response.contains("AuthenticationResult")) {
      CHECK(user->temporary);
      return;
    }
    CHECK(user->may_sign_in());
    users[name].refresh_tokens.emplace_back(tokens_of(response).get_string("RefreshToken"));
    ++sign_ins;
  }
  void sign_in_by_password(const std::string& name) {
    const std::string& password = any(kPasswords);
    check_tokens(
        name, password,
        call("InitiateAuth", password_request(name, password, below(2) ? client : hiding)));
  }
  void sign_in_by_srp(const std::string& name) {
    const std::string& password = any(kPasswords);
    const SrpStart start = start_srp(name, hiding);
    check_tokens(name, password,
                 call("RespondToAuthChallenge", srp_request(start, password, hiding)));
  }
  void refresh(const std::string& name) {
    Known* user = find(name);
    if (user == nullptr || user->refresh_tokens.empty()) return;
    const std::string token = any(user->refresh_tokens);
    // Either client's, so one of the two refuses.
    const bool alive = call("InitiateAuth", refresh_request(token, client)).ok() ||
                       call("InitiateAuth", refresh_request(token, hiding)).ok();
    if (alive) CHECK(user->enabled);
  }
  void administer(const std::string& name) {
    Known* user = find(name);
    const auto done = [&](std::string_view operation, const Json& request) {
      const bool ok = outcome(operation, request).empty();
      CHECK((user != nullptr || !ok));
      return ok && user != nullptr;
    };
    switch (below(6)) {
      case 0:
        if (done("AdminDisableUser", for_user(name))) {
          user->enabled = false;
          user->refresh_tokens.clear();
        }
        break;
      case 1:
        if (done("AdminEnableUser", for_user(name))) user->enabled = true;
        break;
      case 2:
        if (done("AdminUserGlobalSignOut", for_user(name))) user->refresh_tokens.clear();
        break;
      case 3: {
        const std::string& password = any(kPasswords);
        const bool permanent = below(2) == 0;
        if (done("AdminSetUserPassword",
                 for_user(name, "Password", password).set("Permanent", permanent))) {
          user->password = password;
          user->confirmed = true;
          user->reset_required = false;
          user->temporary = !permanent;
        }
        break;
      }
      case 4:
        if (done("AdminResetUserPassword", for_user(name))) {
          user->reset_required = true;
          user->confirmed = true;
          user->reset_code = inbox.code();
          user->refresh_tokens.clear();
        }
        break;
      default:
        if (below(4) == 0 && done("AdminDeleteUser", for_user(name))) users.erase(name);
    }
  }
  void step() {
    const std::string& name = any(kNames);
    switch (below(11)) {
      case 0:
        return sign_up(name);
      case 1:
        return confirm(name);
      case 2:
        return forgot(name);
      case 3:
        return reset(name);
      case 4:
      case 5:
        return sign_in_by_password(name);
      case 6:
        return below(4) == 0 ? sign_in_by_srp(name) : sign_in_by_password(name);
      case 7:
        return refresh(name);
      case 8:
        return administer(name);
      default:
        return sign_in_by_password(name);
    }
  }
};

}  // namespace

TEST_CASE_METHOD(ModelFixture,
                 "R05: no sequence of operations signs in without the right password or code") {
  const auto seed = GENERATE(range(1U, 6U));
  INFO("seed " << seed);
  random.seed(seed);
  for (int i = 0; i < 1000; ++i) {
    INFO("step " << i);
    step();
    if (below(8) == 0) advance_s(static_cast<std::int64_t>(below(4000)));
  }
  CHECK(sign_ins > 5);
}

TEST_CASE_METHOD(ModelFixture, "O21: refresh tokens of ended sessions stay dead whatever follows") {
  random.seed(7);
  std::vector<std::string> dead;
  for (int i = 0; i < 600; ++i) {
    std::map<std::string, Known> before = users;
    step();
    for (const auto& [name, user] : before) {
      const Known* now = find(name);
      for (const std::string& token : user.refresh_tokens) {
        const bool lives = now != nullptr && !now->refresh_tokens.empty();
        if (!lives) dead.push_back(token);
      }
    }
    if (below(8) == 0) advance_s(static_cast<std::int64_t>(below(4000)));
  }
  CHECK(dead.size() > 3);
  for (const std::string& token : dead) {
    for (const std::string& of : {client, hiding}) {
      CHECK_FALSE(call("InitiateAuth", refresh_request(token, of)).ok());
    }
  }
}
