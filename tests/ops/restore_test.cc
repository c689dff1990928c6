// Backups put back into service: what was used after they were taken does not work again, whoever
// kept it, and whatever is new works.
#include "ops/mfa_fixture.h"
#include "ops/restore_fixture.h"
#include "ops/shared_storage.h"
#include "support/temporary_directory.h"

using namespace postern;
using namespace postern::test;

namespace {

constexpr std::string_view kExpired =
    "ExpiredCodeException: Invalid code provided, please request a code again.";
constexpr std::string_view kRefreshRevoked =
    "NotAuthorizedException: Refresh Token has been revoked";

struct RestoreFixture : Restored<AuthFixture> {
  RestoreFixture() { new_confirmed("alice"); }

  Json reset_request(std::string_view code) {
    return object("ClientId", client, "Username", "alice", "ConfirmationCode", code, "Password",
                  kPassword);
  }
  std::string reset_code() {
    run("ForgotPassword", object("ClientId", client, "Username", "alice"));
    return inbox.code();
  }
  std::string rotating_client() {
    return make_client(R"({"RefreshTokenRotation":{"Feature":"ENABLED"},
                           "ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"]})");
  }
  Json rotate(std::string_view token, std::string_view of_client) {
    return tokens_of(run("GetTokensFromRefreshToken", rotation(token, of_client)));
  }
  static Json rotation(std::string_view token, std::string_view of_client) {
    return object("RefreshToken", token, "ClientId", of_client);
  }
};

using RestoredMfa = Restored<MfaFixture>;

}  // namespace

TEST_CASE_METHOD(RestoreFixture, "D26: codes sent before a restore are void, new ones work",
                 "[ops][restore]") {
  run("SignUp", sign_up_request("bob", "bob@example.com"));
  const std::string sign_up_code = inbox.code();
  const Json confirmation = object("ClientId", client, "Username", "bob");
  const auto confirm = [&](std::string_view code) {
    return outcome("ConfirmSignUp", Json(confirmation).set("ConfirmationCode", code));
  };
  new_confirmed("carol");
  const auto change_address = [&](std::string_view address) {
    run("UpdateUserAttributes", object("AccessToken", access_token("carol"))
                                    .set("UserAttributes", attributes("email", address)));
    return inbox.code();
  };
  const auto verify = [&](std::string_view code) {
    return outcome("VerifyUserAttribute", object("AccessToken", access_token("carol"),
                                                 "AttributeName", "email", "Code", code));
  };
  const std::string address_code = change_address("new@example.com");
  const std::string used = reset_code();
  take_backup();
  CHECK(outcome("ConfirmForgotPassword", reset_request(used)).empty());
  CHECK(confirm(sign_up_code).empty());
  restore();
  CHECK(outcome("ConfirmForgotPassword", reset_request(used)) == kExpired);
  CHECK(confirm(sign_up_code) == kExpired);
  CHECK(verify(address_code) == kExpired);
  CHECK(outcome("ConfirmForgotPassword", reset_request(reset_code())).empty());
  run("ResendConfirmationCode", confirmation);
  CHECK(confirm(inbox.code()).empty());
  CHECK(verify(change_address("newer@example.com")).empty());
}

TEST_CASE_METHOD(RestoreFixture, "D26, S06: an SRP exchange from before a restore is void",
                 "[ops][restore]") {
  const SrpStart used = start_srp("alice");
  const SrpStart open = start_srp("alice");
  take_backup();
  CHECK(outcome("RespondToAuthChallenge", srp_request(used, kPassword)).empty());
  restore();
  CHECK_FALSE(outcome("RespondToAuthChallenge", srp_request(used, kPassword)).empty());
  CHECK_FALSE(outcome("RespondToAuthChallenge", srp_request(open, kPassword)).empty());
  CHECK(outcome("RespondToAuthChallenge", srp_request(start_srp("alice"), kPassword)).empty());
}

