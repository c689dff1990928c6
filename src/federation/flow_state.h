// What a sign-in at a provider takes along and brings back: `state`, sealed, for one use, within
// minutes, in the browser it began in (O14, F12).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/store.h"
#include "oauth/login_request.h"

namespace postern::federation {

struct FlowState {
  std::string provider;
  std::string query;     // The client's request, as pages carry it along.
  std::string verifier;  // Our own PKCE (RFC 7636) toward the provider.
  std::string nonce;
  std::string id;  // Of this one sign-in.
  std::int64_t expires_us = 0;

  // Of the assertion that answered it, which is used up with it (X30); empty for other answers.
  std::string assertion;
  std::int64_t assertion_expires_us = 0;
};

// A new one for the provider and the client's request.
FlowState begin_flow(const oauth::LoginRequest& login, std::string_view provider,
                     std::string_view query);

// Binds it to the browser by a cookie, which `response` sets, and returns it as text. Flows in
// several windows of one browser share the cookie. `by_form`: the provider's answer is a form that
// its page posts here.
std::string seal_flow(const oauth::LoginRequest& login, const FlowState& flow, bool by_form,
                      http::Response& response);

// The flow of a text that was sealed for this domain and this browser and has neither expired nor
// been used. The refusals are for the error page: nothing here says which client to tell.
Result<FlowState> open_flow(const oauth::LoginRequest& login, std::string_view text);

// For providers that bring back 80 bytes at most (SAML bindings, section 3.4.3): the text stays in
// a cookie of its own, and what goes out and comes back is the id (X37). Refused: a flow whose text
// is too long for a cookie. A browser keeps a few of them, so that they never fill its requests.
Status keep_flow(const oauth::LoginRequest& login, const FlowState& flow, http::Response& response);
Result<FlowState> open_kept_flow(const oauth::LoginRequest& login, std::string_view id);
void drop_kept_flow(const oauth::LoginRequest& login, std::string_view id,
                    http::Response& response);

// Whether the assertion was used; to name the refusal early.
Status check_unused(const oauth::LoginRequest& login, const FlowState& flow);

// Uses it up, in the transaction of its effect. One without an id, which a provider began, has
// nothing but its assertion.
Status spend_flow(domain::Txn& txn, const FlowState& flow);

}  // namespace postern::federation
