// A connection that is always in libpq's pipeline mode.
#include "storage/postgres/connection.h"

#include <algorithm>

#include "storage/checks.h"

namespace postern::storage {
namespace {

constexpr int kBinary = 1;

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](std::string_view prefix) { return text.starts_with(prefix); });
}

std::string one_line(std::string_view text) {
  std::string line(text);
  while (line.ends_with('\n')) line.pop_back();
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line;
}

void ignore_notice(void*, const char*) {}

}  // namespace

// PostgreSQL's appendix A: 40 is "transaction rollback", of which 40003 does not know its outcome.
bool Failure::is_conflict() const {
  return sqlstate == "40001" || sqlstate == "40P01";
}

Error Failure::as_error() const {
  return storage_error("PostgreSQL: " + message);
}

Result<std::unique_ptr<Connection>> Connection::open(const Libpq& libpq, const std::string& url) {
  // What the URL says comes later and wins. A server that is gone without a word is noticed.
  static constexpr const char* kKeywords[] = {"connect_timeout",
                                              "keepalives_idle",
                                              "keepalives_interval",
                                              "keepalives_count",
                                              "tcp_user_timeout",
                                              "application_name",
                                              "dbname",
                                              nullptr};
  const char* const values[] = {"5", "10", "5", "3", "30000", "postern", url.c_str(), nullptr};
  PGconn* conn = libpq.connect_params(kKeywords, values, /*expand_dbname=*/1);
  if (conn == nullptr) throw std::bad_alloc();
  std::unique_ptr<Connection> connection(new Connection(libpq, conn));
  if (libpq.status(conn) != CONNECTION_OK || libpq.enter_pipeline_mode(conn) != 1) {
    return storage_error("PostgreSQL: " + one_line(libpq.error_message(conn)));
  }
  libpq.set_notice_processor(conn, ignore_notice, nullptr);  // Its default prints.
  return connection;
}

Connection::~Connection() = default;

std::optional<Failure> Connection::prepare_statements() {
  // A small table would be read whole, and then whoever writes to it conflicts with whoever has
  // read. Engines that do not know the setting do not read so either.
  const Call use_index("SET enable_seqscan = off");
  auto answer = run({&use_index, 1});
  if (answer.failure && answer.failure->lost) return std::move(answer.failure);
  for (const Statement* statement : statements::kAll) {
    if (libpq_.send_prepare(conn_.get(), statement->name, statement->sql, 0, nullptr) != 1) {
      return lose();
    }
  }
  if (libpq_.pipeline_sync(conn_.get()) != 1) return lose();
  return receive().failure;
}

Connection::Answer Connection::run(std::span<const Call> calls) {
  drain();
  if (!usable_) return {{}, lose()};
  const bool sent = std::all_of(calls.begin(), calls.end(), [&](const Call& c) { return send(c); });
  if (!sent || libpq_.pipeline_sync(conn_.get()) != 1) return {{}, lose()};
  return receive();
}

void Connection::roll_back() {
  if (!usable_) return;
  if (!send(statements::kRollback) || libpq_.pipeline_sync(conn_.get()) != 1) {
    usable_ = false;
    return;
  }
  ++unread_;
}

bool Connection::send(const Call& call) {
  std::vector<const char*> values;
  std::vector<int> lengths;
  for (const std::string_view param : call.params) {
    values.push_back(param.data() != nullptr ? param.data() : "");  // A null pointer means NULL.
    lengths.push_back(static_cast<int>(param.size()));
  }
  const std::vector<int> formats(values.size(), kBinary);
  const int count = static_cast<int>(values.size());
  if (call.name == nullptr) {
    return libpq_.send_query_params(conn_.get(), call.sql, 0, nullptr, nullptr, nullptr, nullptr,
                                    kBinary) == 1;
  }
  return libpq_.send_query_prepared(conn_.get(), call.name, count, values.data(), lengths.data(),
                                    formats.data(), kBinary) == 1;
}

Connection::Answer Connection::receive() {
  Answer answer;
  for (bool was_null = false;;) {
    PGresult* result = libpq_.get_result(conn_.get());
    if (result == nullptr) {
      // One null ends each statement's results; two in a row are the end of the connection.
      if (was_null || libpq_.status(conn_.get()) != CONNECTION_OK) {
        Failure loss = lose();
        if (!answer.failure) answer.failure = std::move(loss);
        answer.failure->lost = true;
        return answer;
      }
      was_null = true;
      continue;
    }
    was_null = false;
    Reply reply(libpq_, result);
    switch (libpq_.result_status(result)) {
      case PGRES_PIPELINE_SYNC:
        return answer;
      case PGRES_COMMAND_OK:
      case PGRES_TUPLES_OK:
        answer.replies.push_back(std::move(reply));
        break;
      case PGRES_PIPELINE_ABORTED:
        break;
      default:
        if (!answer.failure) answer.failure = failure_of(result);
        if (answer.failure->lost) usable_ = false;
    }
  }
}

void Connection::drain() {
  for (; usable_ && unread_ > 0; --unread_) {
    if (receive().failure) usable_ = false;
  }
}

Failure Connection::lose() {
  usable_ = false;
  return {.lost = true, .sqlstate = {}, .message = one_line(libpq_.error_message(conn_.get()))};
}

Failure Connection::failure_of(const PGresult* result) const {
  const auto field = [&](int code) {
    const char* text = libpq_.result_error_field(result, code);
    return std::string(text != nullptr ? text : "");
  };
  Failure failure{.lost = false,
                  .sqlstate = field(PG_DIAG_SQLSTATE),
                  .message = one_line(field(PG_DIAG_MESSAGE_PRIMARY))};
  if (failure.message.empty()) failure.message = one_line(libpq_.error_message(conn_.get()));
  // 08: connection exceptions. 57P01 to 57P05: the server ends the session. 40003: it cannot tell.
  failure.lost = libpq_.status(conn_.get()) != CONNECTION_OK || failure.sqlstate.empty() ||
                 starts_with_any(failure.sqlstate, {"08", "57P0", "40003"});
  return failure;
}

}  // namespace postern::storage
