// The one error system: every expected failure is a Result, every exception is a bug or bad_alloc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace postern {

// What a caller can do about a failure. The protocol's own name for it is Error::code.
enum class Errc : std::uint8_t {
  rejected,          // The operation refused; Error::code is the protocol's exception name.
  invalid_argument,  // The request is not one: wrong type, too large, unreadable.
  conflict,          // A concurrent transaction won; nothing happened, repeating is safe.
  unknown_commit,    // The store lost contact while committing: it may or may not have happened.
  storage,           // The store failed (I/O, disk full); nothing happened.
  corrupt,           // A record failed its seal or its format check.
  busy,              // Called while closing, nested too deep, or too many waiting.
  internal,          // A bug in this library.
};

struct Error {
  Errc errc = Errc::internal;
  std::string code;     // e.g. "UsernameExistsException"; never empty.
  std::string message;  // One line for humans. Never holds a password, a code or a token.
};

struct Unit {};

// A value or the reason there is none. Ignoring one does not compile.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}        // NOLINT
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}    // NOLINT

  template <class U>
    requires(std::is_constructible_v<T, U &&> && !std::is_same_v<std::decay_t<U>, T> &&
             !std::is_same_v<std::decay_t<U>, Error> && !std::is_same_v<std::decay_t<U>, Result>)
  Result(U&& value) : state_(std::in_place_index<0>, std::forward<U>(value)) {}  // NOLINT

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // REQUIRES: ok().
  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  // REQUIRES: !ok().
  Error& error() & { return std::get<1>(state_); }
  const Error& error() const& { return std::get<1>(state_); }
  Error&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Error> state_;
};

using Status = Result<Unit>;
inline Status ok() { return Unit{}; }

// A refusal in the protocol's own words.
inline Error reject(std::string_view code, std::string_view message) {
  return {Errc::rejected, std::string(code), std::string(message)};
}
inline Error invalid_parameter(std::string_view message) {
  return reject("InvalidParameterException", message);
}
inline Error not_authorized(std::string_view message) {
  return reject("NotAuthorizedException", message);
}
inline Error internal_error(std::string_view message) {
  return {Errc::internal, "InternalErrorException", std::string(message)};
}

}  // namespace postern

#define POSTERN_CONCAT_(a, b) a##b
#define POSTERN_CONCAT(a, b) POSTERN_CONCAT_(a, b)

// POSTERN_TRY(auto user, find_user(txn, sub)): declares or assigns, or returns the error.
#define POSTERN_TRY(target, expression) \
  POSTERN_TRY_(POSTERN_CONCAT(postern_try_, __LINE__), target, expression)
#define POSTERN_TRY_(temporary, target, expression)                     \
  auto temporary = (expression);                                        \
  if (!temporary.ok()) return std::move(temporary).error();             \
  target = std::move(temporary).value()

// POSTERN_CHECK(txn.commit()): goes on, or returns the error.
#define POSTERN_CHECK(expression)                                                     \
  do {                                                                                \
    if (auto postern_check_ = (expression); !postern_check_.ok())                     \
      return std::move(postern_check_).error();                                       \
  } while (false)
