// What surrounds the process must not steer the cryptography inside it.
#include <catch2/catch.hpp>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace postern::crypto {
namespace {

// In a fresh process, because OpenSSL reads its configuration once: this program again, one test.
bool signing_works_under(const std::string& openssl_conf) {
  const std::string self = std::filesystem::read_symlink("/proc/self/exe");
  const std::string command = "OPENSSL_CONF='" + openssl_conf + "' '" + self +
                              "' 'a signature verifies over its message and no other' >/dev/null";
  return std::system(command.c_str()) == 0;
}

TEST_CASE("C19: OPENSSL_CONF does not steer signing", "[crypto][environment]") {
  const std::string path = "/tmp/postern-hostile-openssl-" + std::to_string(getpid()) + ".cnf";
  // Leaves only a provider that can do nothing.
  std::ofstream(path) << "openssl_conf = init\n[init]\nproviders = list\n[list]\nnull = on\n"
                         "[on]\nactivate = 1\n";
  CHECK(signing_works_under("/nonexistent"));
  CHECK(signing_works_under(path));
  unlink(path.c_str());
}

}  // namespace
}  // namespace postern::crypto
