// CustomEmailSender and CustomSMSSender: messages that the host's own function sends, codes sealed.
#pragma once

#include "base/result.h"
#include "triggers/messenger.h"

namespace postern::triggers {

// Whether the pool has a custom sender for messages to that attribute.
bool has_custom_sender(const Triggers& triggers, const domain::Pool& pool,
                       std::string_view attribute);

// Seals the message's code with the key that the pool's KMSKeyID names and fires the sender. The
// function sees the address the code is for in userAttributes, also where the user's own is another
// one still. CodeDeliveryFailureException when there is no such key: a code never goes in clear.
Status hand_to_custom_sender(const Triggers& triggers, domain::Store& store,
                             const Message& message);

// Fires the sender of e-mail with a notice: no code, and what happened as attributes.
Status hand_notice_to_custom_sender(const Triggers& triggers, const Notice& notice);

}  // namespace postern::triggers
