// USER_SRP_AUTH through the API, with a client that shares no code with the engine.
#include <set>

#include "codec/hex.h"
#include "crypto/srp.h"
#include "ops/auth_fixture.h"
#include "ops/sealed_rows.h"

using namespace postern;
using namespace postern::test;

namespace {

constexpr std::string_view kInvalidSession =
    "NotAuthorizedException: Invalid session for the user.";

// N of RFC 3526 group 15.
constexpr std::string_view kN =
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"
    "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
    "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05"
    "98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB"
    "9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718"
    "3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33"
    "A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864"
    "D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2"
    "08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF";

struct SrpFixture : AuthFixture {
  SrpFixture() { new_confirmed("alice"); }
  std::string start_refusal(std::string_view A) {
    return refusal("InitiateAuth",
                   auth_request("USER_SRP_AUTH", object("USERNAME", "alice", "SRP_A", A)));
  }
  std::string answer(const Json& responses, std::string_view client_id = {}) {
    return outcome("RespondToAuthChallenge",
                   respond_request("PASSWORD_VERIFIER", responses, client_id));
  }
};

}  // namespace

TEST_CASE_METHOD(SrpFixture, "S11: a password is proven without being sent, every time") {
  for (int i = 0; i < 20; ++i) {
    const Json tokens =
        tokens_of(run("RespondToAuthChallenge", srp_request(start_srp("alice"), kPassword)));
    REQUIRE(tokens.contains("AccessToken"));
  }
  CHECK(answer(srp_responses(start_srp("alice"), kWrongPassword)) == kNotAuthorized);
}

TEST_CASE_METHOD(SrpFixture, "U08: a password is its bytes, over SRP as sent in full") {
  constexpr std::string_view kComposed = "P\u00e4ssword-7", kDecomposed = "Pa\u0308ssword-7";
  run("AdminSetUserPassword", for_user("alice").set("Password", kComposed).set("Permanent", true));
  CHECK(sign_in("alice", kComposed).contains("AccessToken"));
  CHECK(sign_in_refusal("alice", kDecomposed) == kNotAuthorized);
  CHECK(tokens_of(run("RespondToAuthChallenge", srp_request(start_srp("alice"), kComposed)))
            .contains("AccessToken"));
  CHECK(answer(srp_responses(start_srp("alice"), kDecomposed)) == kNotAuthorized);
}

