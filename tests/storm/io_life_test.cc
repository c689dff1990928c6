// The same failures under a whole engine: users' lives over a failing disk, and power that goes at
// any call, with what was not yet synced lost in part.
#include <catch2/catch.hpp>
#include <filesystem>

#include "storm/faulty_vfs.h"
#include "storm/life.h"
#include "storm/options.h"
#include "support/store_fixture.h"
#include "support/temporary_directory.h"

namespace postern::test {
namespace {

constexpr int kCutsOfShortVersion = 60;

struct DiskStorm {
  TemporaryDirectory directory;
  std::string path = directory.file("data.db");
  std::mt19937_64 random{storm_options().seed};
  Ledger ledger{1};
  Witness witness{ledger.log(0)};
  World world;
  int lives = 0;

  DiskStorm() {
    FaultyVfs::instance();
    const auto engine = open(path);
    auto made = make_world(*engine);
    REQUIRE(made.ok());
    world = std::move(made).value();
    live(*engine);  // Makes the signing keys, which take longest.
  }

  static std::unique_ptr<Engine> open(const std::string& path) {
    auto engine = open_storm_engine("sqlite:" + path, ManualClock::kStartUs);
    INFO((engine.ok() ? std::string() : engine.error().message));
    REQUIRE(engine.ok());
    return std::move(engine).value();
  }

  void live(Engine& engine) {
    Life(engine, world, witness, random()).live("user-" + std::to_string(++lives));
  }

  void check(Engine& engine, const Claims& claims) {
    for (const std::string& text : broken_claims(engine, claims)) FAIL_CHECK(text);
    for (const std::string& text : claims.refused) FAIL_CHECK("refused: " + text);
    for (const std::string& text : damage_in(engine)) FAIL_CHECK("damage: " + text);
  }

  // True when the fault was met.
  bool live_with(IoFault fault, int nth, bool sticky) {
    INFO("fault " << static_cast<int>(fault) << ", call " << nth << (sticky ? ", sticky" : ""));
    FaultyVfs& vfs = FaultyVfs::instance();
    ledger.clear();
    auto engine = open(path);
    vfs.fail(fault, nth, sticky);
    live(*engine);
    vfs.heal();
    const bool failed = vfs.has_failed();
    engine.reset();
    engine = open(path);
    check(*engine, read_claims(ledger, {}));
    ledger.clear();
    live(*engine);
    CHECK(read_claims(ledger, {}).failed.empty());
    check(*engine, read_claims(ledger, {}));
    return failed;
  }
};

// As the disk was left at some call, and what had been promised by then.
struct Cut {
  std::string directory;
  Claims claims;
};

}  // namespace

TEST_CASE_METHOD(DiskStorm, "D03: users' lives over a disk that fails lose nothing acknowledged",
                 "[faults]") {
  const int stride = storm_options().count > 0 ? 1 : 17;
  int failures = 0;
  for (const IoFault fault : {IoFault::error, IoFault::full, IoFault::short_write, IoFault::sync}) {
    for (const bool sticky : {false, true}) {
      for (int nth = 1; live_with(fault, nth, sticky); nth += stride) ++failures;
    }
  }
  CHECK(failures > 20);
  report("faults: %d calls under users' lives failed in turn", failures);
}

TEST_CASE_METHOD(DiskStorm,
                 "D02: when the power fails at any call, unsynced writes are lost in part and "
                 "acknowledged ones are not",
                 "[power]") {
  const int wanted = storm_options().count_or(kCutsOfShortVersion);
  FaultyVfs& vfs = FaultyVfs::instance();
  int cuts = 0;
  std::size_t acknowledged = 0;
  while (cuts < wanted) {
    ledger.clear();
    std::vector<Cut> of_this_life;
    auto left = 1 + random() % 10;
    {
      const auto engine = open(path);
      vfs.watch([&] {
        if (--left != 0) return;
        left = 1 + random() % 60;
        of_this_life.push_back({directory.file("cut-" + std::to_string(++cuts)), {}});
        std::filesystem::create_directory(of_this_life.back().directory);
        vfs.cut_power(path, of_this_life.back().directory, random);
        of_this_life.back().claims = read_claims(ledger, {});
      });
      for (int i = 0; i < 3; ++i) live(*engine);
    }
    vfs.stop_watching();
    for (const Cut& cut : of_this_life) {
      INFO(cut.directory);
      const auto engine = open(cut.directory + "/data.db");
      check(*engine, cut.claims);
      acknowledged += cut.claims.holding.size() + cut.claims.spent.size();
      std::filesystem::remove_all(cut.directory);
    }
  }
  report("power: %d cuts, %zu acknowledged effects all there", cuts, acknowledged);
}

}  // namespace postern::test