TEST_CASE_METHOD(RestoreFixture, "D26: sessions of before a restore have ended, new ones work",
                 "[ops][restore]") {
  const Json tokens = sign_in("alice");
  const std::string rotates = rotating_client();
  const Json first = sign_in("alice", kPassword, rotates);
  take_backup();
  const Json second = rotate(first.get_string("RefreshToken"), rotates);
  run("RevokeToken", object("Token", tokens.get_string("RefreshToken"), "ClientId", client));
  restore();
  CHECK(outcome("InitiateAuth", refresh_request(tokens.get_string("RefreshToken"))) ==
        kRefreshRevoked);
  for (const Json& of_family : {first, second}) {
    const Json request = rotation(of_family.get_string("RefreshToken"), rotates);
    CHECK(outcome("GetTokensFromRefreshToken", request) == kRefreshRevoked);
  }
  CHECK(outcome("GetUser", object("AccessToken", tokens.get_string("AccessToken"))) ==
        "NotAuthorizedException: Access Token has been revoked");
  CHECK_FALSE(engine->verify(second.get_string("AccessToken"), {}).ok());
  const Json later = sign_in("alice", kPassword, rotates);
  const Json rotated = rotate(later.get_string("RefreshToken"), rotates);
  run("GetUser", object("AccessToken", rotated.get_string("AccessToken")));
}

TEST_CASE_METHOD(RestoreFixture, "D26: sessions that are kept go on, but for tokens that rotate",
                 "[ops][restore]") {
  const Json tokens = sign_in("alice");
  const std::string rotates = rotating_client();
  const Json first = sign_in("alice", kPassword, rotates);
  take_backup();
  const Json second = rotate(first.get_string("RefreshToken"), rotates);
  restore();
  CHECK(declare("KEEP") == 1);
  run("InitiateAuth", refresh_request(tokens.get_string("RefreshToken")));
  run("GetUser", object("AccessToken", tokens.get_string("AccessToken")));
  for (const Json& of_family : {first, second}) {
    const Json request = rotation(of_family.get_string("RefreshToken"), rotates);
    CHECK(outcome("GetTokensFromRefreshToken", request) == kRefreshRevoked);
  }
  const Json later = sign_in("alice", kPassword, rotates);
  rotate(later.get_string("RefreshToken"), rotates);
  SECTION("what an earlier restore ended stays ended") {
    take_backup();
    restore();
    CHECK(outcome("InitiateAuth", refresh_request(tokens.get_string("RefreshToken"))) ==
          kRefreshRevoked);
    take_backup();
    restore();
    CHECK(declare("KEEP") == 3);
    CHECK(outcome("InitiateAuth", refresh_request(tokens.get_string("RefreshToken"))) ==
          kRefreshRevoked);
  }
}

TEST_CASE_METHOD(RestoreFixture, "D26: what one restored store sealed, another one does not open",
                 "[ops][restore]") {
  take_backup();
  restore();
  const SrpStart of_the_first = start_srp("alice");
  const Json tokens = sign_in("alice");
  restore();
  CHECK_FALSE(outcome("RespondToAuthChallenge", srp_request(of_the_first, kPassword)).empty());
  CHECK_FALSE(outcome("InitiateAuth", refresh_request(tokens.get_string("RefreshToken"))).empty());
  CHECK_FALSE(engine->verify(tokens.get_string("AccessToken"), {}).ok());
  sign_in("alice");
}

