// An e-mail as bytes: header fields that nothing can be put into, and a body in UTF-8.
#pragma once

#include <ctime>
#include <string>
#include <string_view>

namespace postern::server {

// Whom an e-mail is from: "Shop <no-reply@shop.example>", or the address alone.
struct Mailbox {
  std::string name;  // UTF-8; may be empty.
  std::string address;
};

// Throws std::runtime_error with a sentence for the operator.
Mailbox parse_mailbox(std::string_view text);

// Whether an address can be named to a mail server as it stands: something at something, without
// blanks, brackets, quotes, commas or control characters. What it says beyond that is the server's
// to judge.
bool is_mail_address(std::string_view address);

struct MailMessage {
  const Mailbox& from;
  std::string_view to;  // REQUIRES: is_mail_address().
  std::string_view subject;
  std::string_view html;
  std::string_view id;  // Left of the @ in Message-ID; letters and digits.
  std::time_t date = 0;
};

// RFC 5322 and RFC 2045 to 2047. Every line is ASCII (but an address that is not) and ends in
// CR LF. A control character in the subject becomes a blank.
std::string compose_mail(const MailMessage& message);

// RFC 5321, section 4.5.2: the message as DATA takes it, final dot included.
std::string as_smtp_data(std::string_view message);

std::string base64(std::string_view bytes);

}  // namespace postern::server
