// SELECT_MFA_TYPE: the user has several second factors and says which to ask for.
#include <algorithm>

#include "auth/answer.h"
#include "auth/flows/flows.h"
#include "auth/mfa.h"
#include "domain/mfa.h"

namespace postern::auth {
namespace {

constexpr std::string_view kChallenge = "SELECT_MFA_TYPE";
constexpr std::string_view kOffered = "offered";

bool is_offered(const Json& extra, std::string_view name) {
  const auto& offered = extra.find(kOffered)->as_array();
  return std::any_of(offered.begin(), offered.end(),
                     [&](const Json& item) { return item.as_string() == name; });
}

}  // namespace

Result<Json> ask_select_mfa_type(Services& services, const AuthRequest& request, const Step& step,
                                 const std::vector<domain::MfaKind>& offered) {
  const Json names = mfa_names(offered);
  return Json::object()
      .set("ChallengeName", kChallenge)
      .set("Session", seal_session(services, request, kChallenge, step.progress,
                                   Json::object().set(kOffered, names)))
      .set("ChallengeParameters", Json::object().set("MFAS_CAN_CHOOSE", names.dump()));
}

Result<Json> answer_select_mfa_type(Services& services, const AuthRequest& request) {
  POSTERN_TRY(const std::string_view name, request.require("ANSWER"));
  POSTERN_TRY(Answer answer, open_answer(services, request, kChallenge));
  const auto kind = domain::mfa_kind(name);
  if (!kind || !is_offered(answer.session.extra, name)) {
    return invalid_parameter("ANSWER must be one of MFAS_CAN_CHOOSE.");
  }
  POSTERN_CHECK(services.store.transact(
      [&](domain::Txn& txn) { return spend_session(txn, answer.session); }));
  return ask_mfa(services, request,
                 {.user = std::move(answer.user),
                  .progress = answer.session.progress,
                  .client_metadata = request.client_metadata},
                 *kind);
}

}  // namespace postern::auth
