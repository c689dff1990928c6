// What a mail server answers to a command.
#include "smtp_reply.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include "text.h"

namespace postern::server {
namespace {

[[noreturn]] void malformed() {
  throw std::runtime_error("the mail server does not speak SMTP");
}

char to_upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}

// "250-text" or "250 text" or "250".
int read_code(std::string_view line) {
  if (line.size() < 3 || !std::ranges::all_of(line.substr(0, 3), is_digit)) malformed();
  if (line.size() > 3 && line[3] != ' ' && line[3] != '-') malformed();
  const int code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
  if (code < 200 || code > 599) malformed();
  return code;
}

}  // namespace

std::optional<SmtpReply> take_smtp_reply(std::string& bytes) {
  SmtpReply reply;
  for (std::size_t at = 0;;) {
    const std::size_t end = bytes.find("\r\n", at);
    if (end == std::string::npos ? bytes.size() > kSmtpReplyBytesMax : end > kSmtpReplyBytesMax) {
      malformed();
    }
    if (end == std::string::npos) return std::nullopt;
    const std::string_view line = std::string_view(bytes).substr(at, end - at);
    const int code = read_code(line);
    if (reply.code != 0 && reply.code != code) malformed();
    reply.code = code;
    const std::string_view text = line.substr(std::min<std::size_t>(line.size(), 4));
    std::ranges::transform(text, std::back_inserter(reply.text), to_upper);
    reply.text += '\n';
    at = end + 2;
    if (line.size() > 3 && line[3] == '-') continue;
    bytes.erase(0, at);
    return reply;
  }
}

std::string smtp_extension(const SmtpReply& ehlo, std::string_view name) {
  std::string_view rest = ehlo.text;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(line.size() + 1);
    if (line == name || line.starts_with(std::string(name) + " ")) return std::string(line) + " ";
  }
  return {};
}

}  // namespace postern::server
