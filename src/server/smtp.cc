// Handing e-mails to a mail server (RFC 5321).
#include "smtp.h"

#include <sys/random.h>

#include <algorithm>
#include <ctime>
#include <stdexcept>

#include "aws_signature.h"
#include "smtp_reply.h"
#include "text.h"

namespace postern::server {
namespace {

constexpr std::size_t kIdBytes = 16;

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string random_id() {
  std::string bytes(kIdBytes, '\0');
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    throw std::runtime_error("no random bytes");
  }
  return hex(bytes);
}

// Commands and replies, in step.
class Dialogue {
 public:
  explicit Dialogue(Stream& stream) : stream_(stream) {}

  // Sends a line. REQUIRES: no CR or LF inside.
  void say(std::string_view line) { stream_.write(std::string(line) + "\r\n"); }

  // `step` names the command in errors.
  SmtpReply expect(std::string_view step, int first_digit) {
    SmtpReply reply = read_reply();
    if (reply.code / 100 != first_digit) {
      throw std::runtime_error("the mail server answered " + std::to_string(reply.code) + " to " +
                               std::string(step));
    }
    return reply;
  }
  SmtpReply ask(std::string_view step, std::string_view line, int first_digit) {
    say(line);
    return expect(step, first_digit);
  }
  // Whether bytes came that nobody asked for: before TLS they could be an attacker's
  // (CVE-2011-0411).
  [[nodiscard]] bool has_more() const { return !buffer_.empty(); }

 private:
  SmtpReply read_reply() {
    for (;;) {
      if (auto reply = take_smtp_reply(buffer_)) return std::move(*reply);
      const std::string more = stream_.read();
      if (more.empty()) throw std::runtime_error("the mail server broke off");
      buffer_ += more;
    }
  }

  Stream& stream_;
  std::string buffer_;
};

void sign_in(Dialogue& dialogue, const SmtpReply& ehlo, const Url& url,
             const std::string& password) {
  const std::string mechanisms = smtp_extension(ehlo, "AUTH");
  if (mechanisms.find(" PLAIN ") != std::string::npos) {
    const std::string token = '\0' + url.user + '\0' + password;
    dialogue.ask("AUTH", "AUTH PLAIN " + base64(token), 2);
  } else if (mechanisms.find(" LOGIN ") != std::string::npos) {
    dialogue.ask("AUTH", "AUTH LOGIN", 3);
    dialogue.ask("AUTH", base64(url.user), 3);
    dialogue.ask("AUTH", base64(password), 2);
  } else {
    throw std::runtime_error("the mail server offers neither AUTH PLAIN nor AUTH LOGIN");
  }
}

}  // namespace

SmtpSender::SmtpSender(SmtpOptions options, const TlsTrust& trust)
    : options_(std::move(options)),
      url_(parse_url(options_.url, {"smtp", "smtps"})),
      from_(parse_mailbox(options_.from)),
      trust_(trust) {
  if (url_.path != "/") throw std::runtime_error("the mail server's URL has a path");
  if (!url_.password.empty()) {
    throw std::runtime_error("a password in a URL is seen by others; give it in a file");
  }
  if (options_.plaintext && (url_.scheme == "smtps" || !url_.user.empty())) {
    throw std::runtime_error("plaintext SMTP is smtp:// without a user");
  }
}

void SmtpSender::send(std::string_view to, std::string_view subject, std::string_view html) const {
  if (!is_mail_address(to)) throw std::runtime_error("the address is not one to write to");
  Stream stream(url_.host, url_.port, std::chrono::steady_clock::now() + options_.timeout);
  if (url_.scheme == "smtps") stream.start_tls(url_.host, trust_);
  Dialogue dialogue(stream);
  dialogue.expect("the connection", 2);
  const std::string hello = "EHLO " + from_.address.substr(from_.address.rfind('@') + 1);
  SmtpReply ehlo = dialogue.ask("EHLO", hello, 2);
  if (url_.scheme == "smtp" && !options_.plaintext) {
    dialogue.ask("STARTTLS", "STARTTLS", 2);
    if (dialogue.has_more()) throw std::runtime_error("the mail server spoke out of turn");
    stream.start_tls(url_.host, trust_);
    ehlo = dialogue.ask("EHLO", hello, 2);
  }
  if (!url_.user.empty()) sign_in(dialogue, ehlo, url_, options_.password);
  const bool utf8 = !is_ascii(to);
  if (utf8 && smtp_extension(ehlo, "SMTPUTF8").empty()) {
    throw std::runtime_error("the mail server takes no addresses but ASCII");
  }
  dialogue.ask("MAIL", "MAIL FROM:<" + from_.address + ">" + (utf8 ? " SMTPUTF8" : ""), 2);
  dialogue.ask("RCPT", "RCPT TO:<" + std::string(to) + ">", 2);
  dialogue.ask("DATA", "DATA", 3);
  stream.write(as_smtp_data(compose_mail({.from = from_,
                                          .to = to,
                                          .subject = subject,
                                          .html = html,
                                          .id = random_id(),
                                          .date = std::time(nullptr)})));
  dialogue.expect("the message", 2);
  dialogue.say("QUIT");  // It has the message; how it parts is of no interest.
}

}  // namespace postern::server
