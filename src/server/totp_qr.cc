// Authenticator apps: the otpauth URI they read, and its QR picture for a terminal.
#include "totp_qr.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "flat_json.h"
#include "postern/postern.hpp"

namespace postern::server {
namespace {

constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr int kQuietModules = 4;

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

// RFC 3986 section 2.1: everything but the unreserved characters.
std::string escape(std::string_view text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c)) {
      out.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out.append(1, '%').append(1, kHex[byte >> 4]).append(1, kHex[byte & 15]);
  }
  return out;
}

std::string escape_name(std::string_view what, std::string_view name) {
  if (name.empty() || name.find(':') != std::string_view::npos) {
    throw std::runtime_error("the " + std::string(what) + " must not be empty or have a colon");
  }
  return escape(name);
}

// Of the square with its quiet zone; drawn by an engine that holds nothing and is gone at once.
class Modules {
 public:
  explicit Modules(const std::string& text) {
    const std::string answer = draw(text);
    const auto drawn = FlatJson::parse(answer, FlatJson::Nested::kept);
    if (drawn) read_rows(drawn->raw("Modules"));
    if (rows_.empty()) throw std::runtime_error("the picture could not be drawn");
  }
  [[nodiscard]] int size() const { return static_cast<int>(rows_.size()) + 2 * kQuietModules; }
  [[nodiscard]] bool is_dark(int x, int y) const {
    x -= kQuietModules;
    y -= kQuietModules;
    const auto width = static_cast<int>(rows_.size());
    if (x < 0 || y < 0 || x >= width || y >= width) return false;
    return rows_[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)] == '1';
  }

 private:
  static std::string draw(const std::string& text) {
    postern::Engine engine;
    try {
      return engine.call("postern:DrawQrCode", "{\"Text\":" + json_string(text) + "}");
    } catch (const postern::Error&) {
      throw std::runtime_error("the text is too long for a QR code");
    }
  }

  // ["1110...", ...]
  void read_rows(std::string_view list) {
    for (std::size_t begin = list.find('"'); begin != std::string_view::npos;) {
      const std::size_t end = list.find('"', begin + 1);
      if (end == std::string_view::npos) return rows_.clear();
      rows_.emplace_back(list.substr(begin + 1, end - begin - 1));
      begin = list.find('"', end + 1);
    }
    const bool square = std::all_of(rows_.begin(), rows_.end(), [&](const std::string& row) {
      return row.size() == rows_.size();
    });
    if (!square) rows_.clear();
  }

  std::vector<std::string> rows_;
};

}  // namespace

std::string totp_uri(std::string_view secret, std::string_view account, std::string_view issuer) {
  const bool is_base32 = !secret.empty() && std::all_of(secret.begin(), secret.end(), [](char c) {
    return kBase32.find(c) != std::string_view::npos;
  });
  if (!is_base32) throw std::runtime_error("the secret is not base32 in upper case");
  const std::string label = escape_name("issuer", issuer) + ":" + escape_name("account", account);
  return "otpauth://totp/" + label + "?secret=" + std::string(secret) + "&issuer=" + escape(issuer);
}

std::string qr_blocks(const std::string& text) {
  // Black on white whatever the terminal's colours: scanners want it that way round.
  constexpr std::string_view kOn = "\x1b[30;107m";
  constexpr std::string_view kOff = "\x1b[0m\n";
  constexpr std::string_view kBlocks[] = {" ", "▄", "▀", "█"};
  const Modules modules(text);
  std::string out;
  for (int y = 0; y < modules.size(); y += 2) {
    out += kOn;
    for (int x = 0; x < modules.size(); ++x) {
      const int upper = modules.is_dark(x, y) ? 2 : 0;
      const int lower = modules.is_dark(x, y + 1) ? 1 : 0;
      out += kBlocks[upper + lower];
    }
    out += kOff;
  }
  return out;
}

}  // namespace postern::server
