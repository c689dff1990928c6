// Whole pools out of one engine and into another: nothing is lost, and nothing but the whole
// counts.
#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "codec/base64.h"
#include "ops/auth_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

constexpr std::string_view kPassphrase = "a long enough passphrase";

std::string base64(std::string_view bytes) {
  return codec::base64_encode(bytes);
}

struct TransferFixture : AuthFixture {
  using AuthFixture::AuthFixture;

  static Json lock() { return object("Key", base64(std::string(32, 'a'))); }

  // The whole file.
  std::string exported(Json request) {
    request.set("UserPoolId", pool);
    std::string file;
    for (;;) {
      const Json part = run("postern:ExportUserPool", request);
      file += codec::base64_decode(part.get_string("Chunk")).value();
      if (!part.contains("NextToken")) return file;
      request = object("NextToken", part.get_string("NextToken"));
    }
  }

  // Feeds a file in pieces; the last answer, or the refusal that ended it.
  Result<std::string> try_restore(std::string_view file, Json request, std::size_t piece) {
    for (;;) {
      request.set("Chunk", base64(file.substr(0, piece)));
      file.remove_prefix(std::min(piece, file.size()));
      POSTERN_TRY(const auto answer, call("postern:RestoreUserPool", request));
      const Json step = Json::parse(answer).value();
      if (!step.contains("NextToken") || file.empty()) return answer;
      request = object("NextToken", step.get_string("NextToken"));
    }
  }
  // Whether the pool came back as a whole.
  bool restores(std::string_view file, Json request = lock(), std::size_t piece = 100'000) {
    const auto answer = try_restore(file, std::move(request), piece);
    if (!answer.ok()) return false;
    if (!Json::parse(*answer)->contains("NextToken")) return true;
    give_up();
    return false;
  }
  // Nobody comes back for what is under way.
  void give_up() {
    advance_s(601);
    run("postern:RunMaintenance", Json::object());
  }
  bool knows_pool() { return call("DescribeUserPool", object("UserPoolId", pool)).ok(); }

  // Another engine, with another root key's worth of nothing in it.
  void move_to_empty_engine() {
    other = std::make_unique<storage::MemoryStorage>();
    engine = open(*other);
  }
  void delete_pool() { run("DeleteUserPool", object("UserPoolId", pool)); }
  void new_group_member(std::string_view user) {
    run("CreateGroup", for_pool(pool, R"({"GroupName":"staff"})"));
    run("AdminAddUserToGroup", for_user(user, "GroupName", "staff"));
  }

  std::unique_ptr<storage::MemoryStorage> other;
};

}  // namespace

TEST_CASE_METHOD(TransferFixture,
                 "a pool moves to another engine with all its users sign in with") {
  new_confirmed("alice");
  new_group_member("alice");
  const Json tokens = sign_in("alice");
  const std::string file = exported(lock());
  move_to_empty_engine();
  CHECK_FALSE(knows_pool());
  REQUIRE(restores(file));
  CHECK(sign_in("alice").contains("AccessToken"));
  CHECK(outcome("RespondToAuthChallenge", srp_request(start_srp("alice"), kPassword)).empty());
  CHECK(run("AdminListGroupsForUser", for_user("alice")).find("Groups")->size() == 1);
  CHECK(run("DescribeUserPoolClient", object("UserPoolId", pool, "ClientId", client))
            .contains("UserPoolClient"));
  CHECK(run("ListUsers", for_pool(pool, R"({"Filter":"username = \"alice\""})"))
            .find("Users")
            ->size() == 1);
  CHECK(run("DescribeUserPool", object("UserPoolId", pool))
            .find("UserPool")
            ->get_int("EstimatedNumberOfUsers") == 1);
  // Sign-in sessions stay behind: whoever restores a pool signs in anew.
  CHECK_FALSE(
      call("InitiateAuth", auth_request("REFRESH_TOKEN_AUTH",
                                        object("REFRESH_TOKEN", tokens.get_string("RefreshToken"))))
          .ok());
}

TEST_CASE_METHOD(TransferFixture, "a passphrase opens what it locked, and no other lock does") {
  const std::string file = exported(object("Passphrase", kPassphrase));
  delete_pool();
  CHECK_FALSE(restores(file, object("Passphrase", "another long passphrase")));
  CHECK_FALSE(restores(file, lock()));
  CHECK_FALSE(knows_pool());
  CHECK(restores(file, object("Passphrase", kPassphrase)));
  CHECK(knows_pool());
}