TEST_CASE_METHOD(RestoreFixture, "D26: pagination tokens and upload URLs of before are void",
                 "[ops][restore]") {
  new_user(pool, "bob");
  const Json listing = for_pool(pool, R"({"Limit":1})");
  const auto next = [&] {
    return Json(listing).set("PaginationToken",
                             run("ListUsers", listing).get_string("PaginationToken"));
  };
  const Json request = next();
  const Json job = *run("CreateUserImportJob",
                        object("UserPoolId", pool, "JobName", "job", "CloudWatchLogsRoleArn",
                               "arn:aws:iam::123456789012:role/import"))
                        .find("UserImportJob");
  const auto put = [&](std::string_view url) {
    http::Request upload;
    upload.method = "PUT";
    upload.target = url.substr(url.find('/', 8));
    upload.body = "cognito:username\n";
    return engine->handle_http(upload).status;
  };
  const std::string url(job.get_string("PreSignedUrl"));
  take_backup();
  restore();
  CHECK(outcome("ListUsers", request) == "InvalidParameterException: Invalid pagination token.");
  CHECK(outcome("ListUsers", next()).empty());
  CHECK(put(url) == 403);
  const Json described =
      *run("DescribeUserImportJob", object("UserPoolId", pool, "JobId", job.get_string("JobId")))
           .find("UserImportJob");
  CHECK(put(described.get_string("PreSignedUrl")) == 200);
}

TEST_CASE_METHOD(RestoreFixture, "D26: an engine begins an epoch when it is told of a restore",
                 "[ops][restore]") {
  const Json tokens = sign_in("alice");
  const SrpStart exchange = start_srp("alice");
  const std::string code = reset_code();
  REQUIRE(engine->verify(tokens.get_string("AccessToken"), {}).ok());
  CHECK(refusal("postern:DeclareRestored", object("Sessions", "keep")) ==
        "InvalidParameterException: Sessions must be END or KEEP.");
  SECTION("sessions end") {
    CHECK(declare("END") == 1);
    CHECK_FALSE(engine->verify(tokens.get_string("AccessToken"), {}).ok());
    CHECK(outcome("InitiateAuth", refresh_request(tokens.get_string("RefreshToken"))) ==
          kRefreshRevoked);
  }
  SECTION("sessions are kept") {
    CHECK(declare("KEEP") == 1);
    CHECK(declare("KEEP") == 2);
    CHECK(engine->verify(tokens.get_string("AccessToken"), {}).ok());
    run("InitiateAuth", refresh_request(tokens.get_string("RefreshToken")));
  }
  CHECK_FALSE(outcome("RespondToAuthChallenge", srp_request(exchange, kPassword)).empty());
  CHECK(outcome("ConfirmForgotPassword", reset_request(code)) == kExpired);
  CHECK(outcome("RespondToAuthChallenge", srp_request(start_srp("alice"), kPassword)).empty());
  CHECK(call("postern:DeclareRestored", Json::object(), ops::Caller::Kind::anonymous).ok() ==
        false);
}

TEST_CASE_METHOD(RestoreFixture, "D26: engines on one database go along into another epoch",
                 "[ops][restore]") {
  SharedStorage shared(memory);
  engine = open(shared);
  const Json tokens = sign_in("alice");
  const std::string used = reset_code();
  std::unique_ptr<Engine> second = open(shared);
  std::swap(engine, second);
  const SrpStart exchange = start_srp("alice");
  std::swap(engine, second);
  CHECK(declare("END") == 1);
  std::swap(engine, second);
  CHECK(outcome("ConfirmForgotPassword", reset_request(used)) == kExpired);
  CHECK_FALSE(outcome("RespondToAuthChallenge", srp_request(exchange, kPassword)).empty());
  CHECK(outcome("InitiateAuth", refresh_request(tokens.get_string("RefreshToken"))) ==
        kRefreshRevoked);
  CHECK(outcome("RespondToAuthChallenge", srp_request(start_srp("alice"), kPassword)).empty());
  const Json later = sign_in("alice");
  std::swap(engine, second);
  run("InitiateAuth", refresh_request(later.get_string("RefreshToken")));
}

