// One row of a user import file becomes a user, or the reason why it does not.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "auth/services.h"
#include "codec/csv.h"
#include "crypto/imported_hash.h"
#include "domain/attributes.h"
#include "domain/pool.h"
#include "domain/records.h"

namespace postern::bulk {

// "BCRYPT", "SCRYPT", "ARGON2ID" or "PBKDF2_SHA256" of the API; nullopt for anything else.
std::optional<crypto::HashAlgorithm> import_algorithm(std::string_view name);

// What became of a row. The text follows "Line Number N - " in the job's log.
struct RowOutcome {
  enum class Kind { imported, skipped, failed } kind = Kind::imported;
  std::string text;
};

// Imports the rows of one job. It borrows all it is given.
class RowImporter {
 public:
  RowImporter(auth::Services& services, const domain::Pool& pool, const domain::ImportJob& job);

  // Writes the row's user. A refused row has written nothing; an Error is the store's.
  Result<RowOutcome> import(domain::Txn& txn, const codec::CsvRow& row) const;

 private:
  struct Reading;
  Result<Reading> read(const std::vector<std::string>& fields) const;
  Status read_field(std::string_view column, const std::string& value, Reading& reading) const;
  Status check(const Reading& reading) const;
  [[nodiscard]] domain::UserStatus first_status(const domain::User& user) const;
  struct NewUser {
    domain::User user;
    bool has_sms_mfa = false;
  };
  Result<NewUser> make(const codec::CsvRow& row) const;

  auth::Services& services_;
  const domain::Pool& pool_;
  const std::vector<std::string>& columns_;
  const std::optional<crypto::HashAlgorithm> algorithm_;
};

}  // namespace postern::bulk
