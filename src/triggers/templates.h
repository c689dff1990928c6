// The texts of messages: the pool's own templates, or the defaults.
#pragma once

#include <string>
#include <string_view>

#include "domain/pool.h"

namespace postern::triggers {

// Where a pool's template for a message comes from.
enum class Template { verification, invitation };

struct MessageText {
  std::string email_subject;
  std::string email_body;
  std::string sms_body;
};

MessageText message_text(const domain::Pool& pool, Template kind);

inline constexpr std::string_view kCodePlaceholder = "{####}";
inline constexpr std::string_view kUsernamePlaceholder = "{username}";

// Puts values in place of placeholders, in one pass: a value that looks like a placeholder stays as
// it is (R14). `escape_html` is for e-mail, whose readers render it: the username is the user's
// text, the code is the engine's or an administrator's and stays as it is.
std::string fill_in(std::string_view text, std::string_view code, std::string_view username,
                    bool escape_html);

}  // namespace postern::triggers