TEST_CASE_METHOD(RestoreFixture, "D26: an epoch outlives the root key it began under",
                 "[ops][restore]") {
  const SrpStart before = start_srp("alice");
  const Json another = object("NewRootKey", codec::base64_encode(std::string(32, 'n')));
  run("postern:RotateRootKey", another);
  SECTION("begun while records are under the key before") {
    declare("END");
  }
  while (!run("postern:RotateRootKey", Json::object()).get_bool("Complete")) {
  }
  SECTION("begun afterwards") {
    declare("END");
  }
  const SrpStart after = start_srp("alice");
  engine.reset();
  root_key = std::string(32, 'n');
  engine = open(memory);
  CHECK_FALSE(outcome("RespondToAuthChallenge", srp_request(before, kPassword)).empty());
  CHECK(outcome("RespondToAuthChallenge", srp_request(after, kPassword)).empty());
}

TEST_CASE_METHOD(RestoreFixture, "D26: a file of Engine::backup is a restore when it is opened",
                 "[ops][restore]") {
  const TemporaryDirectory directory;
  const auto open_file = [&](const std::string& path) {
    EngineOptions options;
    options.storage_url = "sqlite:" + path;
    options.root_key = Secret(root_key);
    options.random = std::make_unique<SeededRandom>(++seed);
    auto opened = Engine::open(std::move(options));
    REQUIRE(opened.ok());
    return std::move(opened).value();
  };
  const auto epoch = [&] { return declare("KEEP"); };
  engine = open_file(directory.file("data.db"));
  const std::string made = new_pool("in the file");
  REQUIRE(engine->backup(directory.file("copy.db")).ok());
  CHECK(epoch() == 1);
  engine.reset();
  engine = open_file(directory.file("copy.db"));
  CHECK(run("postern:CheckStore", Json::object()).find("Findings")->as_array().empty());
  run("DescribeUserPool", for_pool(made));
  SECTION("decided about once") {
    CHECK(epoch() == 1);
    CHECK(epoch() == 2);
  }
  SECTION("not again when it is opened the next time") {
    engine.reset();
    engine = open_file(directory.file("copy.db"));
    CHECK(epoch() == 2);
  }
}

TEST_CASE_METHOD(RestoredMfa, "D26, M04: steps of an authenticator app count before a restore",
                 "[ops][restore]") {
  new_member("alice");
  const std::string seed = register_app(access_token("alice"));
  prefer("alice", "SoftwareTokenMfaSettings", true, true);
  const auto answer_app = [&](const std::string& code) {
    return outcome("RespondToAuthChallenge",
                   answer_request("SOFTWARE_TOKEN_MFA", "alice", session(begin("alice")),
                                  "SOFTWARE_TOKEN_MFA_CODE", code));
  };
  take_backup();
  const std::string used = app_code(seed);
  CHECK(answer_app(used).empty());
  restore();
  // The engine opened with its clock set back: what follows is about an epoch that begins now.
  declare("END");
  CHECK(declare("END") == 2);
  CHECK(answer_app(used) ==
        "ExpiredCodeException: Your software token has already been used once.");
  CHECK_FALSE(answer_app(app_code(seed, 1)).empty());  // Accepted before it, with a clock ahead.
  advance_s(60);
  CHECK(answer_app(app_code(seed)).empty());
}

TEST_CASE_METHOD(RestoredMfa, "D26: an authenticator app half registered is to be begun anew",
                 "[ops][restore]") {
  new_member("alice");
  const auto associate = [&](const std::string& token) {
    return std::string(
        run("AssociateSoftwareToken", object("AccessToken", token)).get_string("SecretCode"));
  };
  const std::string seed = associate(access_token("alice"));
  take_backup();
  restore();
  const std::string token = access_token("alice");
  const auto verify = [&](const std::string& of_seed) {
    return outcome("VerifySoftwareToken",
                   object("AccessToken", token, "UserCode", app_code(of_seed)));
  };
  CHECK_FALSE(verify(seed).empty());
  CHECK(verify(associate(token)).empty());
}
