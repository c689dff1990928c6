// What one sign-in has proven so far. It rides, sealed, in the Session of every challenge.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "codec/json.h"
#include "domain/user.h"

namespace postern::auth {

// One thing a user has shown. Values are part of sealed sessions: append only.
enum class Factor : std::uint8_t {
  password,   // Sent, or proven by SRP.
  email_otp,  // A one-time code as the first factor.
  sms_otp,
  passkey,       // An assertion without user verification: one factor.
  passkey_uv,    // With user verification: what a multi-factor policy counts as two.
  custom,        // The host's own challenges said so.
  sign_up_code,  // ConfirmSignUp just checked a code; its Session goes on from there.
  sms_mfa,       // Second factors.
  email_mfa,
  totp,
  device,        // A remembered device, in place of a second factor.
  device_alone,  // The same, in a pool where that is in place of nothing.
};

class Factors {
 public:
  Factors() = default;
  explicit Factors(std::int64_t bits) : bits_(static_cast<std::uint32_t>(bits)) {}

  Factors& add(Factor factor) {
    bits_ |= bit(factor);
    return *this;
  }
  [[nodiscard]] bool has(Factor factor) const { return (bits_ & bit(factor)) != 0; }
  [[nodiscard]] bool empty() const { return bits_ == 0; }
  [[nodiscard]] std::int64_t bits() const { return bits_; }
  bool operator==(const Factors&) const = default;

 private:
  static std::uint32_t bit(Factor factor) { return 1u << static_cast<unsigned>(factor); }
  std::uint32_t bits_ = 0;
};

struct Progress {
  std::string flow;  // The AuthFlow that began it.
  std::string sub;
  Factors proven;
  // Names the password among `proven`: once it is replaced, so is this, and the sign-in ends.
  std::string password_proof;
  std::string device_key;      // DEVICE_KEY as given with the flow; may be empty.
  std::string trigger_source;  // Of PreTokenGeneration; set by the step that decides it.
  std::string event_id;        // Given when the sign-in is weighed (threat_protection.h).
  bool mfa_demanded = false;   // It was found unusual, and owes a second factor.
  Json more = Json::object();  // What one flow alone remembers: rounds of custom challenges, ...

  [[nodiscard]] Json to_json() const;
  static Progress from_json(const Json& sealed);
};

// The value of password_proof for the password `user` has.
std::string password_proof_of(const domain::User& user);

}  // namespace postern::auth
