// The header of a user import file.
#include "bulk/import_header.h"

#include <algorithm>

#include "codec/csv.h"

namespace postern::bulk {
namespace {

constexpr std::string_view kStandardColumns[] = {"name",
                                                 "given_name",
                                                 "family_name",
                                                 "middle_name",
                                                 "nickname",
                                                 "preferred_username",
                                                 "profile",
                                                 "picture",
                                                 "website",
                                                 "email",
                                                 "email_verified",
                                                 "gender",
                                                 "birthdate",
                                                 "zoneinfo",
                                                 "locale",
                                                 "phone_number",
                                                 "phone_number_verified",
                                                 "address",
                                                 "updated_at"};

bool has(const std::vector<std::string>& columns, std::string_view name) {
  return std::find(columns.begin(), columns.end(), name) != columns.end();
}

Error bad_header(std::string_view what, std::string_view column) {
  // Of what the file says, as much as fits into the 128 characters of the message.
  return invalid_parameter("The header of the file " + std::string(what) + ": " +
                           std::string(column.substr(0, 64)));
}

}  // namespace

std::vector<std::string> import_columns(const domain::Pool& pool) {
  std::vector<std::string> columns(std::begin(kStandardColumns), std::end(kStandardColumns));
  for (const domain::AttributeSpec& spec : pool.schema.all()) {
    if (!domain::is_standard_attribute(spec.name)) columns.push_back(spec.name);
  }
  columns.emplace_back(kMfaColumn);
  columns.emplace_back(kUsernameColumn);
  return columns;
}

Status check_import_columns(const domain::Pool& pool, const std::vector<std::string>& columns,
                            bool with_hashes) {
  const auto known = import_columns(pool);
  for (const std::string& column : known) {
    if (!has(columns, column)) return bad_header("lacks a column", column);
  }
  if (with_hashes && !has(columns, kHashColumn)) return bad_header("lacks a column", kHashColumn);
  for (const std::string& column : columns) {
    if (!has(known, column) && column != kHashColumn) {
      return bad_header("has an unknown column", column);
    }
    if (std::count(columns.begin(), columns.end(), column) != 1) {
      return bad_header("has a column twice", column);
    }
  }
  return ok();
}

}  // namespace postern::bulk
