// The one way from the pages to the sign-in machine.
#include "web/sign_in_call.h"

#include "auth/authentication.h"
#include "auth/browser_session.h"
#include "codec/ip_range.h"
#include "oauth/browser.h"
#include "ops/activity.h"
#include "ops/place.h"
#include "web/api_call.h"

namespace postern::web {
namespace {

// One step, as InitiateAuth or RespondToAuthChallenge would have been asked for it.
struct Step {
  std::string_view operation;   // Whose activity it is noted as.
  std::string_view parameters;  // The member of the request that has them.
  Json request;
};

// The engine itself saw where the request comes from.
Json context_data(const ops::Caller& caller) {
  Json header = Json::object();
  header.set("headerName", "User-Agent").set("headerValue", caller.user_agent);
  return Json::object()
      .set("IpAddress", caller.remote_address)
      .set("HttpHeaders", Json(Json::Array{std::move(header)}));
}

// Behind a private address may be a proxy, and everybody comes through it. That the client has a
// secret says nothing here: each browser asks for itself.
auth::Place browser_place(const ops::Context& context, const Json& request,
                          const domain::Client& client) {
  auth::Place place = ops::place_of(context, request, client);
  if (codec::is_private_ip(place.ip)) place.source.clear();
  return place;
}

Result<Json> run(const Visit& visit, ops::Context& context, const Step& step) {
  const auth::AuthRequest request{.pool = visit.login.pool,
                                  .client = visit.request.client,
                                  .managed_login = true,
                                  .flow = step.request.get_string("AuthFlow"),
                                  .parameters = *step.request.find(step.parameters),
                                  .session = step.request.get_string("Session"),
                                  .client_metadata = Json::object(),
                                  .place = browser_place(context, step.request, visit.client()),
                                  .note = &context.risk};
  if (!request.flow.empty()) return auth::initiate(visit.login.services, request);
  return auth::respond(visit.login.services, step.request.get_string("ChallengeName"), request);
}

Result<Json> call(Visit& visit, Step step) {
  const ops::Caller caller = browser_caller(visit.login.http);
  step.request.set("ClientId", visit.client().id).set("ContextData", context_data(caller));
  ops::Context context{visit.login.services, caller, std::nullopt};
  auto answer = run(visit, context, step);
  ops::note_activity(context, step.operation, step.request, answer);
  if (!answer.ok()) visit.outcome = answer.error();
  return answer;
}

// The browser gets a session of its own; what it had ends (O16, O17).
http::Response signed_in(const Visit& visit, std::string_view session) {
  const oauth::LoginRequest& login = visit.login;
  // It would end by itself some day; that it did not now keeps nobody from signing in.
  [[maybe_unused]] const Status ended =
      auth::end_browser_session(login.services, visit.pool(), oauth::browser_session_text(login));
  http::Response response =
      visit.flow.adds_passkey ? go_to(visit, "/passkeys/add", Flow{.session = std::string(session)})
                              : oauth::complete_authorization(login, visit.request, session);
  oauth::remember_browser(login, visit.client(), session, response);
  if (!visit.flow.adds_passkey) end_flow(login, visit.flow, response);
  end_form_token(login, response);
  return response;
}

}  // namespace

Result<Json> begin_sign_in(Visit& visit, std::string_view flow, const Json& parameters,
                           std::string_view session) {
  Json request = Json::object();
  request.set("AuthFlow", flow).set("AuthParameters", parameters);
  if (!session.empty()) request.set("Session", session);
  return call(
      visit,
      {.operation = "InitiateAuth", .parameters = "AuthParameters", .request = std::move(request)});
}

Result<Json> answer_challenge(Visit& visit, Json responses, std::string_view session) {
  responses.set("USERNAME", visit.flow.username);
  Json request = Json::object();
  request.set("ChallengeName", visit.flow.challenge)
      .set("ChallengeResponses", std::move(responses))
      .set("Session", session.empty() ? std::string_view(visit.flow.session) : session);
  return call(visit, {.operation = "RespondToAuthChallenge",
                      .parameters = "ChallengeResponses",
                      .request = std::move(request)});
}

http::Response follow(const Visit& visit, std::string_view username, const Json& answer) {
  const std::string_view session = answer.get_string("BrowserSession");
  if (!session.empty()) return signed_in(visit, session);
  Flow flow = flow_of_challenge(username, answer);
  flow.adds_passkey = visit.flow.adds_passkey;
  return go_to(visit, "/challenge", flow);
}

}  // namespace postern::web
