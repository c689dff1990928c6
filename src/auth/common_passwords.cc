// The passwords that everybody who guesses tries first.
#include "auth/common_passwords.h"

#include <algorithm>
#include <string>

namespace postern::auth {
namespace {

constexpr std::string_view kWords[] = {
    "abc",      "admin",    "administrator", "asdf",     "asdfgh",     "asdfghjkl", "baseball",
    "changeme", "default",  "dragon",        "football", "guest",      "hello",     "iloveyou",
    "letmein",  "login",    "master",        "monkey",   "pass",       "password",  "princess",
    "qazwsx",   "qwer",     "qwert",         "qwerty",   "qwertyuiop", "root",      "secret",
    "shadow",   "sunshine", "superman",      "temp",     "test",       "testing",   "trustno",
    "user",     "welcome",  "zaq",           "zxcvbn",   "zxcvbnm"};

char plain(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c + 32);
  switch (c) {
    case '0':
      return 'o';
    case '1':
    case '!':
      return 'i';
    case '3':
      return 'e';
    case '4':
    case '@':
      return 'a';
    case '5':
    case '$':
      return 's';
    default:
      return c;
  }
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

bool is_common_password(std::string_view password) {
  while (!password.empty() && !is_letter(password.back())) password.remove_suffix(1);
  if (password.empty()) return true;  // Digits and punctuation alone.
  std::string word;
  std::transform(password.begin(), password.end(), std::back_inserter(word), plain);
  return std::find(std::begin(kWords), std::end(kWords), word) != std::end(kWords);
}

}  // namespace postern::auth
