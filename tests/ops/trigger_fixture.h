// A pool whose functions are recorded, answer what a test says, or fail.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ops/auth_fixture.h"

namespace postern::test {

// Records every event; answers with the event itself, as Lambda functions do.
struct TriggerFixture : AuthFixture {
  using AuthFixture::AuthFixture;
  std::vector<Json> events;

  void record(std::string_view name, std::string_view response = {}) {
    set(name,
        [this, response = std::string(response)](std::string_view event) -> Result<std::string> {
          events.push_back(Json::parse(event).value());
          if (response.empty()) return std::string(event);
          return R"({"response":)" + response + "}";
        });
  }
  void set(std::string_view name, HostFunction function) {
    REQUIRE(engine->set_trigger(name, 0, pool, std::move(function)).ok());
  }
  void fail(std::string_view name, std::string_view text) {
    set(name, [text = std::string(text)](std::string_view) -> Result<std::string> {
      return Error{Errc::rejected, "HostError", text};
    });
  }
  void answer(std::string_view name, std::string_view text) {
    set(name, [text = std::string(text)](std::string_view) -> Result<std::string> { return text; });
  }
  void record_all() {
    for (const char* name :
         {"PreSignUp", "PostConfirmation", "PreAuthentication", "PostAuthentication",
          "PreTokenGeneration", "CustomMessage", "UserMigration"}) {
      record(name);
    }
  }
  std::string sources() {
    std::string out;
    for (const Json& event : events) out += std::string(event.get_string("triggerSource")) + " ";
    events.clear();
    return out;
  }
  static std::string members(const Json& object) {
    std::string out;
    for (const JsonMember& member : object.as_object()) out += member.key + " ";
    return out;
  }
};

}  // namespace postern::test
