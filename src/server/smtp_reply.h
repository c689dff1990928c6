// What a mail server answers to a command (RFC 5321, section 4.2).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace postern::server {

inline constexpr std::size_t kSmtpReplyBytesMax = 64 << 10;

struct SmtpReply {
  int code = 0;      // 200 to 599.
  std::string text;  // Its lines in capitals, each ended by LF, codes left out.

  friend bool operator==(const SmtpReply&, const SmtpReply&) = default;
};

// Takes a whole reply off the front of `bytes`; nothing while it has not ended. Throws
// std::runtime_error for what is no reply, or one of more than kSmtpReplyBytesMax.
std::optional<SmtpReply> take_smtp_reply(std::string& bytes);

// The line of an extension in the answer to EHLO, a blank behind it: "AUTH PLAIN LOGIN "; empty
// without.
std::string smtp_extension(const SmtpReply& ehlo, std::string_view name);

}  // namespace postern::server
