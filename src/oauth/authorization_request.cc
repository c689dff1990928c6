// Reading what a client asks the authorization endpoint for.
#include "oauth/authorization_request.h"

#include <algorithm>
#include <charconv>

#include "codec/base64.h"
#include "codec/form.h"
#include "codec/jwt_text.h"
#include "domain/acr.h"
#include "domain/identity_provider.h"
#include "domain/redirect_uri.h"
#include "oauth/client_rights.h"
#include "oauth/redirect.h"

namespace postern::oauth {
namespace {

using codec::Form;

Error invalid_request(std::string_view description) {
  return reject("invalid_request", description);
}

// RFC 6749, appendix A: nothing that a client sends has control characters (O27).
bool is_printable(std::string_view text) {
  return std::ranges::none_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

Status check_printable(const Form& form) {
  for (const auto& [name, value] : form.fields()) {
    if (!is_printable(name) || !is_printable(value)) {
      return invalid_request("A parameter has control characters.");
    }
  }
  return ok();
}

Status read_response_type(const Form& form, AuthorizationRequest& request) {
  const std::string_view type = form.get("response_type");
  if (type.empty()) return invalid_request("response_type is missing.");
  if (type != "code" && type != "token") {
    return reject("unsupported_response_type", "response_type is neither code nor token.");
  }
  if (allows_flow(*request.client, request.implicit ? "implicit" : "code")) return ok();
  return reject("unauthorized_client", "The client may not use this response_type.");
}

// RFC 7636, with S256 alone: 32 bytes in base64url (O06).
Status read_code_challenge(const Form& form, AuthorizationRequest& request) {
  const std::string* challenge = form.find("code_challenge");
  const std::string* method = form.find("code_challenge_method");
  if (challenge == nullptr && method == nullptr) return ok();
  if (challenge == nullptr) return invalid_request("code_challenge is missing.");
  if (method == nullptr || *method != "S256") {
    return invalid_request("code_challenge_method is not S256.");
  }
  const auto digest = codec::base64url_decode(*challenge);
  if (!digest.ok() || digest->size() != 32) {
    return invalid_request("code_challenge is not a SHA-256 digest in base64url.");
  }
  request.grant.code_challenge = *challenge;
  return ok();
}

Status read_prompt(const Form& form, AuthorizationRequest& request) {
  const std::vector<std::string> prompts = split_list(form.get("prompt"));
  for (const std::string& prompt : prompts) {
    if (prompt == "none") {
      request.prompt_none = true;
    } else if (prompt == "login" || prompt == "select_account") {
      request.prompt_login = true;
    } else if (prompt != "consent") {
      return invalid_request("prompt has an unknown member.");
    }
  }
  if (request.prompt_none && prompts.size() > 1) {
    return invalid_request("prompt is none and something else.");
  }
  return ok();
}

Status read_max_age(const Form& form, AuthorizationRequest& request) {
  const std::string* text = form.find("max_age");
  if (text == nullptr) return ok();
  std::int32_t seconds = 0;
  const char* end = text->data() + text->size();
  const auto [stop, failure] = std::from_chars(text->data(), end, seconds);
  if (failure != std::errc() || stop != end || seconds < 0) {
    return invalid_request("max_age is not a number of seconds.");
  }
  request.max_age_s = seconds;
  return ok();
}

// Whose ID token it was, expired or not. Nothing is granted for it, it only keeps the client from
// getting somebody else (O36), so nobody asks who signed it.
Status read_id_token_hint(const Form& form, AuthorizationRequest& request) {
  const std::string_view hint = form.get("id_token_hint");
  if (hint.empty()) return ok();
  const auto parts = codec::split_jwt(hint);
  const auto claims = parts.ok() ? codec::decode_jwt_object(parts->payload) : parts.error();
  if (claims.ok()) request.hinted_sub = claims->get_string("sub");
  if (!request.hinted_sub.empty()) return ok();
  return invalid_request("id_token_hint is no ID token.");
}

// Levels are wishes (OpenID Connect Core 1.0, section 3.1.2.1): unknown ones are passed over, and
// all of them in a tier without levels.
void read_acr_values(const Form& form, const domain::Pool& pool, AuthorizationRequest& request) {
  if (pool.settings.get_string("UserPoolTier") == "LITE") return;
  for (std::string& value : split_list(form.get("acr_values"))) {
    if (domain::acr_level(pool, value) > 0) request.acr_values.push_back(std::move(value));
  }
}

// RFC 8707: one absolute address.
Status read_resource(const Form& form, AuthorizationRequest& request) {
  const std::string* resource = form.find("resource");
  if (resource == nullptr) return ok();
  if (!domain::check_redirect_uri(*resource).ok()) {
    return reject("invalid_target", "resource is not an absolute address.");
  }
  request.grant.resource = *resource;
  return ok();
}

// O31: what a request object would say stays unread, so a request with one is none.
Status refuse_request_objects(const Form& form) {
  if (form.find("request") != nullptr) {
    return reject("request_not_supported", "Request objects are not supported.");
  }
  if (form.find("request_uri") != nullptr) {
    return reject("request_uri_not_supported", "Request objects are not supported.");
  }
  return ok();
}

Result<std::string> provider_named(domain::Txn& txn, const Form& form,
                                   const domain::Client& client) {
  std::string name(form.get("identity_provider"));
  const std::string_view identifier = form.get("idp_identifier");
  if (name.empty() && !identifier.empty()) {
    auto found = domain::require_provider_by_identifier(txn, client.pool_id, identifier);
    if (found.ok()) {
      name = std::move(found->name);
    } else if (found.error().errc != Errc::rejected) {
      return std::move(found).error();
    } else {
      return invalid_request("idp_identifier is unknown.");
    }
  }
  if (name.empty() || supports_provider(client, name)) return name;
  return invalid_request("identity_provider is not one of the client's.");
}

Status read_from_store(const LoginRequest& login, const Form& form, AuthorizationRequest& request) {
  return login.services.store.read([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(request.grant.scope, grant_scopes(txn, *request.client, form.get("scope")));
    POSTERN_TRY(request.identity_provider, provider_named(txn, form, *request.client));
    return ok();
  });
}

Status read_parameters(const LoginRequest& login, const Form& form, AuthorizationRequest& request) {
  POSTERN_CHECK(check_printable(form));
  POSTERN_CHECK(refuse_request_objects(form));
  POSTERN_CHECK(read_response_type(form, request));
  POSTERN_CHECK(read_code_challenge(form, request));
  POSTERN_CHECK(read_prompt(form, request));
  POSTERN_CHECK(read_max_age(form, request));
  POSTERN_CHECK(read_id_token_hint(form, request));
  POSTERN_CHECK(read_resource(form, request));
  read_acr_values(form, *login.pool, request);
  request.grant.nonce = form.get("nonce");
  request.login_hint = form.get("login_hint");
  request.lang = form.get("lang");
  return read_from_store(login, form, request);
}

Result<domain::ClientPtr> client_named(const LoginRequest& login, std::string_view id) {
  if (id.empty()) return invalid_request("client_id is missing.");
  return login.services.store.read(
      [&](domain::Txn& txn) { return domain::load_client(txn, login.pool->id, id); });
}

}  // namespace

ReadAuthorization read_authorization(const LoginRequest& login, std::string_view query) {
  const auto form = Form::parse(query);
  if (!form.ok()) return redirect_to_error_page(login, "invalid_request", {});
  AuthorizationRequest request;
  const std::string_view client_id = form->get("client_id");
  auto client = client_named(login, client_id);
  if (!client.ok()) {
    const bool refused = client.error().errc == Errc::rejected;
    return redirect_to_error_page(login, refused ? "invalid_client" : "server_error", {});
  }
  request.client = *std::move(client);
  request.grant.redirect_uri = form->get("redirect_uri");
  if (!is_callback(*request.client, request.grant.redirect_uri)) {
    return redirect_to_error_page(login, "redirect_mismatch", request.client->id);
  }
  // From here on the client can be told.
  request.implicit = form->get("response_type") == "token";
  if (is_printable(form->get("state"))) request.state = form->get("state");
  const Status read = read_parameters(login, *form, request);
  if (!read.ok()) {
    const Error& error = read.error();
    if (error.errc == Errc::rejected) {
      return refuse_authorization(request, error.code, error.message);
    }
    return refuse_authorization(request, "server_error", "The service failed.");
  }
  request.query = form->encode();
  return request;
}

}  // namespace postern::oauth
