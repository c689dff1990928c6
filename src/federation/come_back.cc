// Back from a provider: /oauth2/idpresponse.
#include "codec/form.h"
#include "federation/answer_flow.h"
#include "federation/federated_sign_in.h"
#include "federation/federation.h"
#include "federation/flow_state.h"
#include "federation/identity.h"
#include "oauth/redirect.h"

namespace postern::federation {
namespace {

constexpr std::size_t kDescriptionBytesMax = 256;

Result<codec::Form> answer_of(const oauth::LoginRequest& login) {
  return codec::Form::parse(login.http.method == "POST" ? login.http.body : login.query);
}

// A provider's own words go through an address: what is not plain text of one line stays behind.
std::string plain_text(std::string_view text) {
  std::string plain;
  for (const char c : text.substr(0, kDescriptionBytesMax)) {
    if (c >= ' ' && c < 127) plain.push_back(c);
  }
  return plain;
}

// RFC 6749, section 4.1.2.1.
Error refused_by_provider(const codec::Form& answer) {
  const std::string_view error = answer.get("error");
  const std::string why = plain_text(answer.get("error_description", error));
  return reject(error == "access_denied" ? "access_denied" : "invalid_request", why);
}

Result<std::string> sign_in(const oauth::LoginRequest& login,
                            const oauth::AuthorizationRequest& request, const FlowState& flow,
                            const codec::Form& answer) {
  if (answer.find("error") != nullptr) return refused_by_provider(answer);
  if (answer.get("code").empty()) return reject("invalid_request", "The provider gave no code.");
  POSTERN_TRY(const Identity identity, identify(login, request, flow, answer));
  return sign_in(login, request, flow, identity);
}

}  // namespace

http::Response come_back(const oauth::LoginRequest& login) {
  const auto answer = answer_of(login);
  if (!answer.ok()) return oauth::redirect_to_error_page(login, "invalid_request", {});
  const auto flow = open_flow(login, answer->get("state"));
  if (!flow.ok()) return oauth::redirect_to_error_page(login, flow.error().code, {});
  auto read = oauth::read_authorization(login, flow->query);
  if (auto* refusal = std::get_if<http::Response>(&read)) return std::move(*refusal);
  auto& request = std::get<oauth::AuthorizationRequest>(read);
  request.identity_provider = flow->provider;
  const bool posted = login.http.method == "POST";
  return answer_flow(login, request, posted ? "OAuth2Response_POST" : "OAuth2Response_GET",
                     [&] { return sign_in(login, request, *flow, *answer); });
}

}  // namespace postern::federation
