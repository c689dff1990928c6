// A random walk through USER_AUTH: whoever sends what to where, tokens come of a right proof in its
// own place alone, and a new password of a code alone.
#include <map>
#include <random>
#include <set>

#include "ops/choice_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

constexpr int kSteps = 1'500;
constexpr std::string_view kUsers[] = {"alice", "bob", "carol", "dave", "nobody"};

// A challenge that somebody was given, with what answers it.
struct Posed {
  std::string name;
  std::string session;
  std::string user;
  std::string code;  // Of EMAIL_OTP.
};

struct Walk : ChoiceFixture {
  explicit Walk(unsigned seed) : random(seed) {
    new_confirmed("alice");
    // bob has no password, carol a temporary one, dave is not confirmed.
    run("AdminCreateUser",
        for_user("bob").set("UserAttributes", attributes("email", "bob@example.com")));
    run("AdminCreateUser", for_user("carol", "TemporaryPassword", kPassword)
                               .set("UserAttributes", attributes("email", "carol@example.com")));
    run("SignUp", sign_up_request("dave", "dave@example.com"));
    passwords = {{"alice", std::string(kPassword)},
                 {"carol", std::string(kPassword)},
                 {"dave", std::string(kPassword)}};
  }

  int below(int bound) { return static_cast<int>(random() % static_cast<unsigned>(bound)); }
  template <class List>
  auto pick(const List& list) {
    return list[static_cast<std::size_t>(below(static_cast<int>(std::size(list))))];
  }
  // A password that is right, wrong, or another's.
  std::string any_password() {
    const std::string_view known[] = {kPassword, kWrongPassword, "New-Horse-1", "New-Horse-2"};
    return std::string(pick(known));
  }
  std::string any_code() {
    if (posed.empty() || below(3) == 0) return "00000000";
    return pick(posed).code;
  }
  bool is_password(const std::string& user, const std::string& password) {
    const auto found = passwords.find(user);
    return found != passwords.end() && found->second == password;
  }

  void step() {
    if (inbox.size() > 0 && below(8) == 0) return reset_a_password();
    if (posed.empty() || below(3) == 0) return start();
    respond();
    // Locks would end the walk: time goes on.
    if (below(4) == 0) advance_s(20);
  }

  void start() {
    const std::string user(pick(kUsers));
    Json parameters = object("USERNAME", user);
    const std::string_view preferences[] = {"", "PASSWORD", "EMAIL_OTP", "SMS_OTP"};
    const std::string_view preferred = pick(preferences);
    const std::string password = any_password();
    if (!preferred.empty()) parameters.set("PREFERRED_CHALLENGE", preferred);
    if (below(2) == 0) parameters.set("PASSWORD", password);
    Json request = auth_request("USER_AUTH", parameters);
    // A Session of a challenge is none of a sign-up.
    if (!posed.empty() && below(10) == 0) request.set("Session", pick(posed).session);
    const bool proves = preferred == "PASSWORD" && parameters.contains("PASSWORD") &&
                        !request.contains("Session") && is_password(user, password);
    judge("InitiateAuth", request, user, proves);
  }

  void respond() {
    const Posed about = pick(posed);
    const std::string user = below(8) == 0 ? std::string(pick(kUsers)) : about.user;
    const std::string_view names[] = {"SELECT_CHALLENGE", "PASSWORD",  "EMAIL_OTP",
                                      "SMS_OTP",          "WEB_AUTHN", "NEW_PASSWORD_REQUIRED"};
    const std::string name = below(4) == 0 ? std::string(pick(names)) : about.name;
    const std::string_view choices[] = {"PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"};
    const std::string answer(pick(choices));
    const std::string password = any_password();
    const std::string code = below(2) == 0 ? about.code : any_code();
    const std::string fresh = below(2) == 0 ? "New-Horse-1" : "New-Horse-2";
    Json responses = object("USERNAME", user, "ANSWER", answer, "PASSWORD", password,
                            "EMAIL_OTP_CODE", code.empty() ? "1" : code, "SMS_OTP_CODE", code);
    responses.set("NEW_PASSWORD", fresh).set("CREDENTIAL", "{}");
    const bool in_place = name == about.name && user == about.user;
    const bool proves =
        in_place &&
        ((name == "SELECT_CHALLENGE" && answer == "PASSWORD" && is_password(user, password)) ||
         (name == "PASSWORD" && is_password(user, password)) ||
         (name == "EMAIL_OTP" && code == about.code) ||
         // It was posed to who had proven the temporary password.
         name == "NEW_PASSWORD_REQUIRED");
    const bool signed_in = judge("RespondToAuthChallenge",
                                 respond_request(name, responses, {}, about.session), user, proves);
    if (signed_in && name == "NEW_PASSWORD_REQUIRED") passwords[user] = fresh;
  }

  void reset_a_password() {
    const std::string user(pick(kUsers));
    const std::string fresh = below(2) == 0 ? "New-Horse-1" : "New-Horse-2";
    const std::size_t sent = inbox.size();
    (void)outcome("ForgotPassword", object("ClientId", client, "Username", user));
    const bool right = inbox.size() > sent && below(2) == 0;
    const std::string code = right ? inbox.code() : any_code();
    const std::string said = outcome(
        "ConfirmForgotPassword",
        object("ClientId", client, "Username", user, "Password", fresh, "ConfirmationCode", code));
    if (said.empty()) {
      CHECK(right);
      passwords[user] = fresh;
      ++resets;
    }
  }

  // Sends it; tokens need the proof, and every Session is good for tokens once.
  bool judge(std::string_view operation, const Json& request, const std::string& user,
             bool proves) {
    INFO(operation << " " << request.dump());
    const std::size_t sent = inbox.size();
    const auto said = call(operation, request);
    if (!said.ok()) return false;
    const Json response = json(*said);
    if (response.contains("AuthenticationResult")) {
      CHECK(proves);
      const Json caller = run(
          "GetUser",
          object("AccessToken", response.find("AuthenticationResult")->get_string("AccessToken")));
      CHECK(caller.get_string("Username") == user);
      ++sign_ins;
      if (request.contains("Session")) {
        CHECK(spent.insert(std::string(request.get_string("Session"))).second);
      }
      return true;
    }
    posed.push_back({std::string(response.get_string("ChallengeName")),
                     std::string(response.get_string("Session")), user,
                     inbox.size() > sent ? sign_in_code() : std::string()});
    return false;
  }

  std::mt19937 random;
  std::map<std::string, std::string> passwords;
  std::vector<Posed> posed;
  std::set<std::string> spent;  // Sessions that led to tokens.
  int sign_ins = 0;
  int resets = 0;
};

}  // namespace

TEST_CASE("R05: however a walk through USER_AUTH goes, nothing is had without its proof") {
  for (const unsigned seed : {1u, 2u, 3u}) {
    INFO(seed);
    Walk walk(seed);
    for (int i = 0; i < kSteps; ++i) walk.step();
    CHECK(walk.sign_ins > 10);
    CHECK(walk.resets > 1);
  }
}
