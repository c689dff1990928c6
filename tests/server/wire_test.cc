// The framing gate: attack rows H01 to H13, each beside a request that passes, cut at every byte.
#include "wire.h"

#include <catch2/catch.hpp>

using namespace postern::server;

namespace {

// All requests in the bytes, and the error that ended them.
struct Outcome {
  std::vector<Request> requests;
  int status = 0;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

void feed_all(RequestReader& reader, std::string_view bytes, Outcome& outcome) {
  while (!bytes.empty() && !reader.error()) {
    bytes.remove_prefix(reader.feed(bytes));
    if (reader.complete()) outcome.requests.push_back(reader.take());
  }
  outcome.status = reader.error().status;
}

Outcome read(std::string_view bytes) {
  RequestReader reader;
  Outcome outcome;
  feed_all(reader, bytes, outcome);
  return outcome;
}

Outcome read_split(std::string_view bytes, std::size_t at) {
  RequestReader reader;
  Outcome outcome;
  feed_all(reader, bytes.substr(0, at), outcome);
  if (!reader.error()) feed_all(reader, bytes.substr(at), outcome);
  return outcome;
}

Outcome read_bytewise(std::string_view bytes) {
  RequestReader reader;
  Outcome outcome;
  for (std::size_t i = 0; i < bytes.size() && !reader.error(); ++i) {
    feed_all(reader, bytes.substr(i, 1), outcome);
  }
  return outcome;
}

// The error's status, 0 for whole requests only. Checks on the way that cuts make no difference.
int status_of(std::string_view bytes) {
  CAPTURE(bytes);
  const Outcome whole = read(bytes);
  CHECK(read_bytewise(bytes) == whole);
  for (std::size_t at = 1; at < bytes.size(); ++at) {
    if (read_split(bytes, at) == whole) continue;
    FAIL_CHECK("cut at " << at << " gives another result");
    break;
  }
  return whole.status;
}

// A request with these field lines besides Host.
std::string with_fields(const std::string& lines, const std::string& rest = "") {
  return "POST / HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n" + rest;
}
int status_with(const std::string& lines, const std::string& rest = "") {
  return status_of(with_fields(lines, rest));
}

int status_of_chunks(const std::string& body) {
  return status_with("Transfer-Encoding: chunked\r\n", body);
}

std::string body_of(const std::string& bytes) {
  const Outcome outcome = read(bytes);
  REQUIRE(outcome.requests.size() == 1);
  return outcome.requests[0].body;
}

}  // namespace

TEST_CASE("a request is read into its parts") {
  const Outcome outcome = read(
      "POST /a%20b?c=d HTTP/1.1\r\nHost: localhost:9229\r\nX-Empty:\r\nX-Blank: \t a b \t\r\n"
      "Content-Length: 3\r\n\r\nxyz");
  REQUIRE(outcome.requests.size() == 1);
  const Request& request = outcome.requests[0];
  CHECK(request.method == "POST");
  CHECK(request.target == "/a%20b?c=d");
  CHECK(request.fields == std::vector<Field>{{"Host", "localhost:9229"},
                                             {"X-Empty", ""},
                                             {"X-Blank", "a b"},
                                             {"Content-Length", "3"}});
  CHECK(request.body == "xyz");
  CHECK(request.keep_alive);
}

TEST_CASE("pipelined requests come out one by one, in order, wherever the bytes are cut") {
  const std::string bytes = with_fields("Content-Length: 3\r\n", "abc") +
                            with_fields("Transfer-Encoding: chunked\r\n", "2\r\nde\r\n0\r\n\r\n") +
                            "GET /last HTTP/1.1\r\nhost: localhost\r\nConnection: x, Close\r\n\r\n";
  CHECK(status_of(bytes) == 0);
  const Outcome outcome = read(bytes);
  REQUIRE(outcome.requests.size() == 3);
  CHECK(outcome.requests[0].body == "abc");
  CHECK(outcome.requests[1].body == "de");
  CHECK(outcome.requests[2].target == "/last");
  CHECK_FALSE(outcome.requests[2].keep_alive);
}

TEST_CASE("H01: Content-Length and Transfer-Encoding together are refused, in either order") {
  CHECK(status_with("Content-Length: 5\r\n", "abcde") == 0);
  CHECK(status_of_chunks("0\r\n\r\n") == 0);
  CHECK(status_with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n") == 400);
  CHECK(status_with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n") == 400);
  CHECK(status_with("Transfer-Encoding: chunked\r\ncontent-length: 0\r\n", "0\r\n\r\n") == 400);
}

TEST_CASE("H02: a Transfer-Encoding that is not exactly chunked is refused") {
  for (const std::string value :
       {"xchunked", "chunked, identity", "identity, chunked", "identity", "gzip, chunked",
        "Chunked", "chunked,", ",chunked", "\"chunked\"", "chunked;q=1", "chunked chunked", ""}) {
    CHECK(status_with("Transfer-Encoding: " + value + "\r\n", "0\r\n\r\n") == 400);
  }
  CHECK(status_with("Transfer-Encoding: \vchunked\r\n", "0\r\n\r\n") == 400);
  CHECK(status_with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n") ==
        400);
  CHECK(status_of("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") ==
        505);
}

TEST_CASE("H03: a Content-Length that is not one plain number is refused") {
  CHECK(status_with("Content-Length: 0\r\n") == 0);
  CHECK(status_with("Content-Length: 1\r\n", "a") == 0);
  for (const std::string value : {"+1", "-1", "0x1", "1,1", "1, 1", "1 1", "", "01", "00", "1.0",
                                  "1e0", "18446744073709551616", "99999999999999999999999"}) {
    CHECK(status_with("Content-Length: " + value + "\r\n", "a") == 400);
  }
  CHECK(status_with("Content-Length: 1\r\nContent-Length: 1\r\n", "a") == 400);
  CHECK(status_with("Content-Length: 1\r\nContent-Length: 2\r\n", "a") == 400);
}

TEST_CASE("chunks are joined, trailers are dropped") {
  const std::string bytes =
      with_fields("Transfer-Encoding: chunked\r\n",
                  "5\r\nhello\r\n00000006\r\n world\r\nA\r\n0123456789\r\n0\r\nX-Sum: 1\r\n\r\n");
  CHECK(status_of(bytes) == 0);
  CHECK(body_of(bytes) == "hello world0123456789");
}

TEST_CASE("H04: malformed chunks are refused") {
  CHECK(status_of_chunks("1\r\na\r\n0\r\n\r\n") == 0);
  for (const std::string chunks :
       {"0x1\r\na\r\n0\r\n\r\n", "+1\r\na\r\n0\r\n\r\n", "-1\r\na\r\n0\r\n\r\n", "1_0\r\na\r\n",
        "00000000000000001\r\na\r\n", "000000001\r\na\r\n", "1 \r\na\r\n0\r\n\r\n",
        " 1\r\na\r\n0\r\n\r\n", "1\na\n0\n\n", "1\na\r\n0\r\n\r\n", "1;a=b\r\na\r\n0\r\n\r\n",
        "1;\na\r\n0\r\n\r\n", "1\r\nab\r\n0\r\n\r\n", "1\r\na0\r\n\r\n", "1\r\na\n0\r\n\r\n",
        "\r\n\r\n", "g\r\n", "1\ra\r\n", "0\r\n\n"}) {
    CHECK(status_of_chunks(chunks) == 400);
  }
}

TEST_CASE("H05: trailer fields never reach the request, malformed ones are refused") {
  const std::string bytes = with_fields(
      "Transfer-Encoding: chunked\r\n",
      "0\r\nContent-Length: 9\r\nHost: evil\r\nAuthorization: x\r\nTransfer-Encoding: x\r\n\r\n");
  CHECK(status_of(bytes) == 0);
  CHECK(read(bytes).requests.at(0).fields.size() == 2);
  CHECK(status_of_chunks("0\r\nno colon\r\n\r\n") == 400);
  CHECK(status_of_chunks("0\r\n folded: x\r\n\r\n") == 400);
  CHECK(read(with_fields("Transfer-Encoding: chunked\r\n",
                         "0\r\nX: " + std::string(5000, 'a') + "\r\n\r\n"))
            .status == 431);
}

TEST_CASE("H06: malformed header fields are refused") {
  CHECK(status_with("X: a\r\n") == 0);
  for (const std::string line :
       {"X: a\r\n folded", "X: a\r\n\tfolded", "X : a", "X\t: a", ": a", " X: a", "no colon",
        "X Y: a", "X: a\nb", "X: a\rb", "X: a\x01", "X: a\x7f", "X\x80: a", "X(: a"}) {
    CHECK(status_with(line + "\r\n") == 400);
  }
  CHECK(status_with(std::string("X: a\0b\r\n", 8)) == 400);
  CHECK(status_of("POST / HTTP/1.1\r\n Host: localhost\r\n\r\n") == 400);
  CHECK(status_of("POST / HTTP/1.1\nHost: localhost\n\n") == 400);
}

TEST_CASE("H07: there must be exactly one Host, and it must be one") {
  const auto with_host = [](const std::string& lines) {
    return status_of("GET / HTTP/1.1\r\n" + lines + "\r\n");
  };
  for (const std::string host :
       {"localhost", "127.0.0.1:9229", "[::1]:9229", "[::1]", "a_b.example"}) {
    CHECK(with_host("Host: " + host + "\r\n") == 0);
  }
  CHECK(with_host("") == 400);
  CHECK(with_host("Host: a\r\nHost: a\r\n") == 400);
  CHECK(with_host("Host: a\r\nhost: b\r\n") == 400);
  for (const std::string host :
       {"", "user@a", "a,b", "a, b", "a b", "a:", "a:123456", "a:b", "a/b", "http://a", "[::1",
        "::1", "[]", "[a]b", "a%20", "a#b", "\xc3\xa4"}) {
    CHECK(with_host("Host: " + host + "\r\n") == 400);
  }
}

TEST_CASE("H08: a target that is not a plain path is refused") {
  const auto with_target = [](const std::string& target) {
    return status_of("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
  };
  for (const std::string target :
       {"/", "/a/b.c-d_e~f?g=h&i=%20", "//", "/%00", "/..;/", "/%2e%2e/"}) {
    CHECK(with_target(target) == 0);  // Routes are compared exactly, so these are merely not found.
  }
  for (const std::string target : {"http://a/", "a", "*", "a:80", "", "/#f", "/%", "/%2", "/%zz",
                                   "/\x80", "/a b", "/<", "/\\", "/{", "/|", "/^", "/`", "/\""}) {
    CHECK(with_target(target) == 400);
  }
}

TEST_CASE("H09: nothing is read after an error") {
  const Outcome outcome =
      read(with_fields("Content-Length: x\r\n") + "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(outcome.requests.empty());
  CHECK(outcome.status == 400);
}

TEST_CASE("H11: head, fields, target and body are bounded") {
  const auto fields = [](int count) {
    std::string lines;
    for (int i = 0; i < count; ++i) lines += "X: a\r\n";
    return with_fields(lines);
  };
  CHECK(read(fields(99)).status == 0);
  CHECK(read(fields(100)).status == 431);

  const auto head = [](std::size_t bytes) {
    return with_fields("X: " + std::string(bytes - with_fields("X: \r\n").size(), 'a') + "\r\n");
  };
  CHECK(read(head(16384)).status == 0);
  CHECK(read(head(16385)).status == 431);

  const auto target = [](std::size_t bytes) {
    return "GET /" + std::string(bytes - 1, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n";
  };
  CHECK(read(target(8192)).status == 0);
  CHECK(read(target(8193)).status == 414);
  CHECK(read(target(20000)).status == 414);

  CHECK(read(with_fields("Content-Length: 2097152\r\n", std::string(2097152, 'a'))).status == 0);
  CHECK(read(with_fields("Content-Length: 2097153\r\n")).status == 413);
  const std::string chunk = "100000\r\n" + std::string(0x100000, 'a') + "\r\n";
  CHECK(read(with_fields("Transfer-Encoding: chunked\r\n", chunk + chunk + "0\r\n\r\n")).status ==
        0);
  CHECK(read(with_fields("Transfer-Encoding: chunked\r\n", chunk + chunk + "1\r\n")).status == 413);
  CHECK(read(with_fields("Transfer-Encoding: chunked\r\n", "ffffffff\r\n")).status == 413);
}

TEST_CASE("H12: a client that waits for 100 is told once, and only if a body is due") {
  RequestReader reader;
  reader.feed(with_fields("Expect: 100-Continue\r\nContent-Length: 2\r\n"));
  CHECK(reader.wants_continue());
  reader.continue_sent();
  CHECK_FALSE(reader.wants_continue());
  reader.feed("ab");
  REQUIRE(reader.complete());
  CHECK(reader.take().body == "ab");

  reader.feed(with_fields("Expect: 100-continue\r\n"));
  CHECK(reader.complete());
  CHECK_FALSE(reader.wants_continue());
}

TEST_CASE("H12: a client that does not wait is not told") {
  RequestReader reader;
  reader.feed(with_fields("Expect: 100-continue\r\nContent-Length: 2\r\n", "a"));
  CHECK_FALSE(reader.wants_continue());
}

TEST_CASE("H12: any other expectation fails") {
  CHECK(status_with("Expect: 100-continue\r\n") == 0);
  for (const std::string value : {"200-ok", "100-continue, x", "", "100-continued"}) {
    CHECK(status_with("Expect: " + value + "\r\n") == 417);
  }
  CHECK(status_with("Expect: 100-continue\r\nExpect: 100-continue\r\n") == 417);
}

TEST_CASE("H13: other versions and protocols are refused") {
  CHECK(status_of("GET / HTTP/1.0\r\nHost: a\r\n\r\n") == 505);
  CHECK(status_of("GET / HTTP/2.0\r\n") == 505);
  CHECK(status_of("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") == 505);
  for (const std::string line :
       {"GET /\r\n", "GET\r\n", "\r\n", "GET / HTTP/1.1 \r\n", "GET  / HTTP/1.1\r\n",
        " GET / HTTP/1.1\r\n", "GET / http/1.1\r\n", "GET / HTTP/1.10\r\n", "GET / HTTP/11\r\n",
        "GET\t/ HTTP/1.1\r\n", "G(T / HTTP/1.1\r\n", "\x16\x03\x01\x02"}) {
    CHECK(status_of(line) == 400);
  }
}

TEST_CASE("H14: a response that could be split becomes a bare 500") {
  const Request request{.method = "GET"};
  const auto bytes = [&](const Response& response) {
    return serialize(response, request, true, "Thu, 01 Jan 1970 00:00:00 GMT");
  };
  CHECK(bytes({200, {{"X", "a"}}, "body"}) ==
        "HTTP/1.1 200 OK\r\nX: a\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Length: 4\r\n"
        "\r\nbody");
  for (const Field& field : {Field{"X", "a\r\nY: b"}, Field{"X", "a\n"}, Field{"X\r\nY", "a"},
                             Field{"X ", "a"}, Field{"", "a"}}) {
    CHECK(bytes({200, {field}, "body"}) ==
          "HTTP/1.1 500 Internal Server Error\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n"
          "Content-Length: 0\r\n\r\n");
  }
}

TEST_CASE("a response to HEAD has no body, a last one says so, one Date is enough") {
  const Response response{200, {{"date", "now"}}, "body"};
  CHECK(serialize(response, Request{.method = "HEAD"}, true, "x") ==
        "HTTP/1.1 200 OK\r\ndate: now\r\n\r\n");
  CHECK(serialize(response, Request{.method = "GET"}, false, "x") ==
        "HTTP/1.1 200 OK\r\ndate: now\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody");
}

namespace {

std::string field_of(const Request& request, std::string_view name) {
  return std::string(only_field(request, name));
}

std::string upload_of(std::size_t size, const char* method = "PUT",
                      const char* target = "/user-import/token") {
  return std::string(method) + " " + target + " HTTP/1.1\r\nHost: h\r\nContent-Length: " +
         std::to_string(size) + "\r\n\r\n" + std::string(size, 'x');
}

}  // namespace

TEST_CASE("the file of an import job is handed on in pieces, each when the one before is stored") {
  constexpr std::size_t kSize = 2 * kUploadPieceBytes + 5;
  const std::string bytes = upload_of(kSize) + "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
  std::string_view rest = bytes;
  RequestReader reader;
  rest.remove_prefix(reader.feed(rest));
  REQUIRE(reader.complete());
  const Request first = reader.take();
  CHECK(first.body.size() == kUploadPieceBytes);
  CHECK(field_of(first, "Content-Range") == "bytes 0-1048575/2097157");
  CHECK(count_fields(first, "X-Postern-Upload-Id") == 0);
  CHECK(reader.has_more_pieces());
  CHECK(reader.feed(rest) == 0);
  reader.continue_upload("id");
  rest.remove_prefix(reader.feed(rest));
  const Request second = reader.take();
  CHECK(field_of(second, "Content-Range") == "bytes 1048576-2097151/2097157");
  CHECK(field_of(second, "X-Postern-Upload-Id") == "id");
  reader.continue_upload("id");
  rest.remove_prefix(reader.feed(rest));
  REQUIRE(reader.complete());
  const Request last = reader.take();
  CHECK(last.body == "xxxxx");
  CHECK(last.target == "/user-import/token");
  CHECK_FALSE(reader.has_more_pieces());
  CHECK(reader.feed(rest) == rest.size());
  CHECK(reader.complete());
  CHECK(reader.take().method == "GET");
}

TEST_CASE("H11: only the file of an import job may be larger than a request") {
  const auto status_of = [](const std::string& bytes) {
    RequestReader reader;
    reader.feed(bytes);
    return reader.error().status;
  };
  const std::string large = upload_of(kBodyBytesMax + 1);
  CHECK(status_of(large) == 0);
  CHECK(status_of(upload_of(kBodyBytesMax + 1, "POST")) == 413);
  CHECK(status_of(upload_of(kBodyBytesMax + 1, "PUT", "/")) == 413);
  CHECK(status_of("PUT /user-import/t HTTP/1.1\r\nHost: h\r\nContent-Length: 104857601\r\n\r\n") ==
        413);
  CHECK(read(upload_of(kUploadPieceBytes)).requests.size() == 1);
}
