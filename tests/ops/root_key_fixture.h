// A store whose root key is replaced: what tests of it start from.
#pragma once

#include <string>

#include "ops/auth_fixture.h"
#include "ops/sealed_rows.h"

namespace postern::test {

inline const std::string kOld(32, 'k');
inline const std::string kNew(32, 'n');
inline const std::string kThird(32, 't');

inline Json with_key(const std::string& key) {
  return object("NewRootKey", codec::base64_encode(key));
}

struct RootKeyFixture : AuthFixture {
  bool go_on() { return run("postern:RotateRootKey", Json::object()).get_bool("Complete"); }
  bool begin(const std::string& key = kNew) {
    return run("postern:RotateRootKey", with_key(key)).get_bool("Complete");
  }
  void complete() {
    for (int i = 0; i < 1000; ++i) {
      if (go_on()) return;
    }
    FAIL("the rotation does not end");
  }
  void reopen(const std::string& key) {
    engine.reset();
    root_key = key;
    engine = open(memory);
  }
  std::string refusal_to_open(storage::Storage& storage, const std::string& key) {
    root_key = key;
    const auto opened = try_open(storage);
    REQUIRE_FALSE(opened.ok());
    return opened.error().message;
  }
  // Enough of them for several slices.
  void new_users(int from, int to) {
    for (int i = from; i < to; ++i) new_user(pool, "user" + std::to_string(i));
  }
  void check_only(storage::Storage& storage, const std::string& key) {
    CHECK(opened_by(storage, key) == sealed_rows(storage));
    for (const std::string& other : {kOld, kNew, kThird}) {
      if (other != key) CHECK(opened_by(storage, other) == 0);
    }
  }
};

}  // namespace postern::test
