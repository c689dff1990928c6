// Devices are confirmed, remembered or not, forgotten, and prove themselves.
#include <algorithm>

#include "codec/base64.h"
#include "codec/hex.h"
#include "codec/srp_timestamp.h"
#include "crypto/srp.h"
#include "simulation/sign_in.h"

namespace postern::sim {
namespace {

std::string bytes_of(Dice& dice, std::size_t count) {
  std::string bytes(count, '\0');
  for (char& byte : bytes) byte = static_cast<char>(dice.next());
  return bytes;
}

Device& device_of(Life& life, Person& person, const Family& family) {
  for (const auto& device : person.devices) {
    if (device->key == family.device_key) return *device;
  }
  person.devices.push_back(std::make_unique<Device>());
  Device& device = *person.devices.back();
  device.key = family.device_key;
  device.group_key = family.device_group_key;
  device.secret = codec::hex_encode(bytes_of(life.world.dice, 20));
  return device;
}

Json confirmation(Life& life, const Family& family, const Device& device) {
  const std::string salt = bytes_of(life.world.dice, 16);
  const Secret verifier = crypto::srp::verifier(device.group_key, device.key, device.secret, salt);
  return object("AccessToken", family.access_tokens.back().text, "DeviceKey", device.key)
      .set("DeviceSecretVerifierConfig",
           object("Salt", codec::base64_encode(salt), "PasswordVerifier",
                  codec::base64_encode(verifier.view())));
}

// What a refusal that names no device says of one. It goes with its user.
bool is_gone(Life& life, const Person& person, Device& device, const Answer& answer) {
  if (!answer.said("Device does not exist.")) return false;
  if (!device.known.saw(false, answer.span) && !person.exists.may_be(false, answer.span)) {
    life.world.violated("a device has been lost");
  }
  return true;
}

Device* any_device(Life& life, const Somebody& who) {
  return who && !who.person->devices.empty() ? life.world.dice.pick(who.person->devices).get()
                                             : nullptr;
}

}  // namespace

void confirm_device(Life& life) {
  const Somebody who = somebody(life);
  if (!who) return;
  const Use use(*who.name);
  Person& person = *who.person;
  Family* const family = newest_session_of(life, person);
  if (family == nullptr || family->device_group_key.empty()) return;
  Device& device = device_of(life, person, *family);
  Writes writes(person, life.world.now());
  writes.add(device.known, true);
  if (!life.world.settings.remembers_on_prompt) writes.add(device.remembered, true);
  const Answer answer = life.world.call("ConfirmDevice", confirmation(life, *family, device));
  if (answer.heard() && !family->revoked.saw(false, answer.span)) {
    life.world.violated("a device is confirmed with a revoked token");
  }
  if (answer.refused("DeviceKeyExistsException") && !device.known.may_be(true, answer.span)) {
    life.world.violated("a device that nobody confirmed is known");
  }
  writes.end(answer.fate(), answer.span.end);
  life.agrees(person, answer);
}

void change_device(Life& life) {
  const Somebody who = somebody(life);
  Device* const device = any_device(life, who);
  if (device == nullptr) return;
  const Use use(*who.name);
  const bool remembers = life.world.dice.one_in(2);
  Writes writes(*who.person, life.world.now());
  writes.add(device->remembered, remembers);
  const Answer answer =
      life.world.call("AdminUpdateDeviceStatus",
                      life.for_user(*who.name, "DeviceKey", device->key, "DeviceRememberedStatus",
                                    remembers ? "remembered" : "not_remembered"));
  if (answer.heard() && !device->known.saw(true, answer.span)) {
    life.world.violated("a device is changed that was forgotten");
  }
  writes.end(answer.fate(), answer.span.end);
  if (!is_gone(life, *who.person, *device, answer)) life.agrees(*who.person, answer);
}

void forget_device(Life& life) {
  const Somebody who = somebody(life);
  Device* const device = any_device(life, who);
  if (device == nullptr) return;
  const Use use(*who.name);
  Writes writes(*who.person, life.world.now());
  writes.add(device->known, false).add(device->remembered, false);
  for (const auto& family : life.families) {
    if (family->device_key == device->key) writes.add(family->revoked, true);
  }
  Ending& forgotten = device->forgotten.emplace_back(life.world.now());
  const Answer answer =
      life.world.call("AdminForgetDevice", life.for_user(*who.name, "DeviceKey", device->key));
  if (answer.heard() && !device->known.may_be(true, answer.span)) {
    life.world.violated("a device is forgotten twice");
  }
  writes.end(answer.fate(), answer.span.end);
  forgotten.end(answer.fate(), answer.span.end);
  if (!is_gone(life, *who.person, *device, answer)) life.agrees(*who.person, answer);
}

void name_device(Life& life, Turn& turn, Json& parameters) {
  Dice& dice = life.world.dice;
  if (life.world.settings.devices == Devices::unknown || !dice.one_in(2)) return;
  Person* owner = turn.attempt.person;
  if (dice.one_in(16)) {
    const Somebody other = somebody(life);
    if (other && other.person != owner) owner = other.person;
  }
  if (owner->devices.empty()) return;
  Device* const device = dice.pick(owner->devices).get();
  turn.attempt.others_device = owner != turn.attempt.person;
  if (!turn.attempt.others_device) turn.attempt.device = device;
  turn.names_device = true;
  parameters.set("DEVICE_KEY", device->key);
}

Json answer_device(Life& life, Turn& turn) {
  if (turn.attempt.device == nullptr) return Json::object();
  std::string secret = bytes_of(life.world.dice, 32);
  secret[0] = 1;
  turn.srp = std::make_shared<const test::SrpClient>(
      test::SrpClient::with_secret(turn.attempt.device->group_key, codec::hex_encode(secret)));
  return object("SRP_A", turn.srp->A_hex(), "DEVICE_KEY", turn.attempt.device->key);
}

Json answer_device_verifier(Life& life, const Challenge& challenge, Turn& turn) {
  const Device* const device = turn.attempt.device;
  if (device == nullptr || !challenge.srp) return Json::object();
  const Json& parameters = *challenge.response.find("ChallengeParameters");
  const std::string timestamp = codec::format_srp_timestamp(life.world.now_us() / kMicrosPerSecond);
  const std::string_view block = parameters.get_string("SECRET_BLOCK");
  turn.attempt.proofs.insert("device");
  turn.proves_device = true;
  return object("PASSWORD_CLAIM_SECRET_BLOCK", block, "TIMESTAMP", timestamp, "DEVICE_KEY",
                device->key, "PASSWORD_CLAIM_SIGNATURE",
                challenge.srp->answer(device->key, turn.right ? device->secret : "a guess",
                                      std::string(parameters.get_string("SALT")),
                                      std::string(parameters.get_string("SRP_B")),
                                      codec::base64_decode(block).value(), timestamp));
}

void judge_device_answer(Life& life, const Turn& turn, const Answer& answer) {
  Device* const device = turn.attempt.device;
  // One that is not remembered any more proves nothing either.
  const bool may_prove = device != nullptr && device->remembered.must_be(true, answer.span);
  if (device != nullptr && (!turn.proves_device || may_prove)) {
    is_gone(life, *turn.attempt.person, *device, answer);
  }
  if (!turn.proves_device || !answer.heard()) return;
  if (!turn.right) life.world.violated("a device is accepted without its secret");
  if (!device->remembered.saw(true, answer.span)) {
    life.world.violated("a device is accepted that is not remembered");
  }
}

}  // namespace postern::sim