TEST_CASE_METHOD(TransferFixture, "the file may be cut anywhere on its way in") {
  new_confirmed("alice");
  const std::string file = exported(lock());
  for (const std::size_t piece : {std::size_t{97}, std::size_t{1'000}, file.size()}) {
    delete_pool();
    CHECK(restores(file, lock(), piece));
  }
  CHECK(sign_in("alice").contains("AccessToken"));
}

TEST_CASE_METHOD(TransferFixture,
                 "a pool of thousands of users comes in parts and comes back whole") {
  for (int i = 0; i < 700; ++i) new_user(pool, "user" + std::to_string(i));
  const Json first = run("postern:ExportUserPool", lock().set("UserPoolId", pool));
  CHECK(first.contains("NextToken"));
  // What happens meanwhile is not in the file: it shows one moment.
  const std::string file = exported(lock());
  delete_pool();
  REQUIRE(restores(file));
  CHECK(run("DescribeUserPool", object("UserPoolId", pool))
            .find("UserPool")
            ->get_int("EstimatedNumberOfUsers") == 700);
}

TEST_CASE_METHOD(TransferFixture, "an export shows the pool at the moment it began") {
  for (int i = 0; i < 700; ++i) new_user(pool, "user" + std::to_string(i));
  Json part = run("postern:ExportUserPool", lock().set("UserPoolId", pool));
  std::string file = codec::base64_decode(part.get_string("Chunk")).value();
  new_user(pool, "latecomer");
  run("AdminDeleteUser", for_user("user699"));
  while (part.contains("NextToken")) {
    part = run("postern:ExportUserPool", object("NextToken", part.get_string("NextToken")));
    file += codec::base64_decode(part.get_string("Chunk")).value();
  }
  delete_pool();
  REQUIRE(restores(file));
  CHECK(call("AdminGetUser", for_user("user699")).ok());
  CHECK_FALSE(call("AdminGetUser", for_user("latecomer")).ok());
}

TEST_CASE_METHOD(TransferFixture,
                 "a file that is cut short, damaged, mixed or continued is refused") {
  for (int i = 0; i < 700; ++i) new_user(pool, "user" + std::to_string(i));
  const std::string file = exported(lock());
  const std::string twin = exported(lock());
  delete_pool();
  const std::size_t frame = 29 + 4 + (static_cast<unsigned char>(file[30]) << 16) +
                            (static_cast<unsigned char>(file[31]) << 8) +
                            static_cast<unsigned char>(file[32]);
  REQUIRE(frame < file.size());
  const auto flipped = [&](std::size_t at) {
    std::string bad = file;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    return bad;
  };
  CHECK_FALSE(restores(file.substr(0, frame)));                       // Frames are missing.
  CHECK_FALSE(restores(file.substr(0, file.size() - 1)));             // A byte is missing.
  CHECK_FALSE(restores(file.substr(0, 29) + file.substr(frame)));     // The first is left out.
  CHECK_FALSE(restores(file.substr(0, frame) + file.substr(29)));     // One comes twice.
  CHECK_FALSE(restores(file.substr(0, frame) + twin.substr(frame)));  // Of another file.
  CHECK_FALSE(restores(file + "x"));
  CHECK_FALSE(restores(""));
  for (const std::size_t at : {std::size_t{0}, std::size_t{12}, std::size_t{20}, std::size_t{29},
                               std::size_t{40}, frame + 9, file.size() - 1}) {
    CHECK_FALSE(restores(flipped(at)));
  }
  CHECK_FALSE(knows_pool());
  CHECK(restores(file));
}

TEST_CASE_METHOD(TransferFixture,
                 "a pool that exists is not restored over; half a pool is nobody's") {
  const std::string file = exported(lock());
  CHECK_FALSE(restores(file));
  CHECK(knows_pool());
  delete_pool();
  Json request = lock();
  request.set("Chunk", base64(file.substr(0, file.size() / 2)));
  const Json half = run("postern:RestoreUserPool", request);
  CHECK(half.contains("NextToken"));
  CHECK_FALSE(knows_pool());
  // Given up, it goes by itself, and then the pool can come.
  give_up();
  CHECK(refusal("postern:RestoreUserPool",
                object("NextToken", half.get_string("NextToken"), "Chunk", ""))
            .starts_with("InvalidParameterException"));
  CHECK(restores(file));
}

TEST_CASE_METHOD(TransferFixture,
                 "a client that belongs to another pool meanwhile stops a restore") {
  const std::string file = exported(lock());
  delete_pool();
  const std::string survivor = make_pool("{}");
  // The same client id, as after a copy by hand.
  StoreFixture rows;
  domain::Store store(memory, rows.envelope, rows.clock, rows.random);
  domain::Reference reference;
  reference.sub = survivor;
  REQUIRE(store
              .transact([&](domain::Txn& txn) {
                return txn.put(domain::keys::client_pool(client), reference);
              })
              .ok());
  CHECK_FALSE(restores(file));
  CHECK_FALSE(knows_pool());
}

TEST_CASE_METHOD(TransferFixture, "transfers say what they lack and are the host's alone") {
  const auto refused = [&](Json request) { return refusal("postern:ExportUserPool", request); };
  CHECK(refused(lock()) == "InvalidParameterException: Missing required parameter UserPoolId");
  CHECK(refused(object("UserPoolId", pool)) ==
        "InvalidParameterException: Give either Key or Passphrase.");
  CHECK(refused(object("UserPoolId", pool, "Passphrase", "short"))
            .starts_with("InvalidParameterException"));
  CHECK(
      refused(object("UserPoolId", pool, "Key", "AAAA")).starts_with("InvalidParameterException"));
  CHECK(
      refused(lock().set("UserPoolId", "us-east-1_None")).starts_with("ResourceNotFoundException"));
  CHECK(refused(object("NextToken", "nothing")).starts_with("InvalidParameterException"));
  const ops::Caller signed_caller{.kind = ops::Caller::Kind::iam};
  for (const char* operation : {"postern:ExportUserPool", "postern:RestoreUserPool",
                                "postern:RenameUser", "postern:ChangeSignInOptions"}) {
    CHECK_FALSE(engine->call(signed_caller, operation, "{}").ok());
  }
}
