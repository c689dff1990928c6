// Starts Debian's PostgreSQL as a child that dies with its parent.
#include "postgres/postgres_server.h"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

namespace postern::test {
namespace {

using storage::Call;
using storage::Connection;
using storage::Libpq;

// The directory of the newest server installed, or nothing.
std::string find_programs() {
  std::error_code ignored;
  std::string newest;
  for (const auto &version : std::filesystem::directory_iterator("/usr/lib/postgresql", ignored)) {
    const std::string programs = (version.path() / "bin").string();
    if (::access((programs + "/initdb").c_str(), X_OK) == 0) newest = std::max(newest, programs);
  }
  return newest;
}

// The server refuses to run as root.
std::string as_other_user() {
  return ::geteuid() == 0 ? "setpriv --reuid=postgres --regid=postgres --clear-groups "
                          : "setpriv ";
}

const Libpq &libpq() {
  const auto loaded = Libpq::load();
  REQUIRE(loaded.ok());
  return **loaded;
}

void run_command(const std::string &command) {
  INFO(command);
  REQUIRE(std::system(command.c_str()) == 0);
}

}  // namespace

PostgresServer *PostgresServer::shared() {
  if (find_programs().empty()) {
    WARN(
        "skipped: PostgreSQL's server (Debian package postgresql) is not "
        "installed");
    return nullptr;
  }
  static PostgresServer server;
  return &server;
}

std::string PostgresServer::program(const std::string &name) const {
  if (::geteuid() == 0) run_command("chown postgres " + host());
  return as_other_user() + "env -i LC_ALL=C " + find_programs() + "/" + name + " -D " +
         directory_.file("data");
}

PostgresServer::PostgresServer() {
  run_command(program("initdb") + " --auth=trust --username=postern --encoding=UTF8 --no-sync >" +
              directory_.file("initdb.log"));
  start();
}

PostgresServer::PostgresServer(const PostgresServer &primary) {
  run_command(program("pg_basebackup") + " --host=" + primary.host() +
              " --username=postern --write-recovery-conf --checkpoint=fast --no-sync");
  start();
}

PostgresServer::~PostgresServer() {
  kill();
}

void PostgresServer::start() {
  const std::string command = "exec " + as_other_user() + "--pdeathsig QUIT env -i LC_ALL=C " +
                              find_programs() + "/postgres -D " + directory_.file("data") + " -k " +
                              directory_.file("") +
                              " -c listen_addresses= -c fsync=off -c max_connections=120 -c "
                              "shared_buffers=32MB >>" +
                              directory_.file("server.log") + " 2>&1";
  process_ = ::fork();
  if (process_ == 0) {
    ::execl("/bin/sh", "sh", "-c", command.c_str(), static_cast<char *>(nullptr));
    ::_exit(127);
  }
  using namespace std::chrono_literals;
  for (int i = 0; i < 1000 && !Connection::open(libpq(), url()).ok(); ++i) {
    std::this_thread::sleep_for(20ms);
  }
  REQUIRE(Connection::open(libpq(), url()).ok());
}

void PostgresServer::kill() {
  if (process_ <= 0) return;
  ::kill(process_, SIGQUIT);  // "Immediate shutdown".
  ::waitpid(process_, nullptr, 0);
  process_ = -1;
}

std::string PostgresServer::fresh_url() {
  end_sessions();
  ask("DROP TABLE IF EXISTS postern_kv, postern_commit, postern_meta");
  return url();
}

std::string PostgresServer::url(const std::string &parameters) const {
  return "postgres:///postgres?user=postern&host=" + directory_.file("") + parameters;
}

std::string PostgresServer::ask(const std::string &sql) const {
  INFO(sql);
  const auto answer = try_ask(sql);
  REQUIRE(answer);
  return *answer;
}

std::optional<std::string> PostgresServer::try_ask(const std::string &sql) const {
  const auto connection = Connection::open(libpq(), url());
  if (!connection.ok()) return std::nullopt;
  const Call call(sql.c_str());
  const auto answer = (*connection)->run({&call, 1});
  if (answer.failure) return std::nullopt;
  if (answer.replies[0].rows() == 0) return std::string();
  return std::string(answer.replies[0].bytes(0, 0));
}

int PostgresServer::end_sessions() const {
  return std::stoi(
      ask("SELECT count(pg_terminate_backend(pid))::text FROM pg_stat_activity "
          "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"));
}

}  // namespace postern::test
