// One-time codes sent to a user: made, checked, counted, spent.
#include "domain/codes.h"

#include "crypto/digest.h"
#include "domain/keyspace.h"

namespace postern::domain {
namespace {

constexpr int kWrongGuessesMax = 5;

std::string_view purpose_name(CodePurpose purpose) {
  switch (purpose) {
    case CodePurpose::sign_up: return "sign_up";
    case CodePurpose::forgot_password: return "forgot_password";
    case CodePurpose::verify_email: return "verify_email";
    case CodePurpose::verify_phone_number: return "verify_phone_number";
  }
  return "";
}

std::string hash_code(std::string_view salt, std::string_view code) {
  return crypto::hmac_sha256(salt, code);
}

std::string six_digits(Random& random) {
  std::string code(6, '0');
  std::uint32_t number = random.below(1'000'000);
  for (auto digit = code.rbegin(); digit != code.rend(); ++digit, number /= 10) {
    *digit = static_cast<char>('0' + number % 10);
  }
  return code;
}

bool is_live(const Txn& txn, const Code& code, std::int64_t now_us) {
  return now_us < code.expires_us && code.wrong_attempts < kWrongGuessesMax &&
         !txn.epoch().is_over(code.epoch);
}

bool matches(const Code& stored, std::string_view code) {
  return crypto::equal(hash_code(stored.salt, code), stored.hash);
}

}  // namespace

std::int64_t code_ttl_us(CodePurpose purpose) {
  constexpr std::int64_t kHourUs = 3600 * kMicrosPerSecond;
  return purpose == CodePurpose::forgot_password ? kHourUs : 24 * kHourUs;
}

Result<std::string> make_code(Txn& txn, std::string_view pool_id, std::string_view sub,
                              CodePurpose purpose, const CodeTarget& target, std::int64_t now_us,
                              Random& random) {
  std::string code = six_digits(random);
  Code record;
  record.salt = random.bytes(16);
  record.hash = hash_code(record.salt, code);
  record.expires_us = now_us + code_ttl_us(purpose);
  record.attribute = target.attribute;
  record.value = target.value;
  record.epoch = txn.epoch().number;
  POSTERN_CHECK(txn.put(keys::code(pool_id, sub, purpose_name(purpose)), record));
  return code;
}

Result<CodeCheck> check_code(Txn& txn, std::string_view pool_id, std::string_view sub,
                             CodePurpose purpose, std::string_view code, std::int64_t now_us) {
  const std::string key = keys::code(pool_id, sub, purpose_name(purpose));
  POSTERN_TRY(auto stored, txn.get<Code>(key));
  if (!stored || !is_live(txn, *stored, now_us)) {
    return CodeCheck{CodeCheck::Outcome::expired, {}};
  }
  if (!matches(*stored, code)) {
    ++stored->wrong_attempts;
    POSTERN_CHECK(txn.put(key, *stored));
    return CodeCheck{CodeCheck::Outcome::wrong, {}};
  }
  POSTERN_CHECK(txn.erase(key));
  return CodeCheck{CodeCheck::Outcome::right, {stored->attribute, stored->value}};
}

Result<bool> is_right_code(Txn& txn, std::string_view pool_id, std::string_view sub,
                           CodePurpose purpose, std::string_view code, std::int64_t now_us) {
  POSTERN_TRY(auto stored, txn.get<Code>(keys::code(pool_id, sub, purpose_name(purpose))));
  return stored && is_live(txn, *stored, now_us) && matches(*stored, code);
}

Error code_error(CodeCheck::Outcome outcome) {
  if (outcome == CodeCheck::Outcome::wrong) {
    return reject("CodeMismatchException",
                  "Invalid verification code provided, please try again.");
  }
  return reject("ExpiredCodeException", "Invalid code provided, please request a code again.");
}

Status forget_code(Txn& txn, std::string_view pool_id, std::string_view sub, CodePurpose purpose) {
  return txn.erase(keys::code(pool_id, sub, purpose_name(purpose)));
}

}  // namespace postern::domain
