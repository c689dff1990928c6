// The texts of messages: the pool's own templates, or the defaults.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/pool.h"

namespace postern::triggers {

// Where a pool's template for a message comes from.
enum class Template {
  verification,
  verification_link,  // E-mail alone: a link to follow instead of a code to type.
  invitation,
  authentication,  // Codes that sign in, second factors among them.
};

struct MessageText {
  std::string email_subject;
  std::string email_body;
  std::string sms_body;
};

MessageText message_text(const domain::Pool& pool, Template kind);

inline constexpr std::string_view kCodePlaceholder = "{####}";
inline constexpr std::string_view kUsernamePlaceholder = "{username}";
// "{##Click Here##}": a link of that text.
inline constexpr std::string_view kLinkStart = "{##";
inline constexpr std::string_view kLinkEnd = "##}";

// Whether a placeholder of a link is in the text; one that is empty is the code's.
bool has_link_placeholder(std::string_view text);

// Puts values in place of placeholders, in one pass: a value that looks like a placeholder stays as
// it is (R14). `escape_html` is for e-mail, whose readers render it: the username is the user's
// text, the code is the engine's or an administrator's and stays as it is. Placeholders of links
// become anchors to `link`; without one they stay.
std::string fill_in(std::string_view text, std::string_view code, std::string_view username,
                    bool escape_html, std::string_view link = {});

// The same for the placeholders of a notice, {name} for each value. Others stay as they are.
std::string fill_in_notice(std::string_view text,
                           const std::vector<std::pair<std::string_view, std::string>>& values,
                           bool escape_html);

}  // namespace postern::triggers
