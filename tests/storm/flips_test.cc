// Bits that flip on the disk: each is found, or has changed nothing.
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "storage/sqlite/sqlite_storage.h"
#include "storm/life.h"
#include "storm/options.h"
#include "support/store_fixture.h"
#include "support/temporary_directory.h"

namespace postern::test {
namespace {

using storage::Mode;
using storage::Row;
using storage::SqliteStorage;

constexpr int kFlipsOfShortVersion = 300;
constexpr int kUsers = 12;

// Hands an engine a store that the test goes on looking at.
class Lent final : public storage::Storage {
 public:
  explicit Lent(storage::Storage& below) : below_(below) {}
  Result<std::unique_ptr<storage::Txn>> begin(Mode mode) override { return below_.begin(mode); }
  Result<std::vector<storage::Damage>> inspect() override { return below_.inspect(); }

 private:
  storage::Storage& below_;
};

enum class Outcome { found, without_effect, unnoticed };

struct FlipStorm {
  TemporaryDirectory directory;
  std::string path = directory.file("data.db");
  std::mt19937_64 random{storm_options().seed};
  std::string content;    // Of the file.
  std::vector<Row> rows;  // All of them.

  FlipStorm() {
    fill();
    std::ifstream file(path, std::ios::binary);
    content.assign(std::istreambuf_iterator<char>(file), {});
    const auto storage = SqliteStorage::open(path);
    REQUIRE(storage.ok());
    rows = all_rows(**storage).value();
  }

  // Users with all that belongs to them, groups, and holes where others have been.
  void fill() {
    auto opened = open_storm_engine("sqlite:" + path, ManualClock::kStartUs);
    REQUIRE(opened.ok());
    Engine& engine = **opened;
    auto world = make_world(engine);
    REQUIRE(world.ok());
    Ledger ledger(1);
    Witness witness(ledger.log(0));
    Life life(engine, *world, witness, random());
    const auto run = [&](std::string_view operation, Json request) {
      request.set("UserPoolId", world->pool);
      const auto done = engine.call({.kind = ops::Caller::Kind::host}, operation, request.dump());
      INFO((done.ok() ? std::string() : done.error().message));
      REQUIRE(done.ok());
    };
    run("CreateGroup", Json::object().set("GroupName", "staff"));
    for (int i = 0; i < kUsers; ++i) life.live("user-" + std::to_string(i));
    static_cast<void>(life.contests_of("contest"));
    run("AdminAddUserToGroup",
        Json::object().set("GroupName", "staff").set("Username", "contest-2"));
    run("AdminDeleteUser", Json::object().set("Username", "contest"));
    REQUIRE(read_claims(ledger, {}).failed.empty());
    REQUIRE(read_claims(ledger, {}).refused.empty());
  }

  static Result<std::vector<Row>> all_rows(storage::Storage& storage) {
    POSTERN_TRY(const auto txn, storage.begin(Mode::read));
    return txn->scan({}, {}, SIZE_MAX);
  }

  void restore() const {
    std::ofstream(path, std::ios::binary | std::ios::trunc)
        .write(content.data(), static_cast<std::streamsize>(content.size()));
  }

  Outcome look() {
    const auto opened = SqliteStorage::open(path);
    if (!opened.ok()) return Outcome::found;
    EngineOptions options;
    options.storage = std::make_unique<Lent>(**opened);
    options.root_key = Secret(std::string(32, 'k'));
    const auto engine = Engine::open(std::move(options));
    if (!engine.ok() || !damage_in(**engine).empty()) return Outcome::found;
    const auto now = all_rows(**opened);
    if (!now.ok()) return Outcome::found;
    return *now == rows ? Outcome::without_effect : Outcome::unnoticed;
  }

  // Of any byte of the file.
  Outcome flip_in_file() {
    std::size_t at = random() % content.size();
    const auto bit = static_cast<char>(1 << random() % 8);
    std::string flipped = content;
    flipped[at] = static_cast<char>(flipped[at] ^ bit);
    std::ofstream(path, std::ios::binary | std::ios::trunc)
        .write(flipped.data(), static_cast<std::streamsize>(flipped.size()));
    UNSCOPED_INFO("bit " << int{bit} << " of byte " << at << ", page " << at / 4096 + 1);
    return look();
  }

  // Of a key or a value, with the file's own structure whole again.
  Outcome flip_in_row() {
    const Row& row = rows[random() % rows.size()];
    Row flipped = row;
    std::string& bytes = !row.value.empty() && random() % 4 != 0 ? flipped.value : flipped.key;
    const std::size_t at = random() % bytes.size();
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8));
    restore();
    {
      const auto storage = SqliteStorage::open(path);
      REQUIRE(storage.ok());
      const auto txn = (*storage)->begin(Mode::write);
      REQUIRE((*txn)->erase(row.key).ok());
      REQUIRE((*txn)->put(flipped.key, flipped.value).ok());
      REQUIRE((*txn)->commit().ok());
    }
    UNSCOPED_INFO("a row of kind " << row.key.substr(0, 1) << ", byte " << at << " of its "
                                   << (flipped.key == row.key ? "value" : "key"));
    return look();
  }
};

}  // namespace

TEST_CASE_METHOD(FlipStorm, "D06: every flipped bit is found, or has changed nothing", "[flips]") {
  REQUIRE(look() == Outcome::without_effect);
  const int flips = storm_options().count_or(kFlipsOfShortVersion);
  int found = 0;
  int without_effect = 0;
  for (int i = 0; i < flips; ++i) {
    const bool in_row = i % 4 == 3;
    const Outcome outcome = in_row ? flip_in_row() : flip_in_file();
    INFO("flip " << i);
    if (outcome == Outcome::unnoticed) FAIL_CHECK("unnoticed");
    if (in_row) CHECK(outcome == Outcome::found);
    ++(outcome == Outcome::found ? found : without_effect);
  }
  report("flips: %d in %zu pages and %zu rows, %d found, %d in bytes that nothing is read from",
         flips, content.size() / 4096, rows.size(), found, without_effect);
}

}  // namespace postern::test
