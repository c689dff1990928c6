// Codes and invitations on their way to a user: composed, customised, handed to the host.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/host_function.h"
#include "base/result.h"
#include "codec/json.h"
#include "domain/pool.h"
#include "domain/store.h"
#include "domain/user.h"
#include "triggers/templates.h"
#include "triggers/triggers.h"

namespace postern::triggers {

struct Message {
  std::string_view source;  // What follows "CustomMessage_": "SignUp", "ForgotPassword", ...
  const domain::Pool& pool;
  const domain::User& user;
  std::string_view client_id;
  std::string_view attribute;    // "email" or "phone_number".
  std::string_view destination;  // The full address or number.
  std::string_view secret;       // The code or temporary password. Never logged.
  Template text = Template::verification;
  Json client_metadata;
};

// Tells a user of something that happened, with nothing secret in it.
struct Notice {
  const domain::Pool& pool;
  const domain::User& user;
  std::string_view client_id;
  std::string_view destination;  // An e-mail address.
  std::string_view subject;
  std::string_view body;
  std::string_view action;  // "BLOCK", "MFA_REQUIRED", ...: for a custom sender.
  // {name} in subject and body stands for the value.
  std::vector<std::pair<std::string_view, std::string>> values;
};

// Safe for concurrent use. REQUIRES of send(): no transaction and no lock is held.
class Messenger {
 public:
  // `link_base`: the URL below which the engine's HTTP face is reached, for links in messages.
  Messenger(const Triggers& triggers, domain::Store& store, std::string link_base,
            HostFunction deliver)
      : triggers_(triggers),
        store_(store),
        link_base_(std::move(link_base)),
        deliver_(std::move(deliver)) {}

  // Hands the message to the pool's custom sender; without one fires CustomMessage and delivers.
  // CodeDeliveryFailureException when the host could not.
  Status send(const Message& message) const;

  // An AccountTakeOverNotification: by the pool's custom sender, else delivered.
  Status send_notice(const Notice& notice) const;

 private:
  Result<MessageText> customise(const Message& message) const;
  Status deliver(const Message& message, const MessageText& text) const;

  const Triggers& triggers_;
  domain::Store& store_;
  const std::string link_base_;
  const HostFunction deliver_;
};

// {AttributeName, DeliveryMedium, Destination} with the destination masked.
Json code_delivery_details(std::string_view attribute, std::string_view destination);

}  // namespace postern::triggers
