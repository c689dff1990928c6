// Targets: server::take_smtp_reply, what a mail server may answer.
// Property: cutting the bytes in pieces changes nothing; codes are three digits of a class.
#include <optional>
#include <stdexcept>
#include <vector>

#include "fuzz/property.h"
#include "smtp_reply.h"

using namespace postern::server;
using postern::fuzz::require;

namespace {

// All replies in the bytes; nothing when one of them is none.
std::optional<std::vector<SmtpReply>> read(std::string_view bytes, std::size_t piece_bytes) {
  std::vector<SmtpReply> replies;
  std::string buffer;
  try {
    while (!bytes.empty()) {
      const std::string_view piece = bytes.substr(0, piece_bytes);
      buffer += piece;
      bytes.remove_prefix(piece.size());
      while (auto reply = take_smtp_reply(buffer)) replies.push_back(std::move(*reply));
    }
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
  return replies;
}

}  // namespace

POSTERN_FUZZ_TARGET(input) {
  const auto whole = read(input, input.size());
  require(read(input, 1) == whole, "byte by byte reads the same");
  if (!whole) return;
  for (const SmtpReply& reply : *whole) {
    require(reply.code >= 200 && reply.code <= 599, "a code is of a class that exists");
    const std::string line = smtp_extension(reply, "AUTH");
    require(line.empty() || line.starts_with("AUTH"), "an extension is found by its name");
  }
}
