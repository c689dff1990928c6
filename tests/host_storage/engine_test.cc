// An engine over a host's store: options, what callers are told of failures, re-entry.
#include <catch2/catch.hpp>
#include <string>

#include "host_storage/wrapped_store.h"
#include "postern/postern.h"
#include "storage/memory/memory_storage.h"

namespace postern::test {
namespace {

const std::string kRootKey(32, 'k');

postern_str str(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}
std::string text(postern_str bytes) {
  return {bytes.ptr, bytes.len};
}

// The first string member `name` of a JSON text; values here have no escapes.
std::string member(const std::string& json, const std::string& name) {
  const std::string quoted = '"' + name + "\":\"";
  const std::size_t at = json.find(quoted);
  if (at == std::string::npos) return {};
  const std::size_t from = at + quoted.size();
  return json.substr(from, json.find('"', from) - from);
}

// Status of a call, and its response or its error's message.
struct Answer {
  postern_status status;
  std::string text;
};

struct Host {
  storage::MemoryStorage memory;
  WrappedStore store{memory};
  postern_storage c = store.c_struct();
  postern_options options = defaults();
  postern_engine* engine = nullptr;

  ~Host() {
    CHECK(postern_close(engine) == POSTERN_OK);
    CHECK(store.open_transactions() == 0);
  }

  postern_options defaults() const {
    postern_options made{};
    made.struct_size = sizeof made;
    made.root_key = str(kRootKey);
    made.storage = &c;
    made.password_memory_kib = 64;
    made.password_passes = 1;
    return made;
  }

  Answer open() {
    postern_error* error = nullptr;
    const postern_status status = postern_open(&options, &engine, &error);
    Answer answer{status, text(postern_error_message(error))};
    postern_error_free(error);
    return answer;
  }

  Answer call(std::string_view operation, std::string_view request) const {
    postern_buf* response = nullptr;
    postern_error* error = nullptr;
    const postern_status status =
        postern_call(engine, str(operation), str(request), &response, &error);
    Answer answer{status, text(status == POSTERN_OK ? postern_buf_view(response)
                                                    : postern_error_message(error))};
    postern_buf_free(response);
    postern_error_free(error);
    return answer;
  }

  Answer create_pool() const { return call("CreateUserPool", R"({"PoolName":"p"})"); }
  Answer list_pools() const { return call("ListUserPools", R"({"MaxResults":10})"); }

