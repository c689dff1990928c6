// GET and POST /oauth2/userInfo: who an access token is for (OpenID Connect Core 1.0, section 5.3).
#include "domain/scopes.h"
#include "domain/user.h"
#include "http/field.h"
#include "http/response.h"
#include "oauth/endpoint_call.h"
#include "oauth/endpoints.h"
#include "oauth/form_body.h"
#include "tokens/token_service.h"

namespace postern::oauth {
namespace {

constexpr std::string_view kBearer = "bearer ";

Error bad_request() {
  return reject("invalid_request", "Bad OAuth2 request at UserInfo Endpoint");
}
Error invalid_token() {
  return reject("invalid_token",
                "Access token is expired, disabled, or deleted, or the user has globally signed "
                "out.");
}

// From the header, or from the form of a POST; never from the address (RFC 6750, section 2).
Result<std::string> read_token(const http::Request& request) {
  const http::Field header = http::find_field(request, "authorization");
  if (header.present()) {
    const bool is_bearer =
        header.unique() && header.value.size() > kBearer.size() &&
        http::equal_ignoring_case(header.value.substr(0, kBearer.size()), kBearer);
    const bool has_form = request.body.find("access_token=") != std::string_view::npos;
    if (!is_bearer || has_form) return bad_request();
    return std::string(http::trim(header.value.substr(kBearer.size())));
  }
  if (request.method != "POST") return bad_request();
  const auto form = read_form(request);
  if (!form.ok() || form->get("access_token").empty()) return bad_request();
  return std::string(form->get("access_token"));
}

struct Subject {
  domain::ClientPtr client;
  domain::User user;
};

Result<Subject> load_subject(const LoginRequest& login, const tokens::VerifiedToken& token) {
  auto subject = login.services.store.read([&](domain::Txn& txn) -> Result<Subject> {
    POSTERN_TRY(auto client, domain::load_client(txn, login.pool->id, token.client_id));
    POSTERN_TRY(auto user, domain::find_user_by_sub(txn, *login.pool, token.sub));
    if (!user || !user->enabled) return invalid_token();
    return Subject{std::move(client), std::move(*user)};
  });
  const bool refused = !subject.ok() && subject.error().errc == Errc::rejected;
  return refused ? Result<Subject>(invalid_token()) : std::move(subject);
}

// Every value is text, as at Cognito.
Json claims_of(const LoginRequest& login, const Subject& subject, std::string_view scope) {
  Json claims = Json::object();
  const Json list = domain::attributes_to_json(subject.user, *login.pool, subject.client.get());
  for (const Json& attribute : list.as_array()) {
    const std::string_view name = attribute.get_string("Name");
    if (name != "sub" && !domain::scope_shows(scope, name)) continue;
    claims.set(name, attribute.get_string("Value"));
  }
  return claims.set("sub", subject.user.sub).set("username", subject.user.username);
}

Result<Json> user_info(const LoginRequest& login, EndpointCall& call) {
  POSTERN_TRY(const std::string text, read_token(login.http));
  const auto token = login.services.tokens.verify_access(text);
  if (!token.ok()) {
    return token.error().errc == Errc::rejected ? invalid_token() : token.error();
  }
  if ((*token)->pool_id != login.pool->id || (*token)->is_of_client()) return invalid_token();
  if (!domain::has_scope((*token)->scope, "openid")) {
    return reject("insufficient_scope", "The access token does not have the scope openid.");
  }
  POSTERN_TRY(const Subject subject, load_subject(login, **token));
  call.is_of(*subject.client);
  return claims_of(login, subject, (*token)->scope);
}

}  // namespace

http::Response answer_user_info(const LoginRequest& login) {
  EndpointCall call(login, login.http.method == "GET" ? "UserInfo_GET" : "UserInfo_POST");
  const Result<Json> outcome = user_info(login, call);
  http::Response response = call.answer(outcome);
  if (!outcome.ok() && outcome.error().errc == Errc::rejected) {
    http::add_header(response, "WWW-Authenticate",
                     "Bearer error=\"" + outcome.error().code + "\", error_description=\"" +
                         outcome.error().message + "\"");
  }
  return response;
}

}  // namespace postern::oauth
