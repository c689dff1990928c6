// MFA_SETUP: the pool demands a second factor and the user has none yet.
#include <algorithm>

#include "auth/answer.h"
#include "auth/flows/flows.h"
#include "auth/mfa.h"
#include "auth/software_token.h"
#include "domain/attributes.h"

namespace postern::auth {
namespace {

constexpr std::string_view kOffered = "offered";

// An address in the answer: under its attribute's name as the developer guide has it, or in the
// capitals that Amplify sends.
struct AddressMember {
  std::string_view name;
  domain::MfaKind kind;
};
constexpr AddressMember kAddresses[] = {{"email", domain::MfaKind::email},
                                        {"EMAIL", domain::MfaKind::email},
                                        {"phone_number", domain::MfaKind::sms},
                                        {"PHONE_NUMBER", domain::MfaKind::sms}};

Error invalid_session() {
  return not_authorized("Invalid session for the user.");
}

bool is_offered(const Answer& answer, domain::MfaKind kind) {
  const auto& offered = answer.session.extra.find(kOffered)->as_array();
  return std::any_of(offered.begin(), offered.end(),
                     [&](const Json& item) { return item.as_string() == domain::mfa_name(kind); });
}

// The app was set up with AssociateSoftwareToken and VerifySoftwareToken, and the code shown there
// is the second factor of this sign-in.
Result<Json> finish_totp(Services& services, const AuthRequest& request, Answer answer,
                         const std::string& seed) {
  return advance_with(services, request, std::move(answer), Factor::totp,
                      [&](domain::Txn& txn, domain::User& stored) -> Status {
                        POSTERN_TRY(const auto mfa,
                                    domain::load_mfa(txn, request.pool->id, stored.sub));
                        return mfa.totp_seed == seed ? ok() : Status(invalid_session());
                      });
}

// The address is given here and becomes the user's once the code that goes there has come back.
Result<Json> send_to_address(Services& services, const AuthRequest& request, Answer answer,
                             domain::MfaKind kind, const std::string& address) {
  const std::string attribute(domain::mfa_attribute(kind));
  if (!is_offered(answer, kind) ||
      !domain::attribute_or(answer.user.attributes, attribute).empty()) {
    return invalid_parameter(attribute + " cannot be set up as a second factor.");
  }
  POSTERN_CHECK(domain::check_writes(*request.pool, request.client.get(), domain::Writer::user,
                                     /*creating=*/true, {{attribute, address}}));
  POSTERN_CHECK(services.store.transact(
      [&](domain::Txn& txn) { return spend_session(txn, answer.session); }));
  return ask_message_mfa(services, request,
                         {.user = std::move(answer.user),
                          .progress = answer.session.progress,
                          .client_metadata = request.client_metadata},
                         {attribute, address}, /*sets_up=*/true);
}

}  // namespace

Result<Json> ask_mfa_setup(Services& services, const AuthRequest& request, const Step& step,
                           const std::vector<domain::MfaKind>& offered) {
  const Json names = mfa_names(offered);
  return Json::object()
      .set("ChallengeName", kMfaSetup)
      .set("Session", seal_session(services, request, kMfaSetup, step.progress,
                                   Json::object().set(kOffered, names)))
      .set("ChallengeParameters", Json::object().set("MFAS_CAN_SETUP", names.dump()));
}

Result<Json> answer_mfa_setup(Services& services, const AuthRequest& given) {
  // The developer guide shows the Session among the ChallengeResponses, too.
  AuthRequest request = given;
  if (request.session.empty()) request.session = request.get("SESSION");
  POSTERN_TRY(Answer answer, open_answer(services, request, kMfaSetup));
  if (const auto seed = proven_seed(answer.session)) {
    return finish_totp(services, request, std::move(answer), *seed);
  }
  for (const auto& [name, kind] : kAddresses) {
    const std::string address(request.get(name));
    if (!address.empty()) {
      return send_to_address(services, request, std::move(answer), kind, address);
    }
  }
  return invalid_parameter(
      "MFA_SETUP is answered with the Session of VerifySoftwareToken, or with email or "
      "phone_number.");
}

}  // namespace postern::auth