  // The body of an HTTP answer to the same.
  std::string list_pools_over_http() const {
    const postern_http_header headers[] = {
        {str("Host"), str("localhost")},
        {str("Content-Type"), str("application/x-amz-json-1.1")},
        {str("X-Amz-Target"), str("AWSCognitoIdentityProviderService.ListUserPools")}};
    postern_http_request request{};
    request.struct_size = sizeof request;
    request.flags = POSTERN_HTTP_TRUSTED;
    request.method = str("POST");
    request.target = str("/");
    request.headers = headers;
    request.header_count = std::size(headers);
    request.body = str(R"({"MaxResults":10})");
    postern_http_response* response = nullptr;
    REQUIRE(postern_http(engine, &request, &response, nullptr) == POSTERN_OK);
    std::string body = text(postern_http_response_body(response));
    postern_http_response_free(response);
    return body;
  }
};

}  // namespace

TEST_CASE("an engine keeps its pools in the host's store, and finds them again", "[capi]") {
  Host host;
  REQUIRE(host.open().status == POSTERN_OK);
  CHECK(host.create_pool().status == POSTERN_OK);
  REQUIRE(postern_close(host.engine) == POSTERN_OK);
  REQUIRE(host.open().status == POSTERN_OK);
  CHECK(host.list_pools().text.find(R"("Name":"p")") != std::string::npos);
}

TEST_CASE("a store that cannot be used is refused when the engine opens", "[capi]") {
  Host host;
  const auto refused = [&](std::string_view why) {
    const Answer answer = host.open();
    CHECK(answer.status == POSTERN_E_INVALID_ARGUMENT);
    CHECK(answer.text == why);
    host.options = host.defaults();
    host.c = host.store.c_struct();
  };
  host.options.storage_url = str("memory:");
  refused("Both storage and storage_url are given");
  host.options.root_key = {};
  refused("A store of the host's own needs a root_key, always the same");
  host.c.struct_size = sizeof host.c - 8;
  refused("struct_size is not the size of the struct");
  host.c.flags = 2;
  refused("Unknown flags");
  host.c.begin = nullptr;
  refused("A function of the storage is NULL");
  host.c.get = nullptr;
  refused("A function of the storage is NULL");
  host.c.scan = nullptr;
  refused("A function of the storage is NULL");
  host.c.commit = nullptr;
  refused("A function of the storage is NULL");
  host.c.rollback = nullptr;
  refused("A function of the storage is NULL");
  host.c.flags = POSTERN_STORAGE_SHARED;
  CHECK(host.open().status == POSTERN_OK);
}

TEST_CASE("K09: a host's store is opened with its own root key only", "[capi]") {
  Host host;
  REQUIRE(host.open().status == POSTERN_OK);
  REQUIRE(postern_close(host.engine) == POSTERN_OK);
  const std::string other(32, 'o');
  host.options.root_key = str(other);
  CHECK(host.open().status == POSTERN_E_CORRUPT);
  host.options.root_key = str(kRootKey);
  CHECK(host.open().status == POSTERN_OK);
}

TEST_CASE("a failure of the host's store is told to the host in its own words", "[capi]") {
  Host host;
  REQUIRE(host.open().status == POSTERN_OK);
  const std::string why = "disk of rack 7 is gone";
  host.store.on_begin = [&](void**, postern_reply* reply) {
    static_cast<void>(postern_reply_fail(reply, str(why)));
    return POSTERN_E_STORAGE;
  };
  const Answer answer = host.list_pools();
  CHECK(answer.status == POSTERN_E_STORAGE);
  CHECK(answer.text == "The host's store failed: " + why);
  CHECK(host.list_pools_over_http().find("rack") == std::string::npos);
  host.store.on_begin = nullptr;
  CHECK(host.list_pools().status == POSTERN_OK);
  CHECK(host.list_pools_over_http().find("UserPools") != std::string::npos);
}

TEST_CASE("D14: a commit whose answer is lost is reported, neither denied nor repeated", "[capi]") {
  Host host;
  REQUIRE(host.open().status == POSTERN_OK);
  host.store.after_commit = [](postern_reply*) { return POSTERN_E_UNKNOWN_COMMIT; };
  const int before = host.store.commits();
  CHECK(host.create_pool().status == POSTERN_E_UNKNOWN_COMMIT);
  CHECK(host.store.commits() == before + 1);
  host.store.after_commit = nullptr;
  CHECK(host.list_pools().text.find(R"("Name":"p")") != std::string::npos);
}

TEST_CASE("a row that the host's store altered fails its seal", "[capi]") {
  Host host;
  REQUIRE(host.open().status == POSTERN_OK);
  REQUIRE(host.create_pool().status == POSTERN_OK);
  const auto flip = [&](postern_str key, postern_reply* reply) -> postern_status {
    auto txn = std::move(host.memory.begin(storage::Mode::read)).value();
    auto value = std::move(txn->get(text(key))).value();
    if (!value) return POSTERN_OK;
    value->back() = static_cast<char>(value->back() ^ 1);
    return postern_reply_set(reply, str(*value));
  };
  const std::string pool = member(host.list_pools().text, "Id");
  const std::string describe = R"({"UserPoolId":")" + pool + R"("})";
  CHECK(host.call("DescribeUserPool", describe).status == POSTERN_OK);
  // An engine that has not decoded this row yet.
  REQUIRE(postern_close(host.engine) == POSTERN_OK);
  REQUIRE(host.open().status == POSTERN_OK);
  host.store.on_get = flip;
  CHECK(host.call("DescribeUserPool", describe).status == POSTERN_E_CORRUPT);
}

TEST_CASE("a sign-out at one engine on a shared store is known to the other at once", "[capi]") {
  Host one;
  one.c.flags = POSTERN_STORAGE_SHARED;
  REQUIRE(one.open().status == POSTERN_OK);
  postern_engine* other = nullptr;
  REQUIRE(postern_open(&one.options, &other, nullptr) == POSTERN_OK);
  const std::string pool = member(one.create_pool().text, "Id");
  const std::string in_pool = R"({"UserPoolId":")" + pool + '"';
  const auto run = [&](std::string_view operation, const std::string& request) {
    const Answer answer = one.call(operation, request);
    INFO(operation << ": " << answer.text);
    REQUIRE(answer.status == POSTERN_OK);
    return answer.text;
  };
  const std::string client = member(
      run("CreateUserPoolClient",
          in_pool + R"(,"ClientName":"c","ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"]})"),
      "ClientId");
  run("AdminCreateUser", in_pool + R"(,"Username":"ann","MessageAction":"SUPPRESS"})");
  run("AdminSetUserPassword",
      in_pool + R"(,"Username":"ann","Password":"Correct-Horse-9","Permanent":true})");
  const std::string token =
      member(run("InitiateAuth", R"({"AuthFlow":"USER_PASSWORD_AUTH","ClientId":")" + client +
                                     R"(","AuthParameters":{"USERNAME":"ann",)"
                                     R"("PASSWORD":"Correct-Horse-9"}})"),
             "AccessToken");
  const auto verify = [&](postern_engine* engine) {
    postern_claims* claims = nullptr;
    const postern_status status = postern_verify(engine, str(token), nullptr, &claims, nullptr);
    postern_claims_free(claims);
    return status;
  };
  CHECK(verify(other) == POSTERN_OK);
  CHECK(verify(one.engine) == POSTERN_OK);
  run("GlobalSignOut", R"({"AccessToken":")" + token + R"("})");
  CHECK(verify(other) == POSTERN_E_REJECTED);
  CHECK(verify(one.engine) == POSTERN_E_REJECTED);
  CHECK(postern_close(other) == POSTERN_OK);
}

