// An e-mail as bytes: header fields that nothing can be put into, and a body in UTF-8.
#include "mail_message.h"

#include <algorithm>
#include <stdexcept>

#include "text.h"

namespace postern::server {
namespace {

// RFC 2045: lines of an encoded body. RFC 2047: an encoded word, so much of it that is text.
constexpr std::size_t kEncodedLineBytes = 57;
constexpr std::size_t kEncodedWordBytes = 42;

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}
bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// How much of `text` fits into `bytes_max` without cutting a character of UTF-8 in two.
std::size_t whole_characters(std::string_view text, std::size_t bytes_max) {
  std::size_t size = std::min(text.size(), bytes_max);
  if (size == text.size()) return size;
  while (size > 1 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
  return size;
}

// Text as header fields take it: plain where that is safe, in encoded words otherwise.
std::string header_text(std::string_view text) {
  std::string clean(text);
  std::ranges::replace_if(clean, is_control, ' ');
  const bool plain = is_ascii(clean) && clean.size() <= 60 &&
                     clean.find("=?") == std::string::npos && clean == trim(clean);
  if (plain) return clean;
  std::string out;
  for (std::string_view rest = clean; !rest.empty();) {
    const std::size_t size = whole_characters(rest, kEncodedWordBytes);
    out.append(out.empty() ? "" : "\r\n ").append("=?UTF-8?B?");
    out.append(base64(rest.substr(0, size))).append("?=");
    rest.remove_prefix(size);
  }
  return out;
}

std::string display_name(std::string_view name) {
  const auto is_atom = [](char c) { return is_alphanumeric(c) || c == ' '; };
  if (std::ranges::all_of(name, is_atom)) return std::string(name);
  // A longer plain name would need quotes; an encoded word needs none.
  return "=?UTF-8?B?" + base64(name) + "?=";
}

std::string format_mailbox(const Mailbox& mailbox) {
  if (mailbox.name.empty()) return mailbox.address;
  return display_name(mailbox.name) + " <" + mailbox.address + ">";
}

// RFC 5322, section 3.3, free of the locale.
std::string format_date(std::time_t date) {
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm utc = {};
  gmtime_r(&date, &utc);
  char time[32];
  const std::size_t size = std::strftime(time, sizeof time, " %Y %H:%M:%S +0000", &utc);
  return std::string(kDays[utc.tm_wday]) + ", " + std::to_string(utc.tm_mday) + " " +
         kMonths[utc.tm_mon] + std::string(time, size);
}

std::string encoded_body(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += kEncodedLineBytes) {
    out.append(base64(text.substr(at, kEncodedLineBytes))).append("\r\n");
  }
  return out;
}

}  // namespace

Mailbox parse_mailbox(std::string_view text) {
  Mailbox mailbox;
  const std::size_t open = text.find('<');
  if (open != std::string_view::npos && text.ends_with('>')) {
    mailbox.name = trim(text.substr(0, open));
    text = text.substr(open + 1, text.size() - open - 2);
  }
  mailbox.address = text;
  constexpr std::size_t kNameBytesMax = 45;
  if (!is_mail_address(mailbox.address) || !is_ascii(mailbox.address) ||
      mailbox.name.size() > kNameBytesMax || std::ranges::any_of(mailbox.name, is_control)) {
    throw std::runtime_error("the sender is not an address such as 'Shop <no-reply@shop.example>'");
  }
  return mailbox;
}

bool is_mail_address(std::string_view address) {
  constexpr std::string_view kRefused = " <>\"(),:;[]\\";
  constexpr std::size_t kAddressBytesMax = 320;
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == address.size()) return false;
  return address.size() <= kAddressBytesMax && std::ranges::none_of(address, [&](char c) {
           return is_control(c) || kRefused.find(c) != std::string_view::npos;
         });
}

std::string compose_mail(const MailMessage& message) {
  const std::string& sender = message.from.address;
  std::string out;
  const auto field = [&](std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
  };
  field("Date", format_date(message.date));
  field("From", format_mailbox(message.from));
  field("To", message.to);
  field("Subject", header_text(message.subject));
  field("Message-ID", "<" + std::string(message.id) + sender.substr(sender.rfind('@')) + ">");
  field("Auto-Submitted", "auto-generated");
  field("MIME-Version", "1.0");
  field("Content-Type", "text/html; charset=UTF-8");
  field("Content-Transfer-Encoding", "base64");
  return out.append("\r\n").append(encoded_body(message.html));
}

std::string as_smtp_data(std::string_view message) {
  std::string out;
  bool line_starts = true;
  for (const char c : message) {
    if (line_starts && c == '.') out += '.';
    out += c;
    line_starts = c == '\n';
  }
  if (!out.ends_with("\r\n")) out += "\r\n";
  return out += ".\r\n";
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      group = group << 8 | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0u);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      out += i <= count ? kAlphabet[group >> (18 - 6 * i) & 63] : '=';
    }
  }
  return out;
}

}  // namespace postern::server
