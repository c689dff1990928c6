// One connection to the database: statements sent together, answered in one round trip.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "storage/postgres/libpq.h"
#include "storage/postgres/statements.h"

namespace postern::storage {

// Why a statement did not run.
struct Failure {
  bool lost = false;     // The connection went: what was under way may or may not have happened.
  std::string sqlstate;  // Five characters, or empty.
  std::string message;

  // Another transaction was in the way; nothing happened, repeating may succeed.
  [[nodiscard]] bool is_conflict() const;
  [[nodiscard]] Error as_error() const;
};

// What a statement answered.
class Reply {
 public:
  Reply(const Libpq& libpq, PGresult* result) : libpq_(&libpq), result_(result, libpq.clear) {}

  [[nodiscard]] int rows() const { return libpq_->row_count(result_.get()); }
  [[nodiscard]] std::string_view bytes(int row, int column) const {
    return {libpq_->value(result_.get(), row, column),
            static_cast<std::size_t>(libpq_->length(result_.get(), row, column))};
  }
  // The command that was carried out, as the server names it.
  [[nodiscard]] std::string_view command() const { return libpq_->command_status(result_.get()); }

 private:
  const Libpq* libpq_;
  std::unique_ptr<PGresult, decltype(&PQclear)> result_;
};

// A prepared statement, or (name null) plain SQL, with its parameters in PostgreSQL's binary form.
struct Call {
  Call(const Statement& statement, std::vector<std::string_view> parameters = {})  // NOLINT
      : name(statement.name), sql(statement.sql), params(std::move(parameters)) {}
  explicit Call(const char* plain_sql) : name(nullptr), sql(plain_sql) {}

  const char* name;
  const char* sql;
  std::vector<std::string_view> params;
};

// Used by one thread at a time.
class Connection {
 public:
  static Result<std::unique_ptr<Connection>> open(const Libpq& libpq, const std::string& url);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  // Has the server parse statements::kAll. REQUIRES: the tables exist.
  std::optional<Failure> prepare_statements();

  // Sends all calls at once. The first one that fails keeps the later ones from running; outside of
  // a transaction block none has happened then. A reply a call.
  struct Answer {
    std::vector<Reply> replies;
    std::optional<Failure> failure;
  };
  Answer run(std::span<const Call> calls);

  // Ends the transaction. The answer is read before the next run(), not waited for.
  void roll_back();

  // False when nothing more can be asked of it.
  [[nodiscard]] bool is_usable() const { return usable_; }

 private:
  Connection(const Libpq& libpq, PGconn* conn) : libpq_(libpq), conn_(conn, libpq.finish) {}

  bool send(const Call& call);
  // Reads the answers up to the next synchronisation point.
  Answer receive();
  void drain();
  Failure lose();
  Failure failure_of(const PGresult* result) const;

  const Libpq& libpq_;
  std::unique_ptr<PGconn, decltype(&PQfinish)> conn_;
  bool usable_ = true;
  int unread_ = 0;  // Synchronisation points sent whose answers were not read.
};

}  // namespace postern::storage
