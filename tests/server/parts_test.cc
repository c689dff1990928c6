// The server's smaller parts: who is let in, addresses, the JSON it reads itself, the inbox.
#include <catch2/catch.hpp>

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/resource.h>

#include <stdexcept>

#include "acceptor.h"
#include "endpoint.h"
#include "flat_json.h"
#include "inbox.h"

using namespace postern::server;

namespace {

struct Door {
  Endpoint endpoint = parse_endpoint("127.0.0.1:0");
  Fd listener = listen_tcp(endpoint);
  std::vector<Fd> clients;
  std::vector<std::pair<Fd, Peer>> admitted;

  Door() {
    auto* address = reinterpret_cast<sockaddr_in*>(&endpoint.address);
    address->sin_port = htons(endpoint.port);
  }
  void knock() {
    Fd client(socket(AF_INET, SOCK_STREAM, 0));
    const auto* address = reinterpret_cast<const sockaddr*>(&endpoint.address);
    REQUIRE(connect(client.get(), address, endpoint.address_bytes) == 0);
    clients.push_back(std::move(client));
  }
  bool open(Acceptor& acceptor) {
    return acceptor.accept_from(listener.get(), false, [this](Fd socket, Peer peer) {
      admitted.emplace_back(std::move(socket), std::move(peer));
    });
  }
};

// Allows no further descriptor while it lives.
struct NoDescriptorsLeft {
  NoDescriptorsLeft() {
    getrlimit(RLIMIT_NOFILE, &before);
    const Fd next(open("/dev/null", O_RDONLY));
    rlimit limit = before;
    limit.rlim_cur = static_cast<rlim_t>(next.get());
    setrlimit(RLIMIT_NOFILE, &limit);
  }
  ~NoDescriptorsLeft() { setrlimit(RLIMIT_NOFILE, &before); }

  rlimit before = {};
};

}  // namespace

TEST_CASE("H10: connections are let in up to the total") {
  Door door;
  Acceptor acceptor(2, 2);
  for (int i = 0; i < 3; ++i) door.knock();
  CHECK_FALSE(door.open(acceptor));
  CHECK(door.admitted.size() == 2);
  CHECK(door.admitted[0].second.address == "127.0.0.1");
  acceptor.on_closed(door.admitted[0].second);
  CHECK_FALSE(door.open(acceptor));
  CHECK(door.admitted.size() == 3);
}

TEST_CASE("peers on this machine have no share of their own to exceed") {
  Door door;
  Acceptor acceptor(10, 1);
  for (int i = 0; i < 3; ++i) door.knock();
  CHECK(door.open(acceptor));
  CHECK(door.admitted.size() == 3);
}

TEST_CASE("H20: without descriptors the door is closed for a while, and opens again") {
  Door door;
  Acceptor acceptor(10, 10);
  door.knock();
  {
    const NoDescriptorsLeft none;
    CHECK_FALSE(door.open(acceptor));
  }
  CHECK(door.open(acceptor));
  CHECK(door.admitted.size() == 1);
}

TEST_CASE("addresses are read as an operator writes them") {
  CHECK(parse_endpoint("127.0.0.1:9229").is_loopback());
  CHECK(parse_endpoint("127.8.8.8:1").is_loopback());
  CHECK(parse_endpoint("[::1]:9229").is_loopback());
  CHECK(parse_endpoint("localhost:9229").authority() == "localhost:9229");
  CHECK_FALSE(parse_endpoint("0.0.0.0:80").is_loopback());
  CHECK_FALSE(parse_endpoint("[::]:80").is_loopback());
  CHECK_FALSE(parse_endpoint("192.0.2.1:80").is_loopback());
  for (const char* text : {"", ":", ":80", "a:80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
                           "127.0.0.1:-1", "127.0.0.1:8o", "::1:80", "[::1:80", "1.2.3:80"}) {
    CHECK_THROWS_AS(parse_endpoint(text), std::runtime_error);
  }
}

TEST_CASE("a Host field is loopback by its name alone") {
  for (const char* host :
       {"localhost", "LocalHost:1", "127.0.0.1", "127.1.2.3:80", "[::1]", "[::1]:8"}) {
    CHECK(is_loopback_host(host));
  }
  for (const char* host : {"", "localhost.evil.example", "evil.example", "127.0.0.1.evil.example",
                           "evil127.0.0.1", "0.0.0.0", "[::]", "[", "10.0.0.1"}) {
    CHECK_FALSE(is_loopback_host(host));
  }
}

TEST_CASE("plain objects are read, with their values as written") {
  const auto json = FlatJson::parse(R"( {"a" : "x\n\"y" ,"n":12,"t":true,"r":-1.5e3} )");
  REQUIRE(json);
  CHECK(json->raw("a") == R"("x\n\"y")");
  CHECK(json->raw("t") == "true");
  CHECK(json->raw("r") == "-1.5e3");
  CHECK(json->raw("none") == "null");
  CHECK(json->natural("n") == 12);
  for (const char* name : {"a", "t", "r", "none"}) CHECK_FALSE(json->natural(name));
  CHECK(FlatJson::parse("{}"));
}

TEST_CASE("anything but a plain object is refused") {
  for (const char* text : {"", "{", "}", "[]", "1", "{}x", "{\"a\"}", "{\"a\":}", "{\"a\":1,}",
                           "{\"a\":{}}", "{\"a\":[]}", "{a:1}", "{\"a\":\"x}", "{\"a\":\"x\\\"}",
                           "{\"a\":1,\"a\":2}", "{\"a\":1 \"b\":2}", "{\"a\":\"\n\"}"}) {
    CAPTURE(text);
    CHECK_FALSE(FlatJson::parse(text));
  }
  CHECK_FALSE(FlatJson::parse(R"({"n":99999999999999999999})")->natural("n"));
}

TEST_CASE("text is written as a JSON string") {
  CHECK(json_string("a\"\\\n\x01\xc3\xa4") == "\"a\\\"\\\\\\u000a\\u0001\xc3\xa4\"");
}

TEST_CASE("the inbox lists messages oldest first, with what they lack as null") {
  Inbox inbox;
  CHECK(inbox.json() == "[]");
  inbox.add(R"({"Medium":"EMAIL","Destination":"a@b","Subject":"S","Body":"\u00e4 1","X":"y"})",
            "t1");
  inbox.add(R"({"Medium":"SMS","Destination":"+1","Body":"2"})", "t2");
  CHECK(
      inbox.json() ==
      R"([{"id":1,"at":"t1","medium":"EMAIL","destination":"a@b","subject":"S","body":"\u00e4 1"},)"
      R"({"id":2,"at":"t2","medium":"SMS","destination":"+1","subject":null,"body":"2"}])");
  CHECK_THROWS(inbox.add("not JSON", "t3"));
}

TEST_CASE("the inbox keeps the latest ten thousand messages") {
  Inbox inbox;
  for (int i = 0; i < 10'001; ++i) inbox.add("{}", "t");
  CHECK(inbox.json().starts_with(R"([{"id":2,)"));
}
