// One connection over a socket pair, with time moved by hand.
#include "connection.h"

#include <catch2/catch.hpp>

#include <sys/epoll.h>
#include <sys/socket.h>

using namespace postern::server;
using std::chrono::seconds;

namespace {

struct Fixture {
  Fixture() {
    int pair[2];
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair) == 0);
    peer = Fd(pair[0]);
    connection.emplace(Fd(pair[1]), Peer{"192.0.2.1"}, at(0));
  }

  static Time at(int second) { return Time() + std::chrono::hours(1) + seconds(second); }

  void send(std::string_view bytes, int second) {
    REQUIRE(::send(peer.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
            static_cast<ssize_t>(bytes.size()));
    connection->on_readable(at(second));
  }
  std::string received() {
    char bytes[4096];
    const ssize_t count = recv(peer.get(), bytes, sizeof bytes, 0);
    return count < 0 ? "" : std::string(bytes, static_cast<std::size_t>(count));
  }
  // Alive at one moment and expired at the next.
  void check_expires_after(int second) {
    CHECK_FALSE(connection->expired(at(second)));
    CHECK(connection->expired(at(second + 1)));
  }

  Fd peer;
  std::optional<Connection> connection;
};

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

}  // namespace

TEST_CASE_METHOD(Fixture, "a request is handed out once and its response sent") {
  send(kGet, 0);
  CHECK(connection->working());
  CHECK(connection->take_request()->target == "/");
  CHECK_FALSE(connection->take_request());
  connection->respond({200, {{"Date", "x"}}, "hello"}, at(0));
  CHECK(received() == "HTTP/1.1 200 OK\r\nDate: x\r\nContent-Length: 5\r\n\r\nhello");
  CHECK(connection->interest() == EPOLLIN);
}

TEST_CASE_METHOD(Fixture, "the next pipelined request waits for the answer to the one before") {
  send(std::string(kGet) + "GET /next HTTP/1.1\r\nHost: a\r\n\r\n", 0);
  CHECK(connection->take_request()->target == "/");
  CHECK_FALSE(connection->take_request());
  connection->respond({200, {}, ""}, at(0));
  CHECK(connection->take_request()->target == "/next");
}

TEST_CASE_METHOD(Fixture, "H10: a head must arrive within ten seconds") {
  SECTION("from the connection on, if nothing is sent") {
    check_expires_after(10);
  }
  SECTION("however slowly its bytes keep coming") {
    send("GET / HT", 0);
    send("TP/1.1\r\n", 9);
    check_expires_after(10);
  }
  SECTION("from its first byte on, on a connection that was used before") {
    send(kGet, 0);
    connection->take_request();
    connection->respond({200, {}, ""}, at(20));
    send("GET", 60);
    check_expires_after(70);
  }
}

TEST_CASE_METHOD(Fixture, "H10: a body must keep up one KiB a second") {
  send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n", 0);
  check_expires_after(10);
  send(std::string(5 * 1024, 'a'), 9);
  check_expires_after(15);
}

TEST_CASE_METHOD(Fixture, "H10: an idle connection is kept for a while") {
  send(kGet, 0);
  connection->take_request();
  connection->respond({200, {}, ""}, at(5));
  check_expires_after(80);
}

TEST_CASE_METHOD(Fixture, "H10: a peer that does not read its response is dropped") {
  send(kGet, 0);
  connection->take_request();
  connection->respond({200, {}, std::string(8 << 20, 'a')}, at(0));
  CHECK(connection->interest() == EPOLLOUT);
  check_expires_after(30);
}

TEST_CASE_METHOD(Fixture, "a request that is being worked on has all the time it needs") {
  send(kGet, 0);
  connection->take_request();
  CHECK_FALSE(connection->expired(at(100'000)));
}

TEST_CASE_METHOD(Fixture, "H09: after a framing error nothing is read and the connection ends") {
  send("GET / HTTP/1.0\r\n\r\n", 0);
  CHECK(received().starts_with("HTTP/1.1 505 "));
  CHECK(received().empty());
  send(kGet, 1);
  CHECK_FALSE(connection->take_request());
  check_expires_after(2);
}

TEST_CASE_METHOD(Fixture, "the peer's wish to close is granted after the response") {
  send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 0);
  connection->take_request();
  connection->respond({200, {}, ""}, at(0));
  CHECK(received().find("Connection: close\r\n") != std::string::npos);
  peer = Fd();
  connection->on_readable(at(0));
  CHECK(connection->closed());
}

TEST_CASE_METHOD(Fixture, "H12: a peer that waits for 100 gets it before its body is read") {
  send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n", 0);
  CHECK(received() == "HTTP/1.1 100 Continue\r\n\r\n");
  send("ab", 0);
  CHECK(connection->take_request()->body == "ab");
}

TEST_CASE_METHOD(Fixture, "draining closes idle connections and lets requests finish") {
  SECTION("idle") {
    connection->drain(at(0));
    CHECK(connection->closed());
  }
  SECTION("a request that nobody has looked at") {
    REQUIRE(::send(peer.get(), kGet.data(), kGet.size(), 0) > 0);
    connection->drain(at(0));
    CHECK(connection->take_request());
    connection->respond({200, {}, ""}, at(0));
    CHECK(received().find("Connection: close\r\n") != std::string::npos);
  }
  SECTION("half a request") {
    send("GET / HT", 0);
    connection->drain(at(0));
    CHECK_FALSE(connection->closed());
    send("TP/1.1\r\nHost: a\r\n\r\n", 1);
    CHECK(connection->take_request());
  }
}

TEST_CASE_METHOD(Fixture, "C11: a peer that is gone closes the connection and raises no signal") {
  SECTION("before its request") {
    peer = Fd();
    connection->on_readable(at(0));
    CHECK(connection->closed());
  }
  SECTION("before its response") {
    send(kGet, 0);
    connection->take_request();
    peer = Fd();
    connection->respond({200, {}, "hello"}, at(0));
    CHECK(connection->closed());
  }
}
