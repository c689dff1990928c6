// A pool that tracks devices, and a client's half of confirming and proving one.
#pragma once

#include <string>
#include <string_view>

#include "codec/hex.h"
#include "crypto/srp.h"
#include "ops/trigger_fixture.h"

namespace postern::test {

inline constexpr std::string_view kDeviceSecret = "what-the-device-remembers";
inline constexpr std::string_view kNoDevice = "ResourceNotFoundException: Device does not exist.";

// A device as its client knows it.
struct OwnDevice {
  std::string key;
  std::string group_key;
};

struct DeviceFixture : TriggerFixture {
  explicit DeviceFixture(std::string_view pool_members = R"({"AutoVerifiedAttributes":["email"],
      "DeviceConfiguration":{"ChallengeRequiredOnNewDevice":true,
                             "DeviceOnlyRememberedOnUserPrompt":false}})")
      : TriggerFixture(pool_members) {
    new_confirmed("alice");
  }

  static OwnDevice device_of(const Json& tokens) {
    const Json* metadata = tokens.find("NewDeviceMetadata");
    REQUIRE(metadata != nullptr);
    return {std::string(metadata->get_string("DeviceKey")),
            std::string(metadata->get_string("DeviceGroupKey"))};
  }
  static Json verifier_config(const OwnDevice& device, std::string_view secret = kDeviceSecret) {
    const std::string salt = "sixteen salty by";
    const Secret verifier = crypto::srp::verifier(device.group_key, device.key, secret, salt);
    return object("Salt", codec::base64_encode(salt), "PasswordVerifier",
                  codec::base64_encode(verifier.view()));
  }
  Json confirm_request(const Json& tokens, const OwnDevice& device) {
    return object("AccessToken", tokens.get_string("AccessToken"), "DeviceKey", device.key,
                  "DeviceName", "kitchen tablet")
        .set("DeviceSecretVerifierConfig", verifier_config(device));
  }
  // Signs in from a new device and confirms it.
  struct Confirmed {
    Json tokens;
    OwnDevice device;
  };
  Confirmed confirm(std::string_view name = "alice") {
    const Json tokens = sign_in(name);
    OwnDevice device = device_of(tokens);
    run("ConfirmDevice", confirm_request(tokens, device));
    return {tokens, std::move(device)};
  }

  Json start_request(std::string_view name, std::string_view device_key) {
    return auth_request("USER_PASSWORD_AUTH",
                        object("USERNAME", name, "PASSWORD", kPassword, "DEVICE_KEY", device_key));
  }
  // The two answers of a device.
  struct DeviceStart {
    SrpClient client;
    Json parameters;
  };
  Json device_srp_request(const Json& challenge, std::string_view A_hex,
                          std::string_view device_key, std::string_view name = "alice") {
    return respond_request("DEVICE_SRP_AUTH",
                           object("USERNAME", name, "DEVICE_KEY", device_key, "SRP_A", A_hex), {},
                           challenge.get_string("Session"));
  }
  DeviceStart start_device(const Json& challenge, const OwnDevice& device,
                           std::string_view name = "alice") {
    REQUIRE(challenge.get_string("ChallengeName") == "DEVICE_SRP_AUTH");
    SrpClient srp = SrpClient::create(device.group_key, 32);
    const Json answer =
        run("RespondToAuthChallenge", device_srp_request(challenge, srp.A_hex(), device.key, name));
    REQUIRE(answer.get_string("ChallengeName") == "DEVICE_PASSWORD_VERIFIER");
    return {std::move(srp), *answer.find("ChallengeParameters")};
  }
  Json device_answer(const DeviceStart& start, const OwnDevice& device, std::string_view secret,
                     std::string_view name = "alice") {
    const std::string timestamp = codec::format_srp_timestamp(clock->now_us() / kMicrosPerSecond);
    const std::string_view block = start.parameters.get_string("SECRET_BLOCK");
    return respond_request(
        "DEVICE_PASSWORD_VERIFIER",
        object("USERNAME", name, "DEVICE_KEY", device.key, "PASSWORD_CLAIM_SECRET_BLOCK", block,
               "PASSWORD_CLAIM_SIGNATURE",
               start.client.answer(device.key, secret,
                                   std::string(start.parameters.get_string("SALT")),
                                   std::string(start.parameters.get_string("SRP_B")),
                                   codec::base64_decode(block).value(), timestamp),
               "TIMESTAMP", timestamp));
  }
  Json prove(const Json& challenge, const OwnDevice& device, std::string_view name = "alice") {
    return run("RespondToAuthChallenge",
               device_answer(start_device(challenge, device, name), device, kDeviceSecret, name));
  }
  // A sign-in from a device that is remembered, to its end.
  Json sign_in_from(const OwnDevice& device) {
    return tokens_of(prove(run("InitiateAuth", start_request("alice", device.key)), device));
  }

  Json claims(std::string_view token) {
    const std::size_t begin = token.find('.') + 1;
    const std::string_view payload = token.substr(begin, token.find('.', begin) - begin);
    return json(codec::base64url_decode(payload).value());
  }
  Json device_request(const Json& tokens, std::string_view key) {
    return object("AccessToken", tokens.get_string("AccessToken"), "DeviceKey", key);
  }
  Json refresh_from(const Json& tokens, std::string_view device_key) {
    return auth_request(
        "REFRESH_TOKEN_AUTH",
        object("REFRESH_TOKEN", tokens.get_string("RefreshToken"), "DEVICE_KEY", device_key));
  }
};

}  // namespace postern::test
