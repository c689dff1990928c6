// What a password must look like.
#include "domain/password_policy.h"

#include <algorithm>

#include "base/limits.h"
#include "codec/utf8.h"
#include "domain/random_text.h"

namespace postern::domain {
namespace {

constexpr std::string_view kSymbols = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-";

struct Classes {
  bool uppercase = false;
  bool lowercase = false;
  bool numbers = false;
  bool symbols = false;
};

Classes classes_of(std::string_view password) {
  Classes found;
  for (std::size_t i = 0; i < password.size(); ++i) {
    const char c = password[i];
    // A space counts where it cannot be lost to trimming.
    const bool inner_space = c == ' ' && i != 0 && i + 1 != password.size();
    if (c >= 'A' && c <= 'Z') found.uppercase = true;
    if (c >= 'a' && c <= 'z') found.lowercase = true;
    if (c >= '0' && c <= '9') found.numbers = true;
    if (inner_space || kSymbols.find(c) != std::string_view::npos) found.symbols = true;
  }
  return found;
}

std::string_view fault(const PasswordPolicy& policy, std::string_view password) {
  const auto length = codec::count_code_points(password);
  if (!length || *length < static_cast<std::size_t>(policy.length_min)) {
    return "Password not long enough";
  }
  if (password.size() > limits::kPasswordBytesMax) return "Password too long";
  const Classes has = classes_of(password);
  if (policy.uppercase && !has.uppercase) return "Password must have uppercase characters";
  if (policy.lowercase && !has.lowercase) return "Password must have lowercase characters";
  if (policy.numbers && !has.numbers) return "Password must have numeric characters";
  if (policy.symbols && !has.symbols) return "Password must have symbol characters";
  return {};
}

}  // namespace

Status check_password(const PasswordPolicy& policy, std::string_view password,
                      std::string_view wording) {
  const std::string_view found = fault(policy, password);
  if (found.empty()) return ok();
  return reject("InvalidPasswordException", "Password did not conform with " +
                                                std::string(wording) + ": " + std::string(found));
}

Secret generate_password(const PasswordPolicy& policy, Random& random) {
  // Only symbols that survive HTML, shells' double quotes and the {####} of message templates.
  static constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789^*.()?!@%/,:;_~=+-";
  constexpr std::size_t kLength = 16;  // Some 100 bits.
  const std::size_t length = std::max(kLength, static_cast<std::size_t>(policy.length_min));
  // Drawn again until it has every class: uniform over the passwords that do. Seven of eight do.
  for (;;) {
    std::string text = random_text(random, kAlphabet, length);
    const Classes has = classes_of(text);
    Secret password(text);
    wipe(text);
    if (has.uppercase && has.lowercase && has.numbers && has.symbols) return password;
  }
}

}  // namespace postern::domain
