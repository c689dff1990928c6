// What a call tells of its user's activity: the one place that writes it down.
#include "ops/activity.h"

#include <algorithm>

#include "domain/auth_events.h"
#include "domain/settings.h"
#include "domain/tracked_sessions.h"
#include "ops/place.h"
#include "ops/request.h"
#include "tokens/token_service.h"

namespace postern::ops {
namespace {

constexpr std::string_view kNobody = "nobody";  // No user's sub.

// Which event an operation is, and where its request names the user.
struct Watched {
  std::string_view operation;
  std::string_view type;
  std::string_view parameters;  // Member that holds USERNAME; empty: Username itself.
  std::string_view success;     // EventResponse of an answer that is not tokens or a challenge.
};

constexpr Watched kWatched[] = {
    {"InitiateAuth", "SignIn", "AuthParameters", "Pass"},
    {"AdminInitiateAuth", "SignIn", "AuthParameters", "Pass"},
    {"RespondToAuthChallenge", "SignIn", "ChallengeResponses", "Pass"},
    {"AdminRespondToAuthChallenge", "SignIn", "ChallengeResponses", "Pass"},
    {"GetTokensFromRefreshToken", "", "", "Pass"},
    {"SignUp", "SignUp", "", "InProgress"},
    {"ConfirmSignUp", "SignUp", "", "Pass"},
    {"ForgotPassword", "ForgotPassword", "", "InProgress"},
    {"ConfirmForgotPassword", "ForgotPassword", "", "Pass"},
    {"ResendConfirmationCode", "ResendCode", "", "Pass"},
    {"ChangePassword", "PasswordChange", "", "Pass"},
};

// Refusals that say something about who asked, rather than about the request.
constexpr std::string_view kFailures[] = {
    "NotAuthorizedException",         "CodeMismatchException",     "ExpiredCodeException",
    "PasswordResetRequiredException", "UserNotConfirmedException", "UserLambdaValidationException",
    "InvalidPasswordException"};

bool is_event(const Watched& watched, const Json& request) {
  return !watched.type.empty() && !request.get_string("AuthFlow").starts_with("REFRESH_TOKEN");
}

class Activity {
 public:
  Activity(Context& context, const Watched& watched, const Json& request,
           const Result<Json>& outcome)
      : context_(context), watched_(watched), request_(request), outcome_(outcome) {}

  Status note() {
    POSTERN_TRY(const auto target, target_of());
    const domain::Pool& pool = *target.pool;
    if (!pool.tracks_sessions && !domain::keeps_auth_events(pool)) return ok();
    const auth::Place place = place_of(context_, request_, *target.client);
    POSTERN_TRY(const auto token, minted_token());
    if (pool.tracks_sessions && token != nullptr && place.known()) {
      POSTERN_CHECK(note_place(pool, *token, place));
    }
    if (!is_event(watched_, request_) || !domain::keeps_auth_events(pool)) return ok();
    auto event = make_event(*target.client, place, token.get());
    return event ? store(pool, std::move(*event)) : ok();
  }

 private:
  Result<domain::PoolAndClient> target_of() {
    if (context_.token_user) {
      return domain::PoolAndClient{context_.token_user->pool, context_.token_user->client};
    }
    return client_of(context_, request_);
  }

  // The access token of the answer; null without one. It names the session and the event.
  Result<tokens::VerifiedTokenPtr> minted_token() {
    if (!outcome_.ok()) return tokens::VerifiedTokenPtr();
    const Json& result = domain::member_or_empty(*outcome_, "AuthenticationResult");
    const std::string_view text = result.get_string("AccessToken");
    if (text.empty()) return tokens::VerifiedTokenPtr();
    return context_.services.tokens.verify_access(text);
  }

  Status note_place(const domain::Pool& pool, const tokens::VerifiedToken& token,
                    const auth::Place& place) {
    return context_.store().transact([&](domain::Txn& txn) {
      return domain::note_session_context(txn, pool, token.sub, token.session_id, place.ip,
                                          place.device);
    });
  }

