// A PostgreSQL server of one test program, in a directory of its own, on a Unix
// socket.
#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>

#include "storage/postgres/connection.h"
#include "support/temporary_directory.h"

namespace postern::test {

// Ends with its object, and with this process however that ends.
class PostgresServer {
 public:
  // Null where Debian's package postgresql is not installed: a warning says so,
  // and the caller's test is skipped.
  static PostgresServer *shared();

  PostgresServer();
  // A streaming replica of `primary`, which must be running.
  explicit PostgresServer(const PostgresServer &primary);
  ~PostgresServer();

  void start();
  // As a crash would: nothing is flushed, recovery comes with the next start().
  void kill();

  // The one database, emptied.
  std::string fresh_url();
  [[nodiscard]] std::string url(const std::string &parameters = "") const;

  // Where its socket is.
  [[nodiscard]] std::string host() const { return directory_.file(""); }

  // Runs SQL as a client beside the engine; the first column of the first row, or nothing.
  std::string ask(const std::string &sql) const;
  // The same of a server that may be down, or end the session: nullopt then.
  std::optional<std::string> try_ask(const std::string &sql) const;
  // Ends every session but the asking one; how many.
  int end_sessions() const;

 private:
  // A program of the package, run as whom the server runs as.
  std::string program(const std::string &name) const;

  TemporaryDirectory directory_;
  pid_t process_ = -1;
};

}  // namespace postern::test
