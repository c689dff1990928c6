// Authenticator apps: the otpauth URI they read, and its QR picture for a terminal.
#include "totp_qr.h"

#include <dlfcn.h>
#include <qrencode.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

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

// libqrencode, loaded when a picture is asked for: all else needs only what every machine has.
struct QrLibrary {
  QrLibrary() {
    void* library = dlopen("libqrencode.so.4", RTLD_NOW | RTLD_LOCAL);
    if (library != nullptr) {
      encode = reinterpret_cast<decltype(encode)>(dlsym(library, "QRcode_encodeString8bit"));
      free = reinterpret_cast<decltype(free)>(dlsym(library, "QRcode_free"));
    }
    if (encode == nullptr || free == nullptr) {
      throw std::runtime_error("a QR picture needs libqrencode.so.4, which is not installed");
    }
  }
  decltype(&QRcode_encodeString8bit) encode = nullptr;
  decltype(&QRcode_free) free = nullptr;
};

// Of the square with its quiet zone.
class Modules {
 public:
  explicit Modules(const std::string& text)
      : code_(library_.encode(text.c_str(), 0, QR_ECLEVEL_M), library_.free) {
    if (!code_) throw std::runtime_error("the text is too long for a QR code");
  }
  [[nodiscard]] int size() const { return code_->width + 2 * kQuietModules; }
  [[nodiscard]] bool is_dark(int x, int y) const {
    x -= kQuietModules;
    y -= kQuietModules;
    if (x < 0 || y < 0 || x >= code_->width || y >= code_->width) return false;
    return (code_->data[y * code_->width + x] & 1) != 0;
  }

 private:
  const QrLibrary library_;
  std::unique_ptr<QRcode, decltype(&QRcode_free)> code_;
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