  // "Pass", "Fail", "InProgress", or nothing for a request that got nowhere.
  [[nodiscard]] std::string_view response() const {
    if (outcome_.ok()) {
      if (outcome_->contains("ChallengeName")) return "InProgress";
      return outcome_->get_bool("UserConfirmed") ? std::string_view("Pass") : watched_.success;
    }
    const bool failed = std::find(std::begin(kFailures), std::end(kFailures),
                                  outcome_.error().code) != std::end(kFailures);
    return failed ? "Fail" : "";
  }

  // Names and outcomes in turn, of what this step proved or failed to prove.
  [[nodiscard]] std::vector<std::string> challenges() const {
    const std::string_view challenge = request_.get_string("ChallengeName");
    const Json& parameters = domain::member_or_empty(request_, watched_.parameters);
    const bool is_mfa = challenge.ends_with("_MFA") || challenge.ends_with("_OTP");
    const bool is_password = challenge.starts_with("PASSWORD") ||
                             (challenge.empty() && parameters.contains("PASSWORD")) ||
                             request_.contains("PreviousPassword");
    if (!is_mfa && !is_password) return {};
    // Sign-ins are weighed once the factor is proven, and blocked although it was.
    const bool proven = outcome_.ok() || !context_.risk.event_id.empty();
    return {is_mfa ? "Mfa" : "Password", proven ? "Success" : "Failure"};
  }

  std::optional<domain::AuthEvent> make_event(const domain::Client& client,
                                              const auth::Place& place,
                                              const tokens::VerifiedToken* token) {
    domain::AuthEvent event;
    event.response = response();
    event.challenges = challenges();
    // A first step that proves nothing is no event: anybody may take it.
    const bool proves_nothing =
        event.response == "InProgress" && watched_.type == "SignIn" && event.challenges.empty();
    if (event.response.empty() || proves_nothing) return std::nullopt;
    event.id = context_.risk.event_id;
    if (event.id.empty()) event.id = domain::new_uuid(context_.store().random());
    event.risk_decision = context_.risk.decision;
    event.risk_level = context_.risk.level;
    event.compromised = context_.risk.compromised;
    if (token != nullptr) {
      const auto claims = Json::parse(token->claims_json);
      if (claims.ok()) event.id = claims->get_string("event_id", event.id);
    }
    event.type = watched_.type;
    event.client_id = client.id;
    event.created_us = context_.store().now_us();
    event.ip = place.ip;
    event.device = place.device;
    return event;
  }

  Result<std::optional<domain::User>> find_user(domain::Txn& txn, const domain::Pool& pool) {
    if (context_.token_user) {
      return domain::find_user_by_sub(txn, pool, context_.token_user->user.sub);
    }
    const std::string_view login =
        watched_.parameters.empty()
            ? request_.get_string("Username")
            : domain::member_or_empty(request_, watched_.parameters).get_string("USERNAME");
    return domain::find_user(txn, pool, login);
  }

  // A name nobody has costs the same and leaves its traces in one place, where none is looked for:
  // neither time nor space tells it from a user (E02).
  Status store(const domain::Pool& pool, domain::AuthEvent event) {
    return context_.store().transact([&](domain::Txn& txn) -> Status {
      POSTERN_TRY(const auto user, find_user(txn, pool));
      return domain::add_auth_event(txn, pool, user ? std::string_view(user->sub) : kNobody, event);
    });
  }

  Context& context_;
  const Watched& watched_;
  const Json& request_;
  const Result<Json>& outcome_;
};

}  // namespace

void note_activity(Context& context, std::string_view operation, const Json& request,
                   const Result<Json>& outcome) {
  const auto* watched =
      std::find_if(std::begin(kWatched), std::end(kWatched),
                   [&](const Watched& row) { return row.operation == operation; });
  if (watched == std::end(kWatched)) return;
  // A refresh tells nothing but where it came from.
  const bool has_place = request.contains("ContextData") || request.contains("UserContextData");
  if (!is_event(*watched, request) && !has_place) return;
  // What happened has happened, and was answered, whether or not it can be written down.
  [[maybe_unused]] const Status noted = Activity(context, *watched, request, outcome).note();
}

}  // namespace postern::ops
