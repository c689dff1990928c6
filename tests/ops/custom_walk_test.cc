// The machine of custom challenges and devices, walked at random from a seed: Sessions, keys and
// answers are replayed and mixed between users, clients and challenges, and nobody gets tokens
// without what they owe (M05, M12, S13, T07).
#include <random>

#include "ops/device_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

// A user who knows a word, and sometimes has a device that is remembered.
struct Walker {
  std::string name;
  std::string word;
  std::vector<OwnDevice> devices;
};

// What was asked of a user and may be answered at any time.
struct Held {
  std::size_t walker = 0;
  std::string client;
  std::string device_key;  // The sign-in named.
  Json response;
  bool password = false;  // Shown so far.
  bool word = false;
  bool device = false;
  bool used = false;

  [[nodiscard]] std::string challenge() const {
    return std::string(response.get_string("ChallengeName"));
  }
};

struct Walk : DeviceFixture {
  std::mt19937 dice;
  std::vector<Walker> walkers;
  std::vector<std::string> clients;
  std::vector<Held> held;
  std::map<std::string, int> signed_in;  // By what was shown.

  explicit Walk(unsigned number) : dice(number) {
    constexpr std::string_view kFlows =
        R"({"ExplicitAuthFlows":["ALLOW_CUSTOM_AUTH","ALLOW_USER_PASSWORD_AUTH"]})";
    clients = {make_client(kFlows), make_client(kFlows)};
    for (const char* name : {"ada", "bea", "cleo"}) {
      new_confirmed(name);
      walkers.push_back({name, std::string("word of ") + name, {}});
    }
    set("DefineAuthChallenge", [](std::string_view event) { return define(event); });
    set("CreateAuthChallenge", [](std::string_view event) -> Result<std::string> {
      const std::string name(Json::parse(event).value().get_string("userName"));
      Json response = Json::object();
      response.set("privateChallengeParameters", object("word", "word of " + name));
      return Json::object().set("response", std::move(response)).dump();
    });
    set("VerifyAuthChallengeResponse", [](std::string_view event) -> Result<std::string> {
      const Json parsed = Json::parse(event).value();
      const Json& request = *parsed.find("request");
      const bool correct = request.find("privateChallengeParameters")->get_string("word") ==
                           request.get_string("challengeAnswer");
      return Json::object().set("response", Json::object().set("answerCorrect", correct)).dump();
    });
  }

  // Twice the right word in a row.
  static Result<std::string> define(std::string_view event) {
    const Json parsed = Json::parse(event).value();
    const auto& session = parsed.find("request")->find("session")->as_array();
    const std::size_t right = static_cast<std::size_t>(
        std::count_if(session.begin(), session.end(),
                      [](const Json& past) { return past.get_bool("challengeResult"); }));
    Json response = Json::object();
    response.set("issueTokens", right == 2 && session.size() == 2)
        .set("failAuthentication", right != session.size())
        .set("challengeName", "CUSTOM_CHALLENGE");
    return Json::object().set("response", std::move(response)).dump();
  }

  std::size_t below(std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>(0, bound - 1)(dice);
  }
  bool one_in(std::size_t n) { return below(n) == 0; }

  Json attempt(std::string_view operation, const Json& request) {
    const auto response = call(operation, request);
    return response.ok() ? json(*response) : object("refused", response.error().code);
  }

  void begin() {
    Held next{.walker = below(walkers.size()), .client = clients[below(clients.size())]};
    const Walker& user = walkers[next.walker];
    const Walker& owner = walkers[one_in(6) ? below(walkers.size()) : next.walker];
    if (!owner.devices.empty() && !one_in(3)) {
      next.device_key = owner.devices[below(owner.devices.size())].key;
    }
    next.password = one_in(2);
    Json parameters = object("USERNAME", user.name);
    if (next.password) parameters.set("PASSWORD", kPassword);
    if (!next.device_key.empty()) parameters.set("DEVICE_KEY", next.device_key);
    const std::string_view flow = next.password ? "USER_PASSWORD_AUTH" : "CUSTOM_AUTH";
    next.response = attempt("InitiateAuth", auth_request(flow, parameters, next.client));
    go_on(std::move(next));
  }

  void go_on(Held next) {
    if (next.response.contains("refused")) return;
    if (next.response.contains("AuthenticationResult")) return note_tokens(next);
    held.push_back(std::move(next));
    if (held.size() > 16) held.erase(held.begin());
  }

  void note_tokens(const Held& from) {
    Walker& user = walkers[from.walker];
    const Json tokens = tokens_of(from.response);
    const Json access = claims(tokens.get_string("AccessToken"));
    INFO(user.name);
    CHECK(access.get_string("username") == user.name);
    CHECK((from.password || from.word));
    const bool is_new = tokens.contains("NewDeviceMetadata");
    CHECK((is_new || from.device));
    if (from.device) CHECK(access.get_string("device_key") == from.device_key);
    ++signed_in[std::string(from.password ? "password" : "word") + (is_new ? "" : ", device")];
    if (!is_new || !one_in(2) || user.devices.size() > 3) return;
    OwnDevice device = device_of(tokens);
    run("ConfirmDevice", confirm_request(tokens, device));
    user.devices.push_back(std::move(device));
  }

