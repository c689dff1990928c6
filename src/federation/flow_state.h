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

// Uses it up, in the transaction of its effect.
Status spend_flow(domain::Txn& txn, const FlowState& flow);

}  // namespace postern::federation
