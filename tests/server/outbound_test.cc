// What the server sends out: URLs, mail as bytes, answers of HTTP servers, signatures.
#include <catch2/catch.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <stdexcept>

#include "aws_signature.h"
#include "flat_json.h"
#include "http_client.h"
#include "mail_message.h"
#include "public_address.h"
#include "smtp_reply.h"
#include "url.h"
#include "webhook.h"

using namespace postern::server;

namespace {

const Mailbox kShop{"Shop", "no-reply@shop.example"};

bool is_public_address(const char* text) {
  sockaddr_in6 in6 = {};
  if (inet_pton(AF_INET6, text, &in6.sin6_addr) == 1) {
    in6.sin6_family = AF_INET6;
    return is_public(reinterpret_cast<const sockaddr&>(in6));
  }
  sockaddr_in in4 = {};
  REQUIRE(inet_pton(AF_INET, text, &in4.sin_addr) == 1);
  in4.sin_family = AF_INET;
  return is_public(reinterpret_cast<const sockaddr&>(in4));
}

std::string mail(std::string_view subject, std::string_view html = "<b>hi</b>") {
  return compose_mail({.from = kShop,
                       .to = "ada@example.com",
                       .subject = subject,
                       .html = html,
                       .id = "id1",
                       .date = 1'700'000'000});
}

std::string field(const std::string& message, const std::string& name) {
  const std::size_t start = message.find(name + ": ");
  REQUIRE(start != std::string::npos);
  std::size_t end = message.find("\r\n", start);
  while (message[end + 2] == ' ') end = message.find("\r\n", end + 2);
  return message.substr(start + name.size() + 2, end - start - name.size() - 2);
}

}  // namespace

TEST_CASE("a URL names scheme, user, host, port and path") {
  const Url mail = parse_url("SMTPS://no%40reply@mail.example:2465", {"smtp", "smtps"});
  CHECK(mail.scheme == "smtps");
  CHECK(mail.user == "no@reply");
  CHECK(mail.host == "mail.example");
  CHECK(mail.port == 2465);
  const Url hook = parse_url("https://[::1]/in?x=1", {"http", "https"});
  CHECK(hook.host == "::1");
  CHECK(hook.port == 443);
  CHECK(hook.path == "/in?x=1");
  CHECK(hook.authority() == "[::1]");
  CHECK(parse_url("http://h:8080", {"http"}).authority() == "h:8080");
}

TEST_CASE("a URL that could mean two things is refused") {
  for (const char* text :
       {"", "h", "ftp://h", "http://", "http://h:0", "http://h:99999", "http://h:x", "http://a b",
        "http://h/\r\nX: y", "http://h#f", "http://h%00", "http://[::1", "http://[::1]x",
        "http://h\\@g", "http://u%zz@h", "http://user:p%0@h"}) {
    INFO(text);
    CHECK_THROWS_AS(parse_url(text, {"http"}), std::runtime_error);
  }
}

TEST_CASE("H14: nothing in a subject can start another header field") {
  const std::string message = mail("Hello\r\nBcc: eve@example.com\r\n\r\nbody");
  CHECK(message.find("\r\nBcc") == std::string::npos);
  CHECK(field(message, "Subject") == "Hello  Bcc: eve@example.com    body");
  CHECK(mail("=?UTF-8?B?eA==?=").find("Subject: =?UTF-8?B?eA==?=\r\n") == std::string::npos);
}

TEST_CASE("a subject in UTF-8 goes in encoded words that cut no character in two") {
  CHECK(field(mail("Grüße"), "Subject") == "=?UTF-8?B?R3LDvMOfZQ==?=");
  std::string subject;
  for (int i = 0; i < 60; ++i) subject += "ü";
  const std::string folded = field(mail(subject), "Subject");
  CHECK(folded.find("\r\n ") != std::string::npos);
  for (std::size_t at = 0; (at = folded.find("?B?", at)) != std::string::npos; ++at) {
    CHECK(folded.substr(at + 3, 2) == "w7");  // The first byte of a "ü".
  }
}

TEST_CASE("a body is base64 in short lines, and typed") {
  const std::string message = mail("s", std::string(200, 'x'));
  CHECK(field(message, "Content-Type") == "text/html; charset=UTF-8");
  CHECK(field(message, "Date") == "Tue, 14 Nov 2023 22:13:20 +0000");
  CHECK(field(message, "Message-ID") == "<id1@shop.example>");
  CHECK(field(message, "From") == "Shop <no-reply@shop.example>");
  const std::string body = message.substr(message.find("\r\n\r\n") + 4);
  CHECK(body.find("\r\n") == 76);
  CHECK(body.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
                               "\r\n") == std::string::npos);
}

TEST_CASE("dots at the start of lines are doubled, and one ends the data") {
  CHECK(as_smtp_data(".a\r\n..b\r\nc.\r\n") == "..a\r\n...b\r\nc.\r\n.\r\n");
  CHECK(as_smtp_data("a") == "a\r\n.\r\n");
  CHECK(as_smtp_data("") == "\r\n.\r\n");
}

TEST_CASE("an address that could be more than one command is refused") {
  for (const char* address : {"", "ada", "@x", "ada@", "a b@x", "a>@x", "a@x\r\nRCPT TO:<b@x>",
                              "<a@x>", "a@x,b@x", "\"a\"@x", "a@[1.2.3.4]"}) {
    INFO(address);
    CHECK_FALSE(is_mail_address(address));
  }
  CHECK(is_mail_address("ada+shop@example.com"));
  CHECK(is_mail_address("jürgen@example.com"));
  CHECK_THROWS(parse_mailbox("Shop"));
  CHECK_THROWS(parse_mailbox("Shop\r\n <a@x.example>"));
  CHECK(parse_mailbox("no-reply@shop.example").address == "no-reply@shop.example");
}

TEST_CASE("an answer is read by its length, its chunks or its end") {
  CHECK(parse_response("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab").body == "ab");
  CHECK(parse_response("HTTP/1.1 200 OK\r\n\r\nabc").body == "abc");
  CHECK(parse_response("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n")
            .body == "ab");
  CHECK(parse_response("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n").status ==
        204);
}

TEST_CASE("an answer that is no HTTP, or not whole, is an error") {
  for (const char* bytes :
       {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 2x0 OK\r\n\r\n", "SMTP ready\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "HTTP/1.1 200 OK\r\nbad\r\n\r\n"}) {
    INFO(bytes);
    CHECK_THROWS_AS(parse_response(bytes), std::runtime_error);
  }
}

TEST_CASE("a mail server's reply is taken whole, and what follows stays") {
  std::string bytes = "250-mail.example\r\n250-AUTH plain LOGIN\r\n250 SIZE\r\n220 more";
  const auto reply = take_smtp_reply(bytes);
  REQUIRE(reply);
  CHECK(reply->code == 250);
  CHECK(smtp_extension(*reply, "AUTH") == "AUTH PLAIN LOGIN ");
  CHECK(smtp_extension(*reply, "SIZE") == "SIZE ");
  CHECK(smtp_extension(*reply, "STARTTLS").empty());
  CHECK(bytes == "220 more");
  CHECK_FALSE(take_smtp_reply(bytes));
}

TEST_CASE("a reply that could mean two things, or never ends, is refused") {
  for (std::string bytes :
       {std::string("25\r\n"), std::string("2500\r\n"), std::string("250-a\r\n550 b\r\n"),
        std::string("x50 a\r\n"), std::string("100 a\r\n"), std::string("999 a\r\n"),
        std::string("\r\n"), std::string(70'000, 'x')}) {
    INFO(bytes.substr(0, 20));
    CHECK_THROWS_AS(take_smtp_reply(bytes), std::runtime_error);
  }
}

TEST_CASE("JSON strings are read by what they mean") {
  const auto json = FlatJson::parse(R"({"a":"x\n\"\u00e9\ud83d\ude00","b":"\ud83d","c":1})");
  REQUIRE(json);
  CHECK(json->text("a") == "x\n\"é😀");
  CHECK(json->text("b").empty());
  CHECK(json->text("c").empty());
  const std::string_view nested = R"({"errorMessage":"no","trace":["}",{"a":[]}],"z":"1"})";
  CHECK_FALSE(FlatJson::parse(nested));
  CHECK(FlatJson::parse(nested, FlatJson::Nested::kept)->text("z") == "1");
  CHECK_FALSE(FlatJson::parse(R"({"a":[1)", FlatJson::Nested::kept));
}

// RFC 4231, test case 2; FIPS 180-2, "abc".
TEST_CASE("hashes and MACs are the standard's") {
  CHECK(hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(webhook_signature("k", 7, "{}").starts_with("t=7,v1="));
  CHECK(percent_encode("arn:aws:x/y~") == "arn%3Aaws%3Ax%2Fy~");
  CHECK(base64("a") + base64("ab") + base64("abc") == "YQ==YWI=YWJj");
}

TEST_CASE("F14: an identity provider is at no address of this machine or of a private network") {
  for (const char* inside : {"0.0.0.0",
                             "10.1.2.3",
                             "100.64.0.1",
                             "100.127.255.255",
                             "127.0.0.1",
                             "127.255.0.1",
                             "169.254.169.254",
                             "172.16.0.1",
                             "172.31.255.255",
                             "192.0.0.1",
                             "192.0.2.1",
                             "192.168.0.1",
                             "198.18.0.1",
                             "198.19.255.255",
                             "198.51.100.1",
                             "203.0.113.1",
                             "224.0.0.1",
                             "239.1.1.1",
                             "240.0.0.1",
                             "255.255.255.255",
                             "::",
                             "::1",
                             "::ffff:10.0.0.1",
                             "::ffff:127.0.0.1",
                             "::127.0.0.1",
                             "fc00::1",
                             "fd12::1",
                             "fe80::1",
                             "fec0::1",
                             "ff02::1",
                             "2001:db8::1",
                             "2001::1",
                             "2002:7f00:1::1",
                             "2002:a00:1::1",
                             "64:ff9b::169.254.169.254",
                             "100::1"}) {
    CAPTURE(inside);
    CHECK_FALSE(is_public_address(inside));
  }
  for (const char* outside :
       {"1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1",
        "192.0.1.1", "198.17.255.255", "198.20.0.1", "223.255.255.255", "2606:4700::1111",
        "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"}) {
    CAPTURE(outside);
    CHECK(is_public_address(outside));
  }
}

TEST_CASE("F14: a name that leads inside is not connected to") {
  const auto reach = [](Reach how) {
    try {
      Stream("127.0.0.1", 1, std::chrono::steady_clock::now() + std::chrono::seconds(5), how);
    } catch (const std::runtime_error& failure) {
      return std::string(failure.what());
    }
    return std::string();
  };
  CHECK(reach(Reach::public_only) == "127.0.0.1 has no public address");
  CHECK(reach(Reach::anywhere).starts_with("127.0.0.1 cannot be reached"));
}
