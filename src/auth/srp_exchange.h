// One SRP exchange, of a user or of a device: the server's half rides in SECRET_BLOCK between the
// two messages, sealed, and is good for one answer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "auth/authentication.h"
#include "base/secret.h"

namespace postern::auth {

struct SrpExchange {
  std::string id;
  std::string A_hex;
  std::string B_hex;
  Secret b;
  std::int64_t expires_us = 0;
  Json context;  // What the challenge remembers: whom it is with, and what led there.
};

// Whose password is being proven.
struct SrpSubject {
  std::string_view pool_name;  // Or a device's group key.
  std::string_view user_id;    // Or a device's key.
  std::string_view verifier;
};

// What the client needs to go on.
struct SrpOffer {
  std::string B_hex;
  std::string block;  // SECRET_BLOCK.
};

// `kind` keeps exchanges of users and of devices apart (O33). REQUIRES: check_client_public(A_hex).
SrpOffer offer_srp(Services& services, const AuthRequest& request, std::string_view kind,
                   std::string_view A_hex, std::string_view verifier, Json context);

// Opens an answer's PASSWORD_CLAIM_SECRET_BLOCK: NotAuthorizedException when it is not one of this
// kind, pool and client, or too old. Refuses answers that lack a part, and a TIMESTAMP that is not
// in the one format or too far from the time outside (S08).
Result<SrpExchange> open_srp_answer(Services& services, const AuthRequest& request,
                                    std::string_view kind);

// Whether the answer's signature proves that the client knows the password.
Result<bool> srp_signature_is_right(const AuthRequest& request, const SrpExchange& exchange,
                                    const SrpSubject& subject);

// Uses the exchange up, in the transaction of its effect; refuses the second time.
Status spend_srp(domain::Txn& txn, std::string_view kind, const SrpExchange& exchange);

// A wrong answer uses the exchange up as well (S06): spends it, then refuses with `error`.
Error refuse_srp(Services& services, std::string_view kind, const SrpExchange& exchange,
                 Error error);

}  // namespace postern::auth
