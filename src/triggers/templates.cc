// The texts of messages: the pool's own templates, or the defaults.
#include "triggers/templates.h"

#include <algorithm>

#include <initializer_list>

#include "codec/html.h"

namespace postern::triggers {
namespace {

// The first of several members, some of them inside another one, that is set.
std::string first_set(const domain::Pool& pool,
                      std::initializer_list<std::pair<std::string_view, std::string_view>> paths,
                      std::string_view fallback) {
  for (const auto& [outer, inner] : paths) {
    const Json* owner = outer.empty() ? &pool.settings : pool.settings.find(outer);
    if (owner == nullptr) continue;
    const std::string_view text = owner->get_string(inner);
    if (!text.empty()) return std::string(text);
  }
  return std::string(fallback);
}

const Json* invitation_template(const domain::Pool& pool) {
  const Json* config = pool.settings.find("AdminCreateUserConfig");
  return config == nullptr ? nullptr : config->find("InviteMessageTemplate");
}

MessageText invitation(const domain::Pool& pool) {
  constexpr std::string_view kBody =
      "Your username is {username} and temporary password is {####}.";
  const Json* own = invitation_template(pool);
  const auto text = [&](std::string_view member, std::string_view fallback) {
    return std::string(own == nullptr ? fallback : own->get_string(member, fallback));
  };
  return {text("EmailSubject", "Your temporary password"), text("EmailMessage", kBody),
          text("SMSMessage", kBody)};
}

MessageText verification(const domain::Pool& pool) {
  constexpr std::string_view kNewer = "VerificationMessageTemplate";
  return {first_set(pool, {{kNewer, "EmailSubject"}, {"", "EmailVerificationSubject"}},
                    "Your verification code"),
          first_set(pool, {{kNewer, "EmailMessage"}, {"", "EmailVerificationMessage"}},
                    "Your verification code is {####}"),
          first_set(pool, {{kNewer, "SmsMessage"}, {"", "SmsVerificationMessage"}},
                    "Your verification code is {####}")};
}

MessageText verification_link(const domain::Pool& pool) {
  constexpr std::string_view kTemplate = "VerificationMessageTemplate";
  return {first_set(pool, {{kTemplate, "EmailSubjectByLink"}}, "Your verification link"),
          first_set(pool, {{kTemplate, "EmailMessageByLink"}},
                    "Please click the link below to verify your email address. {##Verify Email##}"),
          {}};
}

MessageText authentication(const domain::Pool& pool) {
  constexpr std::string_view kBody = "Your authentication code is {####}";
  return {first_set(pool, {{"EmailMfaConfiguration", "Subject"}}, "Your authentication code"),
          first_set(pool, {{"EmailMfaConfiguration", "Message"}}, kBody),
          first_set(pool, {{"", "SmsAuthenticationMessage"}}, kBody)};
}

// The text inside a link's placeholder at the front of `text`, or nothing.
std::string_view link_text(std::string_view text) {
  if (!text.starts_with(kLinkStart)) return {};
  const std::size_t end = text.find(kLinkEnd, kLinkStart.size());
  if (end == std::string_view::npos) return {};
  return text.substr(kLinkStart.size(), end - kLinkStart.size());
}

}  // namespace

MessageText message_text(const domain::Pool& pool, Template kind) {
  switch (kind) {
    case Template::verification:
      return verification(pool);
    case Template::verification_link:
      return verification_link(pool);
    case Template::invitation:
      return invitation(pool);
    case Template::authentication:
      return authentication(pool);
  }
  return verification(pool);
}

bool has_link_placeholder(std::string_view text) {
  for (std::size_t at = text.find(kLinkStart); at != std::string_view::npos;
       at = text.find(kLinkStart, at + 1)) {
    if (!link_text(text.substr(at)).empty()) return true;
  }
  return false;
}

std::string fill_in(std::string_view text, std::string_view code, std::string_view username,
                    bool escape_html, std::string_view link) {
  std::string out;
  while (!text.empty()) {
    if (text.starts_with(kCodePlaceholder)) {
      out.append(code);
      text.remove_prefix(kCodePlaceholder.size());
    } else if (text.starts_with(kUsernamePlaceholder)) {
      out.append(escape_html ? codec::escape_html(username) : std::string(username));
      text.remove_prefix(kUsernamePlaceholder.size());
    } else if (const std::string_view shown = link_text(text); !link.empty() && !shown.empty()) {
      out.append("<a href=\"").append(codec::escape_html(link));
      out.append("\">").append(shown).append("</a>");
      text.remove_prefix(kLinkStart.size() + shown.size() + kLinkEnd.size());
    } else {
      out.push_back(text.front());
      text.remove_prefix(1);
    }
  }
  return out;
}

std::string fill_in_notice(std::string_view text,
                           const std::vector<std::pair<std::string_view, std::string>>& values,
                           bool escape_html) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.front() == '{' ? text.find('}') : std::string_view::npos;
    const std::string_view name =
        end == std::string_view::npos ? std::string_view() : text.substr(1, end - 1);
    const auto found = std::find_if(values.begin(), values.end(),
                                    [&](const auto& value) { return value.first == name; });
    if (name.empty() || found == values.end()) {
      out.push_back(text.front());
      text.remove_prefix(1);
      continue;
    }
    out.append(escape_html ? codec::escape_html(found->second) : found->second);
    text.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace postern::triggers
