// One row of a user import file becomes a user.
#include "bulk/import_row.h"

#include "auth/new_user.h"
#include "bulk/import_header.h"
#include "domain/mfa.h"
#include "domain/sign_in_policy.h"
#include "domain/user.h"
#include "domain/username.h"

namespace postern::bulk {

// What a row says, taken apart.
struct RowImporter::Reading {
  std::string username;
  std::vector<domain::AttributeWrite> writes;
  std::string mfa_enabled;
  std::string password_hash;
};

namespace {

constexpr std::string_view kTaken = "The user already exists.";

std::string lower_case(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// The file says 07/31/2001 where the API says 2001-07-31.
Result<std::string> birthdate(std::string_view text) {
  const bool readable = text.size() == 10 && is_digits(text.substr(0, 2)) && text[2] == '/' &&
                        is_digits(text.substr(3, 2)) && text[5] == '/' && is_digits(text.substr(6));
  const std::string_view month = text.substr(0, 2);
  if (!readable || month < "01" || month > "12" || text.substr(3, 2) < "01" ||
      text.substr(3, 2) > "31") {
    return invalid_parameter("Birthdate is not of the form mm/dd/yyyy.");
  }
  return std::string(text.substr(6)) + "-" + std::string(month) + "-" +
         std::string(text.substr(3, 2));
}

// A boolean is true or false in any case, or nothing.
Status check_flag(std::string_view column, std::string_view value) {
  if (value.empty() || value == "true" || value == "false") return ok();
  return invalid_parameter("The column " + std::string(column) + " is neither true nor false.");
}

bool says_true(const std::vector<domain::AttributeWrite>& writes, std::string_view name) {
  for (const auto& write : writes) {
    if (write.name == name) return write.value == "true";
  }
  return false;
}

RowOutcome failed(std::string_view text) {
  std::string line(text);
  // One line of the log for each row of the file.
  for (char& c : line) c = c == '\n' || c == '\r' ? ' ' : c;
  while (line.ends_with(' ')) line.pop_back();
  return {RowOutcome::Kind::failed, std::move(line)};
}

// A refusal of a rule, or a failure of the store.
Result<RowOutcome> outcome_of(const Error& error) {
  if (error.errc == Errc::rejected) return failed(error.message);
  return error;
}

Status switch_sms_mfa_on(domain::Txn& txn, std::string_view pool_id, std::string_view sub) {
  domain::Mfa mfa;
  domain::set_enabled(mfa, domain::MfaKind::sms, true);
  return domain::save_mfa(txn, pool_id, sub, mfa);
}

}  // namespace

std::optional<crypto::HashAlgorithm> import_algorithm(std::string_view name) {
  if (name == "BCRYPT") return crypto::HashAlgorithm::bcrypt;
  if (name == "SCRYPT") return crypto::HashAlgorithm::scrypt;
  if (name == "ARGON2ID") return crypto::HashAlgorithm::argon2id;
  if (name == "PBKDF2_SHA256") return crypto::HashAlgorithm::pbkdf2_sha256;
  return std::nullopt;
}

RowImporter::RowImporter(auth::Services& services, const domain::Pool& pool,
                         const domain::ImportJob& job)
    : services_(services),
      pool_(pool),
      columns_(job.columns),
      algorithm_(import_algorithm(job.hash_algorithm)) {}

Status RowImporter::read_field(std::string_view column, const std::string& value,
                               Reading& reading) const {
  if (column == kUsernameColumn) {
    reading.username = value;
    return ok();
  }
  if (column == kHashColumn) {
    reading.password_hash = value;
    return ok();
  }
  if (column == kMfaColumn) {
    reading.mfa_enabled = lower_case(value);
    return check_flag(column, reading.mfa_enabled);
  }
  if (value.empty()) return ok();
  domain::AttributeWrite write{std::string(column), value};
  const auto* spec = pool_.schema.find(column);
  if (spec != nullptr && spec->type == domain::AttributeType::boolean) {
    write.value = lower_case(value);
    POSTERN_CHECK(check_flag(column, write.value));
  }
  if (column == "birthdate") {
    POSTERN_TRY(write.value, birthdate(value));
  }
  reading.writes.push_back(std::move(write));
  return ok();
}

Result<RowImporter::Reading> RowImporter::read(const std::vector<std::string>& fields) const {
  if (fields.size() != columns_.size()) {
    return invalid_parameter("The row has " + std::to_string(fields.size()) +
                             " fields where the header has " + std::to_string(columns_.size()) +
                             ".");
  }
  Reading reading;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    POSTERN_CHECK(read_field(columns_[i], fields[i], reading));
  }
  return reading;
}

Status RowImporter::check(const Reading& reading) const {
  if (reading.username.empty()) {
    return invalid_parameter("The User Record has no value for cognito:username.");
  }
  if (!domain::is_username_text(reading.username)) {
    return invalid_parameter("The username is longer than 128 characters or holds one it may not.");
  }
  POSTERN_CHECK(domain::check_new_username(pool_, reading.username));
  POSTERN_CHECK(domain::check_writes(pool_, nullptr, domain::Writer::administrator,
                                     /*creating=*/true, reading.writes));
  const bool vouched =
      (pool_.auto_verified.email && says_true(reading.writes, "email_verified")) ||
      (pool_.auto_verified.phone_number && says_true(reading.writes, "phone_number_verified"));
  if (!vouched) {
    return invalid_parameter(
        "The User Record does not set any of the auto verified attributes to true. (Example: "
        "email_verified to true).");
  }
  const std::string_view mode = pool_.settings.get_string("MfaConfiguration", "OFF");
  if ((mode == "OFF" && reading.mfa_enabled == "true") ||
      (mode == "ON" && reading.mfa_enabled == "false")) {
    return invalid_parameter(
        "The column cognito:mfa_enabled contradicts the user pool, whose MFA is " +
        std::string(mode) + ".");
  }
  if (reading.password_hash.empty()) return ok();
  if (!algorithm_) {
    return invalid_parameter("The job names no PasswordHashingAlgorithm for the password hash.");
  }
  if (!crypto::ImportedHash::parse(*algorithm_, reading.password_hash)) {
    return invalid_parameter("The password hash is malformed, or dearer than the bound.");
  }
  return ok();
}

// Without a password or another way in, the user begins by choosing a password (ForgotPassword).
domain::UserStatus RowImporter::first_status(const domain::User& user) const {
  const auto factors = domain::first_factors(pool_);
  const bool may_sign_in =
      !user.password_hash.empty() ||
      (factors.email_otp && domain::is_verified(user.attributes, "email")) ||
      (factors.sms_otp && domain::is_verified(user.attributes, "phone_number"));
  return may_sign_in ? domain::UserStatus::confirmed : domain::UserStatus::reset_required;
}

Result<RowImporter::NewUser> RowImporter::make(const codec::CsvRow& row) const {
  if (row.fault == codec::CsvRow::Fault::too_long) {
    return invalid_parameter("The row is longer than 16000 characters.");
  }
  if (row.fault == codec::CsvRow::Fault::not_utf8) {
    return invalid_parameter("The row is not UTF-8.");
  }
  POSTERN_TRY(const Reading reading, read(row.fields));
  POSTERN_CHECK(check(reading));
  NewUser made{auth::make_user(services_, pool_, reading.username, reading.writes),
               reading.mfa_enabled == "true"};
  domain::User& user = made.user;
  POSTERN_CHECK(domain::check_required(pool_, user.attributes));
  if (made.has_sms_mfa && domain::attribute_or(user.attributes, "phone_number").empty()) {
    return invalid_parameter("The column cognito:mfa_enabled is true without a phone_number.");
  }
  user.password_hash = reading.password_hash;
  user.status = first_status(user);
  return made;
}

Result<RowOutcome> RowImporter::import(domain::Txn& txn, const codec::CsvRow& row) const {
  const auto made = make(row);
  if (!made.ok()) return outcome_of(made.error());
  const Status inserted = domain::insert_user(txn, pool_, made->user, kTaken);
  if (inserted.ok() && made->has_sms_mfa) {
    POSTERN_CHECK(switch_sms_mfa_on(txn, pool_.id, made->user.sub));
  }
  if (inserted.ok()) return RowOutcome{RowOutcome::Kind::imported, "The import succeeded."};
  const Error& error = inserted.error();
  const bool taken = error.code == "UsernameExistsException" &&
                     (error.message == kTaken || pool_.username_attributes.any());
  if (taken) return RowOutcome{RowOutcome::Kind::skipped, std::string(kTaken)};
  return outcome_of(error);
}

}  // namespace postern::bulk
