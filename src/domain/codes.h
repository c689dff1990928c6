// One-time codes sent to a user: made, checked, counted, spent.
#pragma once

#include <string>
#include <string_view>

#include "domain/store.h"

namespace postern::domain {

// What a code is for; part of its key, so that one never passes for another (R06, O33).
enum class CodePurpose { sign_up, forgot_password, verify_email, verify_phone_number };

// How long a code of that purpose is good: a day, or an hour for a forgotten password.
std::int64_t code_ttl_us(CodePurpose purpose);

struct CodeTarget {
  std::string attribute;  // "email" or "phone_number"; empty when none is proven.
  std::string value;      // The address at the time of sending.
};

// Makes a six-digit code, which replaces any earlier one of the same purpose (R03), and returns it.
// Only its salted hash is stored.
Result<std::string> make_code(Txn& txn, std::string_view pool_id, std::string_view sub,
                              CodePurpose purpose, const CodeTarget& target, std::int64_t now_us,
                              Random& random);

struct CodeCheck {
  enum class Outcome {
    right,    // Spent in this transaction; `target` says what it proves.
    wrong,    // Counted in this transaction, which must commit.
    expired,  // None asked for, too old, or guessed at too often.
  } outcome;
  CodeTarget target;
};

// Checks a code, counting a wrong guess before telling (R02): five spoil the code (R01).
Result<CodeCheck> check_code(Txn& txn, std::string_view pool_id, std::string_view sub,
                             CodePurpose purpose, std::string_view code, std::int64_t now_us);

// Whether check_code() would find it right, without using it up or counting: never to be told,
// since a guess at it costs nothing.
Result<bool> is_right_code(Txn& txn, std::string_view pool_id, std::string_view sub,
                           CodePurpose purpose, std::string_view code, std::int64_t now_us);

// The error for a code that is not right, in Cognito's words.
Error code_error(CodeCheck::Outcome outcome);

Status forget_code(Txn& txn, std::string_view pool_id, std::string_view sub, CodePurpose purpose);

}  // namespace postern::domain
