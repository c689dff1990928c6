// The tuple encoding of keys: order, exact prefixes, and refusal of what is not one.
#include "storage/keys.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <tuple>

namespace postern::storage {
namespace {

using Tuple = std::tuple<std::string, std::uint64_t, std::string>;

std::string encode(const Tuple& tuple) {
  const auto& [first, number, second] = tuple;
  return KeyBuilder('T').text(first).u64(number).text(second).take();
}

// Short texts of the bytes that matter to the encoding.
Tuple random_tuple(std::mt19937& random) {
  static constexpr char kBytes[] = {'\x00', '\x01', '\x02', 'a', '\xfe', '\xff'};
  const auto text = [&] {
    std::string text(random() % 4, '\0');
    for (char& byte : text) byte = kBytes[random() % sizeof kBytes];
    return text;
  };
  std::string first = text();
  const std::uint64_t number = std::uint64_t{random() % 3} << (8 * (random() % 8));
  return {std::move(first), number, text()};
}

TEST_CASE("keys sort as their components do", "[storage][keys]") {
  std::mt19937 random(1);
  bool same_order = true;
  for (int i = 0; i < 20'000; ++i) {
    const Tuple a = random_tuple(random), b = random_tuple(random);
    same_order &= (a < b) == (encode(a) < encode(b)) && (a == b) == (encode(a) == encode(b));
  }
  CHECK(same_order);
}

TEST_CASE("a key reads back as the components it was built from", "[storage][keys]") {
  std::mt19937 random(2);
  for (int i = 0; i < 2'000; ++i) {
    const Tuple tuple = random_tuple(random);
    const std::string key = encode(tuple);
    KeyReader reader(key);
    REQUIRE(reader.table('T').ok());
    const auto first = reader.text();
    const auto number = reader.u64();
    const auto second = reader.text();
    REQUIRE((first.ok() && number.ok() && second.ok() && reader.end().ok()));
    REQUIRE(Tuple(*first, *number, *second) == tuple);
  }
}

TEST_CASE("D23: a prefix of whole components covers exactly the keys that continue it",
          "[storage][keys]") {
  std::mt19937 random(3);
  bool exact = true;
  for (int i = 0; i < 20'000; ++i) {
    const std::string wanted = std::get<0>(random_tuple(random));
    const Tuple tuple = random_tuple(random);
    const std::string key = encode(tuple), prefix = KeyBuilder('T').text(wanted).take();
    const bool covered = key >= prefix && key < prefix_end(prefix);
    exact &= covered == (std::get<0>(tuple) == wanted);
  }
  CHECK(exact);
}

TEST_CASE("D23: a prefix of a text covers exactly the texts that begin with it",
          "[storage][keys]") {
  std::mt19937 random(4);
  bool exact = true;
  for (int i = 0; i < 20'000; ++i) {
    const std::string wanted = std::get<0>(random_tuple(random)).substr(0, 2);
    const Tuple tuple = random_tuple(random);
    const std::string key = encode(tuple), prefix = KeyBuilder('T').text_prefix(wanted).take();
    const bool covered = key >= prefix && key < prefix_end(prefix);
    exact &= covered == std::get<0>(tuple).starts_with(wanted);
  }
  CHECK(exact);
}

// On disk for good: these bytes never change.
TEST_CASE("the encoding of keys is pinned", "[storage][keys]") {
  using namespace std::string_literals;
  CHECK(KeyBuilder('U').text("a\0b"s).u64(0x0102).raw("xy").take() ==
        "Ua\0\xff"
        "b\0\x01\0\0\0\0\0\0\x01\x02xy"s);
  CHECK(KeyBuilder('U').text("").take() == "U\0\x01"s);
}

TEST_CASE("the end of a prefix follows every key that has it", "[storage][keys]") {
  CHECK(prefix_end("a") == "b");
  CHECK(prefix_end("a\xff\xff") == "b");
  CHECK(prefix_end("a\x7f") == "a\x80");
  CHECK(prefix_end("\xff\xff").empty());
  CHECK(prefix_end("").empty());
}

TEST_CASE("malformed keys are refused", "[storage][keys]") {
  using namespace std::string_literals;
  for (const std::string& text : {""s, "abc"s, "abc\0"s, "abc\0\x02"s, "\0\xff"s}) {
    KeyReader reader(text);
    const auto read = reader.text();
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().errc == Errc::corrupt);
  }
  CHECK_FALSE(KeyReader("1234567").u64().ok());
  CHECK_FALSE(KeyReader("12").raw(3).ok());
  CHECK_FALSE(KeyReader("").table('T').ok());
  CHECK_FALSE(KeyReader("U").table('T').ok());
  CHECK_FALSE(KeyReader("x").end().ok());
}

}  // namespace
}  // namespace postern::storage
