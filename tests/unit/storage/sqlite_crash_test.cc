// Kills writers at random moments: what was acknowledged stays, and nothing is half there.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <random>
#include <thread>

#include "storage/sqlite/sqlite_storage.h"
#include "support/temporary_directory.h"

namespace postern::test {
namespace {

using storage::Mode;
using storage::SqliteStorage;

constexpr int kWriters = 3;
constexpr int kCycles = 50;

// One acknowledged transaction: it wrote left/<writer>/<number> and right/<writer>/<number>.
struct Acknowledged {
  int writer;
  int number;
};

std::string row_key(const char* side, int writer, int number) {
  return std::string(side) + "/" + std::to_string(writer) + "/" +
         std::to_string(1'000'000 + number);
}

Status write_pair(SqliteStorage& storage, int writer, int number) {
  POSTERN_TRY(auto txn, storage.begin(Mode::write));
  POSTERN_CHECK(txn->put(row_key("left", writer, number), std::string(700, 'l')));
  POSTERN_CHECK(txn->put(row_key("right", writer, number), std::string(700, 'r')));
  return txn->commit();
}

// Runs in the child until it is killed.
[[noreturn]] void write_forever(const std::string& path, int first, int acknowledge_fd) {
  auto opened = SqliteStorage::open(path);
  if (!opened.ok()) _exit(1);
  std::vector<std::thread> threads;
  for (int writer = 0; writer < kWriters; ++writer) {
    threads.emplace_back([&, writer] {
      for (int number = first;; ++number) {
        if (!write_pair(**opened, writer, number).ok()) _exit(2);
        const Acknowledged done{writer, number};
        if (write(acknowledge_fd, &done, sizeof done) != sizeof done) _exit(3);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  _exit(4);
}

// Lets a child run until it has acknowledged `count`, kills it, and returns all it had
// acknowledged.
std::vector<Acknowledged> run_and_kill(const std::string& path, int first, int count) {
  int pipe_fds[2];
  REQUIRE(pipe2(pipe_fds, O_CLOEXEC) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) write_forever(path, first, pipe_fds[1]);
  close(pipe_fds[1]);
  std::vector<Acknowledged> all;
  for (Acknowledged done{}; read(pipe_fds[0], &done, sizeof done) == sizeof done;) {
    all.push_back(done);
    if (static_cast<int>(all.size()) == count) kill(child, SIGKILL);
  }
  close(pipe_fds[0]);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));
  return all;
}

std::vector<std::string> numbers_of(storage::Txn& txn, const std::string& side) {
  const auto rows = txn.scan(side + "/", side + "0", SIZE_MAX);
  REQUIRE(rows.ok());
  std::vector<std::string> numbers;
  for (const auto& row : *rows) numbers.push_back(row.key.substr(side.size()));
  return numbers;
}

TEST_CASE("D01: what was acknowledged survives kill -9, and nothing is half there",
          "[storage][sqlite][crash]") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("data.db");
  std::mt19937 random(11);
  for (int cycle = 0; cycle < kCycles; ++cycle) {
    const auto acknowledged = run_and_kill(path, cycle * 10'000, 1 + random() % 40);
    auto opened = SqliteStorage::open(path);
    REQUIRE(opened.ok());
    auto txn = (*opened)->begin(Mode::read);
    REQUIRE(txn.ok());
    for (const Acknowledged& done : acknowledged) {
      REQUIRE((*(*txn)->get(row_key("left", done.writer, done.number))).has_value());
    }
    REQUIRE(numbers_of(**txn, "left") == numbers_of(**txn, "right"));
    txn = internal_error("");
  }
}

}  // namespace
}  // namespace postern::test
