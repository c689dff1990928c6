// Handing e-mails to a mail server (RFC 5321), over TLS unless the operator says otherwise.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "mail_message.h"
#include "stream.h"
#include "url.h"

namespace postern::server {

struct SmtpOptions {
  // "smtps://HOST" is TLS from the first byte, "smtp://HOST" STARTTLS, which must succeed.
  // "USER@" before the host signs in, with the password.
  std::string url;
  std::string password;
  std::string from;
  bool plaintext = false;  // smtp:// without STARTTLS, for a relay on this machine; no sign-in.
  std::chrono::milliseconds timeout{15'000};
};

// Safe for concurrent use: each message has a connection of its own.
class SmtpSender {
 public:
  // Throws std::runtime_error with a sentence for the operator. `trust` must outlive it.
  SmtpSender(SmtpOptions options, const TlsTrust& trust);

  // Returns once the mail server has taken the message on. Throws std::runtime_error with a text
  // that holds nothing of the message and nothing the server said but its codes.
  void send(std::string_view to, std::string_view subject, std::string_view html) const;

 private:
  const SmtpOptions options_;
  const Url url_;
  const Mailbox from_;
  const TlsTrust& trust_;
};

}  // namespace postern::server
