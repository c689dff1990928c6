// Codes that prove an address: which channel, the code, the message.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "auth/services.h"
#include "base/result.h"
#include "codec/json.h"
#include "domain/client.h"
#include "domain/codes.h"
#include "domain/user.h"
#include "triggers/templates.h"

namespace postern::auth {

// An address of a user: "email" or "phone_number", and its value.
using Channel = domain::CodeTarget;

// Where the sign-up code goes: to the phone number if the pool verifies those and there is one,
// else to the e-mail address likewise.
std::optional<Channel> sign_up_channel(const domain::Pool& pool, const domain::User& user);

// Where a forgotten password's code goes: the verified address of best priority in the pool's
// account recovery setting; by default phone number, then e-mail.
// Not where a second factor of the user goes, or one channel would do for both (M08).
Result<std::optional<Channel>> recovery_channel(Services& services, const domain::Pool& pool,
                                                const domain::User& user);
bool recovery_is_by_admin_only(const domain::Pool& pool);

domain::CodePurpose purpose_for(std::string_view attribute);

// A code that was stored in a transaction and still has to be sent.
struct PendingCode {
  Channel channel;
  std::string code;
};

struct CodeMessage {
  const domain::Pool& pool;
  std::string_view client_id;
  const domain::User& user;
  std::string_view source;  // What follows "CustomMessage_".
  Json client_metadata;
  triggers::Template text = triggers::Template::verification;
};

// Sends it, outside any transaction, and returns CodeDeliveryDetails.
Result<Json> send_code(Services& services, const CodeMessage& message, const PendingCode& pending);

// Makes and sends in one go, in a transaction of its own.
Result<Json> make_and_send_code(Services& services, const CodeMessage& message,
                                domain::CodePurpose purpose, const Channel& channel);

// What a user who does not exist would be answered: the details of a message to `attribute` that
// nobody sends (R07). The same for the same name at every request.
Json simulated_delivery(Services& services, const domain::Pool& pool, std::string_view login,
                        std::string_view attribute);

// The attribute to simulate, as the name says or as most users of the pool would have it: of codes
// that confirm a sign-up, and of codes for a forgotten password.
std::string_view simulated_sign_up_attribute(const domain::Pool& pool, std::string_view login);
std::string_view simulated_recovery_attribute(const domain::Pool& pool, std::string_view login);

}  // namespace postern::auth
