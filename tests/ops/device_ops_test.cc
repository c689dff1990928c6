// The operations on devices: confirmed, listed, remembered and bounded, each user's their own.
#include "ops/device_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

// Remembered only when the user says so.
struct OnPromptFixture : DeviceFixture {
  OnPromptFixture()
      : DeviceFixture(R"({"AutoVerifiedAttributes":["email"],
            "DeviceConfiguration":{"ChallengeRequiredOnNewDevice":false,
                                   "DeviceOnlyRememberedOnUserPrompt":true}})") {}
};

std::string device_attribute(const Json& device, std::string_view name) {
  for (const Json& item : device.find("DeviceAttributes")->as_array()) {
    if (item.get_string("Name") == name) return std::string(item.get_string("Value"));
  }
  return "(none)";
}

}  // namespace

TEST_CASE_METHOD(DeviceFixture, "a sign-in from an unknown device is offered a key to confirm") {
  const Json tokens = sign_in("alice");
  const OwnDevice device = device_of(tokens);
  CHECK(device.key.starts_with("us-east-1_"));
  CHECK(device.key.size() == 46);
  CHECK_FALSE(device.group_key.empty());
  CHECK(claims(tokens.get_string("AccessToken")).get_string("device_key") == device.key);
  CHECK_FALSE(claims(tokens.get_string("IdToken")).contains("device_key"));
  CHECK(device_of(sign_in("alice")).key != device.key);
  // Nothing is tracked before it is confirmed.
  CHECK(refusal("GetDevice", device_request(tokens, device.key)) == kNoDevice);
  const Json confirmed = run("ConfirmDevice", confirm_request(tokens, device));
  CHECK_FALSE(confirmed.get_bool("UserConfirmationNecessary"));
  const Json shown = *run("GetDevice", device_request(tokens, device.key)).find("Device");
  CHECK(shown.get_string("DeviceKey") == device.key);
  CHECK(device_attribute(shown, "device_name") == "kitchen tablet");
  CHECK(device_attribute(shown, "device_status") == "valid");
  CHECK(device_attribute(shown, "dev:device_remembered_status") == "remembered");
  CHECK(refusal("ConfirmDevice", confirm_request(tokens, device)) ==
        "DeviceKeyExistsException: Device key already exists.");
}

TEST_CASE_METHOD(DeviceFixture, "S13: a session confirms its own key and no other") {
  new_confirmed("bob");
  const Json tokens = sign_in("alice");
  const OwnDevice device = device_of(tokens);
  for (const std::string& key : {device_of(sign_in("alice")).key, device_of(sign_in("bob")).key,
                                 std::string("us-east-1_00000000-0000-4000-8000-000000000000")}) {
    Json request = confirm_request(tokens, device);
    CHECK(refusal("ConfirmDevice", request.set("DeviceKey", key)) ==
          "InvalidParameterException: Invalid device key given.");
  }
  run("ConfirmDevice", confirm_request(tokens, device));
}