TEST_CASE_METHOD(SrpFixture, "S01, S02: A is refused when it is no public value, in one wording") {
  const std::string refused = "InvalidParameterException: SRP_A is not a valid SRP public value.";
  for (const std::string& A :
       {std::string("0"), std::string("00"), std::string(kN), "0" + std::string(kN),
        std::string("xyz"), std::string("-1"), std::string("0x12"), std::string(769, '1'),
        std::string(65'536, 'a'), std::string("12 34")}) {
    INFO(A.substr(0, 20));
    CHECK(start_refusal(A) == refused);
  }
  CHECK(start_refusal("") == "InvalidParameterException: Missing required parameter SRP_A");
  CHECK(start_srp("alice").parameters.contains("SRP_B"));
}

TEST_CASE_METHOD(SrpFixture, "S05: no two attempts share a B or a secret block") {
  std::set<std::string> seen;
  for (int i = 0; i < 50; ++i) {
    const SrpStart start = start_srp("alice");
    CHECK(seen.emplace(start.parameters.get_string("SRP_B")).second);
    CHECK(seen.emplace(start.parameters.get_string("SECRET_BLOCK")).second);
  }
}

TEST_CASE_METHOD(SrpFixture, "S06: a secret block is good for one answer, right or wrong") {
  const SrpStart used = start_srp("alice");
  const Json right = srp_responses(used, kPassword);
  CHECK(answer(right).empty());
  CHECK(answer(right) == kInvalidSession);

  const SrpStart failed = start_srp("alice");
  CHECK(answer(srp_responses(failed, kWrongPassword)) == kNotAuthorized);
  CHECK(answer(srp_responses(failed, kPassword)) == kInvalidSession);
}

TEST_CASE_METHOD(SrpFixture, "S07: a secret block is bound to its pool, client, user and time") {
  new_confirmed("bob");
  const SrpStart start = start_srp("alice");
  const Json right = srp_responses(start, kPassword);
  CHECK(answer(right, hiding) == kInvalidSession);
  Json other = right;
  other.set("USERNAME", "bob");
  CHECK(answer(other) == kInvalidSession);
  std::string block(right.get_string("PASSWORD_CLAIM_SECRET_BLOCK"));
  for (const std::size_t at : {std::size_t{0}, block.size() / 2, block.size() - 5}) {
    Json flipped = right;
    std::string changed = block;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    flipped.set("PASSWORD_CLAIM_SECRET_BLOCK", changed);
    CHECK(answer(flipped) == kInvalidSession);
  }
  CHECK(answer(right).empty());

  const SrpStart late = start_srp("alice");
  advance_s(180);
  CHECK(answer(srp_responses(late, kPassword)) ==
        "NotAuthorizedException: Invalid session for the user, session is expired.");
}

TEST_CASE_METHOD(SrpFixture, "S08: the timestamp has one format and is near the time outside") {
  const SrpStart start = start_srp("alice");
  Json responses = srp_responses(start, kPassword);
  const std::string good(responses.get_string("TIMESTAMP"));
  for (const std::string& bad :
       {std::string("2023-11-14T22:13:20Z"), good + " ", "X" + good.substr(1),
        std::string("Tue Nov  4 22:13:20 UTC 2023")}) {
    responses.set("TIMESTAMP", bad);
    CHECK(answer(responses) ==
          "InvalidParameterException: TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in "
          "english.");
  }
  const std::int64_t now_s = clock->now_us() / kMicrosPerSecond;
  for (const std::int64_t off_s : {-301, 301}) {
    responses.set("TIMESTAMP", codec::format_srp_timestamp(now_s + off_s));
    CHECK(answer(responses) == kNotAuthorized);
  }
  // Another time than the one that was signed.
  responses.set("TIMESTAMP", codec::format_srp_timestamp(now_s + 1));
  CHECK(answer(responses) == kNotAuthorized);
  CHECK(answer(srp_responses(start_srp("alice"), kPassword)).empty());
}

TEST_CASE_METHOD(SrpFixture, "S09: an unknown name looks like a user from start to end") {
  CHECK(refusal("InitiateAuth",
                auth_request("USER_SRP_AUTH", object("USERNAME", "nobody", "SRP_A", "2"))) ==
        "UserNotFoundException: User does not exist.");
  const SrpStart first = start_srp("nobody", hiding);
  const SrpStart again = start_srp("nobody", hiding);
  const SrpStart known = start_srp("alice", hiding);
  CHECK(first.parameters.get_string("SALT") == again.parameters.get_string("SALT"));
  CHECK(first.parameters.get_string("SALT") !=
        start_srp("other", hiding).parameters.get_string("SALT"));
  CHECK(first.parameters.get_string("SRP_B") != again.parameters.get_string("SRP_B"));
  CHECK(first.parameters.get_string("USER_ID_FOR_SRP") == "nobody");
  for (const JsonMember& member : known.parameters.as_object()) {
    INFO(member.key);
    CHECK(first.parameters.contains(member.key));
    if (member.key != "USERNAME" && member.key != "USER_ID_FOR_SRP" &&
        member.key != "SECRET_BLOCK" && member.key != "SRP_B") {
      CHECK(first.parameters.get_string(member.key).size() == member.value.as_string().size());
    }
  }
  // The same answers in the same order: wrong, used up, and after five the lock.
  for (const char* name : {"alice", "nobody"}) {
    INFO(name);
    const SrpStart start = start_srp(name, hiding);
    const Json responses = srp_responses(start, kWrongPassword);
    CHECK(answer(responses, hiding) == kNotAuthorized);
    CHECK(answer(responses, hiding) != "");
    Json foreign = srp_responses(start_srp(name, hiding), kWrongPassword);
    foreign.set("USERNAME", "somebody-else");
    CHECK(answer(foreign, hiding) == kInvalidSession);
    Json by_id = srp_responses(start_srp(name, hiding), kWrongPassword);
    by_id.set("USERNAME", by_id.get_string("USERNAME"));
    CHECK(answer(by_id, hiding) == kNotAuthorized);
  }
  const auto replay = [&](std::string_view name) {
    const SrpStart start = start_srp(name, hiding);
    const Json responses = srp_responses(start, kWrongPassword);
    return answer(responses, hiding) + "|" + answer(responses, hiding) + "|" +
           answer(srp_responses(start_srp(name, hiding), kWrongPassword), hiding);
  };
  for (int i = 0; i < 3; ++i) CHECK(replay("alice") == replay("nobody"));
}

TEST_CASE("S09, E03: in a pool of e-mail names the simulated user has an id like everyone") {
  AuthFixture fixture(R"({"UsernameAttributes":["email"],
      "UsernameConfiguration":{"CaseSensitive":false}})");
  const auto id_of = [&](std::string_view login) {
    return std::string(
        fixture.start_srp(login, fixture.hiding).parameters.get_string("USER_ID_FOR_SRP"));
  };
  const std::string id = id_of("nobody@example.com");
  CHECK(id.size() == 36);
  CHECK(id == id_of("NoBody@Example.com"));
  CHECK(id != id_of("other@example.com"));
  // A client that answers under the id it was given is treated alike, too.
  const SrpStart start = fixture.start_srp("nobody@example.com", fixture.hiding);
  Json responses = fixture.srp_responses(start, kWrongPassword);
  responses.set("USERNAME", id);
  CHECK(fixture.refusal("RespondToAuthChallenge",
                        fixture.respond_request("PASSWORD_VERIFIER", responses, fixture.hiding)) ==
        kNotAuthorized);
}

TEST_CASE_METHOD(SrpFixture, "S12: a verifier is sealed in one row, and told to nobody") {
  const SrpStart start = start_srp("alice");
  const std::string salt = codec::hex_decode(start.parameters.get_string("SALT")).value();
  const Secret verifier = crypto::srp::verifier(start.pool_name, "alice", kPassword, salt);
  SeededRandom random;
  const storage::Envelope envelope(root_key, random);
  int in_clear = 0;
  int sealed = 0;
  for (const storage::Row& row : sealed_rows_of(memory)) {
    const auto opened = envelope.open(*domain::kind_of_key(row.key)->type, row.key, row.value);
    REQUIRE(opened.ok());
    in_clear += row.value.find(verifier.view()) != std::string::npos ? 1 : 0;
    sealed += opened->find(verifier.view()) != std::string::npos ? 1 : 0;
  }
  CHECK(in_clear == 0);
  CHECK(sealed == 1);
  for (const char* operation : {"AdminGetUser", "ListUsers"}) {
    Json request = for_pool(pool);
    if (operation == std::string_view("AdminGetUser")) request.set("Username", "alice");
    const std::string answer = run(operation, request).dump();
    CHECK(answer.find(codec::hex_encode(verifier.view())) == std::string::npos);
    CHECK(answer.find(codec::base64_encode(verifier.view())) == std::string::npos);
  }
}

TEST_CASE_METHOD(SrpFixture, "S14: a signature counts in every bit") {
  for (int bit = 0; bit < 8; ++bit) {
    const SrpStart start = start_srp("alice");
    Json responses = srp_responses(start, kPassword);
    std::string signature =
        codec::base64_decode(responses.get_string("PASSWORD_CLAIM_SIGNATURE")).value();
    signature[static_cast<std::size_t>(bit * 4)] ^= static_cast<char>(1 << bit);
    responses.set("PASSWORD_CLAIM_SIGNATURE", codec::base64_encode(signature));
    CHECK(answer(responses) == (bit < 5 ? kNotAuthorized : kLockedOut));
  }
  advance_s(900);
  const SrpStart start = start_srp("alice");
  Json responses = srp_responses(start, kPassword);
  for (const char* text : {"", "AAAA", "not base64!"}) {
    Json cut = responses;
    cut.set("PASSWORD_CLAIM_SIGNATURE", text);
    CHECK_FALSE(answer(cut).empty());
  }
}

TEST_CASE_METHOD(SrpFixture,
                 "E04: SRP tells a state after the password, or before it to an old client") {
  run("AdminDisableUser", for_user("alice"));
  constexpr std::string_view kDisabled = "NotAuthorizedException: User is disabled.";
  CHECK(answer(srp_responses(start_srp("alice", hiding), kWrongPassword), hiding) ==
        kNotAuthorized);
  CHECK(answer(srp_responses(start_srp("alice", hiding), kPassword), hiding) == kDisabled);
  CHECK(answer(srp_responses(start_srp("alice"), kWrongPassword)) == kDisabled);
}

TEST_CASE_METHOD(SrpFixture, "SRP with a temporary password leads to a new one") {
  run("AdminSetUserPassword", for_user("alice", "Password", "Temporary-Horse-7"));
  const Json responses = srp_responses(start_srp("alice"), "Temporary-Horse-7");
  const Json challenge =
      run("RespondToAuthChallenge", respond_request("PASSWORD_VERIFIER", responses));
  CHECK(challenge.get_string("ChallengeName") == "NEW_PASSWORD_REQUIRED");
  CHECK(answer(responses) == kInvalidSession);
  run("RespondToAuthChallenge",
      respond_request("NEW_PASSWORD_REQUIRED",
                      object("USERNAME", "alice", "NEW_PASSWORD", "Chosen-Horse-8"), client,
                      challenge.get_string("Session")));
  CHECK(answer(srp_responses(start_srp("alice"), "Chosen-Horse-8")).empty());
}