  // The user's own device of that key, or a stranger's.
  const OwnDevice& own_device(const Held& of) {
    for (const OwnDevice& device : walkers[of.walker].devices) {
      if (device.key == of.device_key) return device;
    }
    FAIL("a sign-in went on with a device that is not its user's");
    return walkers[0].devices[0];
  }

  // As whom and with whose Session an answer is given; the same as `at`'s unless it is mixed.
  struct As {
    std::string name;
    std::string client;
    std::string session;
    bool mixed = false;
  };
  As mixed(const Held& of) {
    As as{walkers[of.walker].name, of.client, std::string(of.response.get_string("Session"))};
    if (!one_in(3)) return as;
    const Held& other = held[below(held.size())];
    switch (below(3)) {
      case 0:
        as.name = walkers[below(walkers.size())].name;
        break;
      case 1:
        as.client = clients[below(clients.size())];
        break;
      default:
        // Of one user, client and challenge any Session is as good as another.
        if (other.challenge() != of.challenge()) as.session = other.response.get_string("Session");
    }
    as.mixed = as.name != walkers[of.walker].name || as.client != of.client ||
               as.session != of.response.get_string("Session");
    return as;
  }

  void answer_word(std::size_t at) {
    const Held before = held[at];
    const As as = mixed(before);
    const bool right = !one_in(4);
    const std::string word = right ? walkers[before.walker].word : "another";
    Json responses = object("USERNAME", as.name, "ANSWER", word);
    if (one_in(8)) responses.set("DEVICE_KEY", "us-east-1_00000000-0000-4000-8000-000000000000");
    const bool stale = responses.contains("DEVICE_KEY");
    const Json response =
        attempt("RespondToAuthChallenge",
                respond_request("CUSTOM_CHALLENGE", responses, as.client, as.session));
    // A stale key is refused and spends nothing.
    if (stale) CHECK(response.contains("refused"));
    if (!stale) settle(at, before, as, response, right);
    if (!right) CHECK_FALSE(response.contains("AuthenticationResult"));
    if (response.contains("refused")) return;
    Held next = before;
    next.used = false;
    next.word = true;  // Of the two; note_tokens() looks when there are tokens.
    next.response = response;
    go_on(std::move(next));
  }

  void answer_device(std::size_t at) {
    const Held before = held[at];
    const OwnDevice& device = own_device(before);
    As as = mixed(before);
    SrpClient srp = SrpClient::create(device.group_key, 32);
    const Json asked = attempt(
        "RespondToAuthChallenge",
        respond_request("DEVICE_SRP_AUTH",
                        object("USERNAME", as.name, "DEVICE_KEY", device.key, "SRP_A", srp.A_hex()),
                        as.client, as.session));
    // With no Session of this challenge and client, the latest sign-in of this user from this
    // device goes on.
    const bool resumed =
        as.client != before.client || as.session != before.response.get_string("Session");
    if (!resumed && (as.mixed || before.used)) CHECK(asked.contains("refused"));
    if (asked.contains("refused")) return;
    if (!resumed) held[at].used = true;
    const bool right = !one_in(4);
    const DeviceStart start{std::move(srp), *asked.find("ChallengeParameters")};
    const std::string_view secret = right ? kDeviceSecret : "guess";
    Json request = device_answer(start, device, secret, as.name);
    const Json response = attempt("RespondToAuthChallenge", request.set("ClientId", as.client));
    CHECK(response.contains("AuthenticationResult") == right);
    CHECK(attempt("RespondToAuthChallenge", request).contains("refused"));
    if (!right) return;
    Held next = before;
    next.device = true;
    next.response = response;
    // A resumed sign-in showed one or the other; what it showed was checked when it began.
    note_tokens(next);
  }

  void settle(std::size_t at, const Held& before, const As& as, const Json& response, bool right) {
    INFO(before.challenge() << " " << response.dump());
    if (as.mixed || before.used) CHECK(response.contains("refused"));
    if (!as.mixed) held[at].used = true;
    if (!right) CHECK(response.contains("refused"));
  }

  void walk_on(int steps) {
    for (int step = 0; step < steps; ++step) {
      INFO("step " << step);
      if (held.empty() || one_in(3)) {
        begin();
      } else {
        const std::size_t at = below(held.size());
        held[at].challenge() == "DEVICE_SRP_AUTH" ? answer_device(at) : answer_word(at);
      }
      // Long enough for Sessions to run out, and for the lockout to be forgotten now and then.
      if (one_in(6)) advance_s(static_cast<std::int64_t>(below(60)));
      if (one_in(50)) advance_s(1'000);
      if (one_in(60)) forget_one();
    }
  }

  void forget_one() {
    Walker& user = walkers[below(walkers.size())];
    if (user.devices.empty()) return;
    run("AdminForgetDevice", for_user(user.name, "DeviceKey", user.devices.back().key));
    user.devices.pop_back();
    std::erase_if(held, [&](const Held& one) { return !one.device_key.empty(); });
  }
};

}  // namespace

TEST_CASE("M05, M12: no walk through custom challenges and devices ends in tokens nobody earned") {
  const unsigned number = GENERATE(1u, 2u, 3u);
  INFO("walk " << number);
  Walk walk(number);
  walk.walk_on(1'200);
  for (const char* way : {"password", "word", "password, device", "word, device"}) {
    INFO(way);
    CHECK(walk.signed_in[way] > 0);
  }
}