TEST_CASE_METHOD(DeviceFixture, "a verifier that is none is refused") {
  const Json tokens = sign_in("alice");
  const OwnDevice device = device_of(tokens);
  const Json good = verifier_config(device);
  const auto with = [&](std::string_view member, std::string_view value) {
    Json config = good;
    config.set(member, value);
    Json request = confirm_request(tokens, device);
    return refusal("ConfirmDevice", request.set("DeviceSecretVerifierConfig", config));
  };
  constexpr std::string_view kInvalid =
      "InvalidParameterException: Invalid device secret verifier config given.";
  for (const std::string_view text : {"", "AA==", "AQ==", "not base64", "AAAA=", "////"}) {
    INFO(text);
    CHECK(with("Salt", text) == kInvalid);
  }
  const std::string ones(384, '\xff');  // More than N.
  for (const std::string& text :
       {std::string(), std::string("AA=="), std::string("AQ=="), std::string("not base64"),
        codec::base64_encode(ones), codec::base64_encode(std::string(500, 'a')),
        std::string(100'000, 'A')}) {
    INFO(text.substr(0, 20));
    CHECK(with("PasswordVerifier", text) == kInvalid);
  }
  Json request = confirm_request(tokens, device);
  request.erase("DeviceSecretVerifierConfig");
  CHECK(refusal("ConfirmDevice", request) ==
        "InvalidParameterException: Missing required parameter DeviceSecretVerifierConfig");
  run("ConfirmDevice", confirm_request(tokens, device));
}

TEST_CASE_METHOD(OnPromptFixture, "a device is remembered when its user says so") {
  record("PostAuthentication");
  const Json tokens = sign_in("alice");
  const OwnDevice device = device_of(tokens);
  CHECK(
      run("ConfirmDevice", confirm_request(tokens, device)).get_bool("UserConfirmationNecessary"));
  // Known, and not asked for a proof.
  const Json known = tokens_of(run("InitiateAuth", start_request("alice", device.key)));
  CHECK_FALSE(known.contains("NewDeviceMetadata"));
  CHECK_FALSE(events.back().find("request")->get_bool("newDeviceUsed"));
  Json update = device_request(tokens, device.key);
  CHECK(refusal("UpdateDeviceStatus", update) ==
        "InvalidParameterException: Missing required parameter DeviceRememberedStatus");
  run("UpdateDeviceStatus", update.set("DeviceRememberedStatus", "remembered"));
  CHECK(sign_in_from(device).contains("AccessToken"));
  const Json of_alice = for_user("alice", "DeviceKey", device.key);
  run("AdminUpdateDeviceStatus", Json(of_alice).set("DeviceRememberedStatus", "not_remembered"));
  CHECK(device_attribute(*run("AdminGetDevice", of_alice).find("Device"),
                         "dev:device_remembered_status") == "not_remembered");
  CHECK(tokens_of(run("InitiateAuth", start_request("alice", device.key))).contains("AccessToken"));
}

TEST_CASE_METHOD(DeviceFixture, "A08: devices are listed page by page, each user's their own") {
  new_confirmed("bob");
  std::vector<std::string> keys;
  for (int i = 0; i < 5; ++i) keys.push_back(confirm().device.key);
  confirm("bob");
  std::sort(keys.begin(), keys.end());
  const Json tokens = confirm().tokens;
  keys.push_back(device_of(tokens).key);
  std::sort(keys.begin(), keys.end());
  const auto all = [&](std::string_view operation, Json request) {
    std::vector<std::string> found;
    request.set("Limit", 4);
    for (;;) {
      const Json page = run(operation, request);
      for (const Json& device : page.find("Devices")->as_array()) {
        found.emplace_back(device.get_string("DeviceKey"));
      }
      if (!page.contains("PaginationToken")) return found;
      request.set("PaginationToken", page.get_string("PaginationToken"));
    }
  };
  const Json mine = object("AccessToken", tokens.get_string("AccessToken"));
  CHECK(all("ListDevices", mine) == keys);
  CHECK(all("AdminListDevices", for_user("alice")) == keys);
  const std::string token(
      run("ListDevices", Json(mine).set("Limit", 1)).get_string("PaginationToken"));
  CHECK(outcome("ListDevices", Json(mine).set("PaginationToken", token)).empty());
  CHECK(refusal("AdminListDevices", for_user("bob", "PaginationToken", token))
            .starts_with("InvalidParameterException: "));
}

TEST_CASE_METHOD(DeviceFixture, "a user's devices are bounded: the least used one has to go") {
  const Confirmed first = confirm();
  const OwnDevice second = confirm().device;
  for (int i = 0; i < 98; ++i) {
    advance_s(1);
    confirm();
  }
  CHECK(sign_in_from(first.device).contains("AccessToken"));
  confirm();
  CHECK(refusal("InitiateAuth", start_request("alice", second.key)) == kNoDevice);
  CHECK(sign_in_from(first.device).contains("AccessToken"));
}

TEST_CASE_METHOD(DeviceFixture, "devices go with their user") {
  const OwnDevice device = confirm().device;
  run("AdminDeleteUser", for_user("alice"));
  new_confirmed("alice");
  CHECK(refusal("InitiateAuth", start_request("alice", device.key)) == kNoDevice);
}
