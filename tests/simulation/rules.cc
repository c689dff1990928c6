// The rules of tokens, codes and guesses: what must never be, whatever happened.
#include <algorithm>

#include "codec/base64.h"
#include "simulation/life.h"

namespace postern::sim {
namespace {

constexpr std::int64_t kTokenLifeUs = 3600 * kMicrosPerSecond;
constexpr std::int64_t kForgetUs = 14 * 60 * kMicrosPerSecond;

Json claims_of(std::string_view token) {
  const std::size_t begin = token.find('.') + 1;
  const auto payload = codec::base64url_decode(token.substr(begin, token.find('.', begin) - begin));
  if (!payload.ok()) return {};
  auto claims = Json::parse(*payload);
  return claims.ok() ? std::move(*claims) : Json();
}

// Whether the end of all sessions reached one that began meanwhile. Who could not have signed in
// after it, as things stand when both are over, did so before.
Fate reaches(const SignOutOfAll& ended, const Family& family, Moment now) {
  if (ended.fate != Fate::done) return ended.fate;
  const Person& person = *family.person;
  const Span then{now, now};
  bool barred = false;
  if (ended.bar == Bar::disabled) barred = person.enabled.must_be(false, then);
  if (ended.bar == Bar::reset_required) {
    barred = person.status.must_be(std::string(kResetRequired), then);
  }
  if (ended.bar == Bar::password) {
    barred = !family.password.empty() && !person.password.may_be(family.password, then);
  }
  return barred ? Fate::done : Fate::unknown;
}

}  // namespace

bool Life::agrees(Person& person, const Answer& answer) {
  if (answer.heard() && !person.exists.saw(true, answer.span)) {
    world.violated("somebody who was deleted is served");
  }
  if (answer.refused("UserNotFoundException") && !person.exists.saw(false, answer.span)) {
    world.violated("somebody is gone whom nobody deleted");
  }
  if (answer.refused("ResourceNotFoundException") && !answer.said("Device does not exist.")) {
    world.violated("the pool or the app is gone");
  }
  return !world.over();
}

bool Life::owes_factor(Person& person, const Span& span) const {
  if (mfa_mode.may_be("OFF", span)) return false;
  return mfa_mode.must_be("ON", span) || person.totp.must_be(true, span) ||
         person.sms.must_be(true, span) || person.mail_factor.must_be(true, span);
}

// Whether an address that was just confirmed may stand for the second factor: once, for a day, and
// for the first sign-in alone.
bool Life::uses_first_sign_in(Person& person, const Answer& answer) {
  for (FirstSignIn& first : person.first_sign_ins) {
    const bool came_first = std::ranges::none_of(person.token_spans, [&](const Span& signed_in) {
      return signed_in.begin > first.granted.end && signed_in.end < answer.span.begin;
    });
    const bool is_fresh =
        answer.began_us - first.granted_us < 24 * kTokenLifeUs + 2 * World::kSkewMaxUs;
    if (first.used || !came_first || !is_fresh || first.granted.begin > answer.span.end) continue;
    first.used = true;
    return true;
  }
  return false;
}

// A session is bound to the device that it began on, which has proven itself where it must.
void Life::judge_device(const Attempt& attempt, const Answer& answer, Family& family) {
  if (attempt.others_device) world.violated("tokens for somebody else's device");
  if (const Json* made = answer.body.find("AuthenticationResult")->find("NewDeviceMetadata")) {
    family.device_key = made->get_string("DeviceKey");
    family.device_group_key = made->get_string("DeviceGroupKey");
    return;
  }
  if (attempt.device == nullptr) return;
  Device& device = *attempt.device;
  family.device_key = device.key;
  if (device.remembered.must_be(true, answer.span) && !attempt.proofs.contains("device")) {
    world.violated("tokens without the proof of a remembered device");
  }
  for (Ending& forgotten : device.forgotten) forgotten.reach(family, answer.span);
}

void Life::judge_sign_in(const Attempt& attempt, const Answer& answer, bool must_refuse) {
  Person& person = *attempt.person;
  const Span& span = answer.span;
  const bool first = attempt.proofs.contains("password") || attempt.proofs.contains("email") ||
                     attempt.proofs.contains("custom") || attempt.proofs.contains("passkey");
  const bool second =
      attempt.proofs.contains("totp") || attempt.proofs.contains("sms") ||
      attempt.proofs.contains("second email") || attempt.proofs.contains("custom") ||
      (attempt.proofs.contains("device") && world.settings.devices == Devices::replaces);
  if (must_refuse) world.violated("tokens for a user who is locked out");
  if (!first) world.violated("tokens without a first factor");
  if (!second && owes_factor(person, span) && !uses_first_sign_in(person, answer)) {
    world.violated("tokens without the second factor");
  }
  person.token_spans.push_back(span);
  if (attempt.proofs.contains("password") && !person.password.saw(attempt.password, span)) {
    world.violated("tokens for a password that is not in force");
  }
  if (!person.enabled.saw(true, span)) world.violated("tokens for a disabled user");
  if (!person.status.saw(std::string(kConfirmed), span)) {
    world.violated("tokens for a user who is not confirmed");
  }
}

void Life::receive_tokens(const Attempt& attempt, const Answer& answer, bool must_refuse) {
  judge_sign_in(attempt, answer, must_refuse);
  Person& person = *attempt.person;
  const Json& result = *answer.body.find("AuthenticationResult");
  const Json claims = claims_of(result.get_string("AccessToken"));
  if (claims.get_string("username") != person.name) world.violated("tokens for another user");
  if (person.sub.empty()) person.sub = claims.get_string("sub");
  if (claims.get_string("sub") != person.sub) world.violated("tokens for another person");
  if (!agrees(person, answer)) return;

  ++sign_ins;
  Family& family = begin_family(attempt, answer);
  judge_device(attempt, answer, family);
  keep_tokens(family, answer);
}

Family& Life::begin_family(const Attempt& attempt, const Answer& answer) {
  Person& person = *attempt.person;
  const Span& span = answer.span;
  auto family = std::make_unique<Family>();
  family->person = &person;
  family->app = attempt.app;
  if (attempt.proofs.contains("password")) family->password = attempt.password;
  family->made = span;
  for (SignOutOfAll& ended : person.sign_outs) {
    if (ended.span.end == kNever) {
      ended.late.emplace_back(family.get(), family->revoked.begin_write(true, span.begin));
    } else if (ended.fate != Fate::not_done && ended.span.overlaps(span)) {
      const std::size_t write = family->revoked.begin_write(true, span.begin);
      family->revoked.end_write(write, reaches(ended, *family, world.tick()), span.end);
    }
  }
  family->may_end = world.settings.tracks_sessions;
  auto& list = answer.body.contains("AuthenticationResult") ? families : browser_sessions;
  list.push_back(std::move(family));
  return *list.back();
}

void Life::keep_tokens(Family& family, const Answer& answer) {
  const Json* const result = answer.body.find("AuthenticationResult");
  if (result == nullptr) return;
  if (result->contains("RefreshToken")) {
    family.refresh_tokens.push_back(
        {.text = std::string(result->get_string("RefreshToken")), .made = answer.span});
  }
  family.access_tokens.push_back({.text = std::string(result->get_string("AccessToken")),
                                  .made = answer.span,
                                  .earliest_us = answer.began_us,
                                  .latest_us = answer.ended_us});
}

bool is_for(const Mail& mail, CodeFor purpose) {
  const std::string& source = mail.source;
  if (purpose == CodeFor::sign_up) return source == "SignUp" || source == "ResendCode";
  if (purpose == CodeFor::forgotten_password) return source == "ForgotPassword";
  return source == "UpdateUserAttribute" || source == "VerifyUserAttribute";
}

std::vector<const Mail*> Life::letters(const Person& person, CodeFor purpose) const {
  std::vector<const Mail*> list;
  for (const Mail& letter : world.mail) {
    const bool has_come = letter.arrives <= world.now();
    if (has_come && letter.name == person.name && is_for(letter, purpose)) list.push_back(&letter);
  }
  return list;
}

void Life::judge_code(const Person& person, CodeFor purpose, std::string_view code,
                      const Answer& answer) {
  const auto is_for_this = [&](const Mail& mail) {
    return mail.name == person.name && mail.made.end >= person.made.begin && is_for(mail, purpose);
  };
  Mail* found = nullptr;
  for (Mail& mail : world.mail) {
    if (is_for_this(mail) && mail.code == code && mail.made.end < answer.span.end) found = &mail;
  }
  if (found == nullptr) return world.violated("a code that nobody was sent is accepted");
  const std::int64_t life_us = (purpose == CodeFor::forgotten_password ? 1 : 24) * kTokenLifeUs;
  if (answer.began_us - found->sent_us > life_us + 2 * World::kSkewMaxUs + kMicrosPerSecond) {
    world.violated("a code is accepted that is too old");
  }
  for (const Mail& mail : world.mail) {
    if (is_for_this(mail) && mail.made.begin > found->made.end &&
        mail.made.end < answer.span.begin) {
      world.violated("a code is accepted that another one replaced");
    }
  }
  if (purpose == CodeFor::address && !person.email.may_be(found->destination, answer.span)) {
    world.violated("a code verifies an address that it was not sent to");
  }
  if (++found->accepted > 1) world.violated("a code is accepted twice");
}

bool Life::is_locked(const Person& person) const {
  const Guesses& guesses = person.guesses;
  if (guesses.counted_at_least < 5 || guesses.clearing > 0) return false;
  if (world.now_us() - guesses.last_us > kForgetUs) return false;
  const int exponent = std::min(guesses.counted_at_least - 5, 9);
  const std::int64_t until_us = guesses.last_us + (std::int64_t{1} << exponent) * kMicrosPerSecond;
  // The call may take some time itself, and clocks differ.
  return world.now_us() + 2 * World::kSkewMaxUs + 100'000 < until_us;
}

void Life::guessed(Person& person, const Answer& answer, bool was_right) {
  Guesses& guesses = person.guesses;
  const bool told =
      answer.said("Incorrect username or password.") || answer.refused("CodeMismatchException");
  if (was_right || !told) return;
  if (guesses.clearing > 0 || guesses.cleared >= answer.span.begin) return;
  if (answer.began_us - guesses.last_us > kForgetUs) guesses.counted_at_least = 0;
  ++guesses.counted_at_least;
  guesses.last_us = answer.began_us;
}

Clearing::~Clearing() {
  Guesses& guesses = person_.guesses;
  --guesses.clearing;
  if (fate_ == Fate::not_done) return;
  guesses.counted_at_least = 0;
  guesses.cleared = life_.world.tick();
  // Of calls under way this knows nothing, so there must be none.
  if (alone_) guesses.begun_at_most = 0;
}

SignOut::SignOut(Life& life, Person& person, Writes& writes, Bar bar)
    : life_(life), person_(person), index_(person.sign_outs.size()) {
  person.sign_outs.push_back({.span = {life.world.now(), kNever}, .bar = bar});
  for (const auto* list : {&life.families, &life.browser_sessions}) {
    for (const auto& family : *list) {
      if (family->person == &person) writes.add(family->revoked, true);
    }
  }
}

void SignOut::end(const Answer& answer) {
  SignOutOfAll& ended = person_.sign_outs[index_];
  ended.span.end = answer.span.end;
  ended.fate = answer.fate();
  for (const auto& [family, write] : ended.late) {
    family->revoked.end_write(write, reaches(ended, *family, life_.world.tick()), answer.span.end);
  }
}

}  // namespace postern::sim
