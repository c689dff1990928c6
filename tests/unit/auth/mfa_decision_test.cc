// The decision order of the developer guide, "Details of MFA logic", line by line.
#include "auth/mfa_decision.h"

#include <string>

#include "domain/mfa.h"

using namespace postern;
using domain::MfaKind;
using domain::MfaMode;

namespace {

// Letters: S text messages, T authenticator app, E e-mail.
struct Row {
  std::string_view what;
  MfaMode mode;
  std::string_view pool;       // What the pool takes.
  std::string_view recovery;   // The attribute of the first recovery mechanism.
  std::string_view has;        // What the user has: S a number, E an address, T an app.
  std::string_view enabled;    // What the user has switched on.
  std::string_view preferred;  // At most one.
  std::string_view decision;
};

bool in(std::string_view letters, char letter) {
  return letters.find(letter) != std::string_view::npos;
}

MfaKind kind_of(std::string_view letter) {
  if (letter == "S") return MfaKind::sms;
  if (letter == "T") return MfaKind::totp;
  return letter == "E" ? MfaKind::email : MfaKind::none;
}

std::string decide(const Row& row) {
  domain::MfaConfig pool;
  pool.mode = row.mode;
  pool.sms = in(row.pool, 'S');
  pool.totp = in(row.pool, 'T');
  pool.email = in(row.pool, 'E');
  pool.recovery_attribute = row.recovery;
  domain::Mfa mfa;
  mfa.sms = in(row.enabled, 'S');
  mfa.totp = in(row.enabled, 'T');
  mfa.email = in(row.enabled, 'E');
  mfa.preferred = kind_of(row.preferred);
  if (in(row.has, 'T')) mfa.totp_seed = "seed";
  const auth::MfaDecision decision = auth::decide_mfa({.pool = pool,
                                                       .mfa = mfa,
                                                       .has_phone_number = in(row.has, 'S'),
                                                       .has_email = in(row.has, 'E')});
  constexpr std::string_view kNames[] = {"none", "ask", "choose", "set up", "impossible"};
  std::string text(kNames[static_cast<int>(decision.kind)]);
  for (const MfaKind kind : decision.factors) {
    text += kind == MfaKind::sms ? " S" : kind == MfaKind::totp ? " T" : " E";
  }
  return text;
}

constexpr auto kOff = MfaMode::off;
constexpr auto kOptional = MfaMode::optional;
constexpr auto kOn = MfaMode::on;

constexpr Row kRows[] = {
    {"MFA is off", kOff, "STE", "", "STE", "STE", "T", "none"},

    {"optional: nothing is switched on", kOptional, "STE", "", "SE", "", "", "none"},
    {"optional: an app alone", kOptional, "STE", "", "STE", "T", "", "ask T"},
    {"optional: one message factor", kOptional, "STE", "", "STE", "S", "", "ask S"},
    {"optional: the preferred one of two", kOptional, "STE", "", "STE", "ST", "S", "ask S"},
    {"optional: two and none preferred", kOptional, "STE", "", "STE", "ST", "", "choose S T"},
    {"optional: all three", kOptional, "STE", "", "STE", "STE", "", "choose S T E"},
    {"optional: an app that was switched off", kOptional, "STE", "", "STE", "", "", "none"},
    {"optional: the number is gone", kOptional, "STE", "", "E", "S", "S", "none"},
    {"optional: the preferred one is gone, another is not", kOptional, "STE", "", "TE", "ST", "S",
     "ask T"},
    {"optional: the pool took the factor back", kOptional, "T", "", "STE", "S", "S", "none"},

    {"required: the preferred one", kOn, "STE", "", "STE", "STE", "E", "ask E"},
    {"required: the preferred one, though it is the recovery channel", kOn, "STE", "email", "STE",
     "E", "E", "ask E"},
    {"required: an app, and no message factor", kOn, "STE", "", "T", "T", "", "ask T"},
    {"required: an app, and the only address is for recovery", kOn, "STE", "email", "TE", "T", "",
     "ask T"},
    {"required: an app and a number", kOn, "STE", "email", "STE", "T", "", "choose S T"},
    {"required: an app the pool does not take", kOn, "S", "", "ST", "T", "T", "ask S"},
    {"required: switching off changes nothing", kOn, "STE", "", "T", "", "", "ask T"},
    {"required: a number alone", kOn, "STE", "", "S", "", "", "ask S"},
    {"required: an address alone", kOn, "STE", "phone_number", "E", "", "", "ask E"},
    {"required: both, one of them for recovery", kOn, "STE", "phone_number", "SE", "", "", "ask E"},
    {"required: both and no self-service recovery", kOn, "SE", "", "SE", "", "", "choose S E"},
    {"required: the only address is for recovery, an app can be set up", kOn, "STE", "email", "E",
     "", "", "set up T"},
    {"required: the only address is for recovery, no app can be", kOn, "SE", "email", "E", "", "",
     "impossible"},
    {"required: a number where the pool takes e-mail only", kOn, "E", "", "S", "", "",
     "impossible"},
    {"required: nothing at all", kOn, "STE", "", "", "", "", "set up S T E"},
    {"required: nothing at all, and e-mail is for recovery", kOn, "TE", "email", "", "", "",
     "set up T"},
    {"required: nothing at all, and e-mail alone which is for recovery", kOn, "E", "email", "", "",
     "", "impossible"},
};

}  // namespace

TEST_CASE("the second factor follows the order of the developer guide") {
  for (const Row& row : kRows) {
    INFO(row.what);
    CHECK(decide(row) == row.decision);
  }
}

TEST_CASE("M05: where MFA is required no user gets by without a second factor") {
  constexpr std::string_view kSets[] = {"", "S", "T", "E", "ST", "SE", "TE", "STE"};
  for (const auto pool : kSets) {
    for (const auto has : kSets) {
      for (const auto enabled : kSets) {
        for (const std::string_view preferred : {"", "S", "T", "E"}) {
          for (const std::string_view recovery : {"", "email", "phone_number"}) {
            const Row row{"", kOn, pool, recovery, has, enabled, preferred, ""};
            INFO(pool << " " << has << " " << enabled << " " << preferred << " " << recovery);
            CHECK(decide(row) != "none");
          }
        }
      }
    }
  }
}
