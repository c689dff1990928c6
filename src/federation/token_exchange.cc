// The provider's code for the provider's tokens.
#include "federation/token_exchange.h"

#include "codec/base64.h"
#include "codec/form.h"
#include "federation/apple_secret.h"

namespace postern::federation {
namespace {

using codec::Form;

constexpr std::string_view kFormType = "application/x-www-form-urlencoded";

Error failed(const domain::IdentityProvider& provider, int status) {
  return reject("invalid_request",
                provider.name + " Error - " + std::to_string(status) + " error getting token");
}

Result<std::string> secret_of(const CodeExchange& exchange) {
  const Json& details = exchange.provider.details;
  if (exchange.provider.type == "SignInWithApple") {
    return apple_client_secret(details, exchange.now_s);
  }
  return std::string(details.get_string("client_secret"));
}

// RFC 6749, section 2.3.1: both parts are encoded before they are joined.
std::string basic(std::string_view client_id, std::string_view secret) {
  return "Basic " + codec::base64_encode(codec::percent_encode(client_id) + ":" +
                                         codec::percent_encode(secret));
}

Result<Question> question_of(const CodeExchange& exchange) {
  const Json& details = exchange.provider.details;
  const std::string_view client_id = details.get_string("client_id");
  POSTERN_TRY(const std::string secret, secret_of(exchange));
  Question question;
  question.url = exchange.endpoints.token;
  question.headers.set("Accept", "application/json");
  Form form;
  form.add("grant_type", "authorization_code")
      .add("code", exchange.code)
      .add("redirect_uri", exchange.redirect_uri)
      .add("code_verifier", exchange.verifier)
      .add("client_id", client_id);
  if (!secret.empty() && exchange.endpoints.basic_only) {
    question.headers.set("Authorization", basic(client_id, secret));
  } else if (!secret.empty()) {
    form.add("client_secret", secret);
  }
  if (details.get_string("token_request_method") == "GET") {
    question.url += "?" + form.encode();
    return question;
  }
  question.method = "POST";
  question.headers.set("Content-Type", kFormType);
  question.body = form.encode();
  return question;
}

}  // namespace

Result<Json> exchange_code(const Upstream& upstream, const CodeExchange& exchange) {
  POSTERN_TRY(const Question question, question_of(exchange));
  POSTERN_TRY(const Answer answer, upstream.ask(question));
  if (!answer.ok()) return failed(exchange.provider, answer.status);
  auto tokens = Json::parse(answer.body, {.bytes_max = kAnswerBytesMax});
  if (!tokens.ok() || !tokens->is_object() || tokens->get_string("access_token").empty()) {
    return failed(exchange.provider, answer.status);
  }
  return tokens;
}

}  // namespace postern::federation