TEST_CASE("a snapshot that an unfinished export holds is given back when the engine closes",
          "[capi]") {
  Host host;
  REQUIRE(host.open().status == POSTERN_OK);
  const std::string in_pool = R"({"UserPoolId":")" + member(host.create_pool().text, "Id") + '"';
  // So large that it comes in parts.
  const std::string description = R"(","Description":")" + std::string(2000, 'x') + R"("})";
  for (int i = 0; i < 600; ++i) {
    const std::string group = R"(,"GroupName":"g)" + std::to_string(i) + description;
    REQUIRE(host.call("CreateGroup", in_pool + group).status == POSTERN_OK);
  }
  CHECK(host.store.open_transactions() == 0);
  const Answer part = host.call("postern:ExportUserPool",
                                in_pool + R"(,"Passphrase":"correct horse battery staple"})");
  REQUIRE(part.text.find("NextToken") != std::string::npos);
  CHECK(host.store.open_transactions() == 1);
}  // Host's destructor closes the engine and counts again.

TEST_CASE("a function of a store cannot call an engine", "[capi]") {
  Host host, other;
  REQUIRE(host.open().status == POSTERN_OK);
  REQUIRE(other.open().status == POSTERN_OK);
  std::vector<postern_status> inside;
  host.store.on_begin = [&](void**, postern_reply*) {
    inside.push_back(host.list_pools().status);
    inside.push_back(other.list_pools().status);
    inside.push_back(postern_backup(host.engine, str("/nowhere/copy"), nullptr));
    postern_claims* claims = nullptr;
    inside.push_back(postern_verify(host.engine, str("e30.e30.e30"), nullptr, &claims, nullptr));
    inside.push_back(postern_close(host.engine));
    return POSTERN_OK;
  };
  CHECK(host.list_pools().status == POSTERN_OK);
  REQUIRE(inside.size() >= 5);
  for (const postern_status status : inside) CHECK(status == POSTERN_E_BUSY);
  host.store.on_begin = nullptr;
  CHECK(other.list_pools().status == POSTERN_OK);
}

}  // namespace postern::test
