// Targets: ArchiveReader, ArchiveWriter.
// Property: bytes that were not written under the key give no row; what was written reads back the
// same wherever it is cut, and not at all once a byte of it is another.
#include "bulk/archive_format.h"

#include "fuzz/property.h"

using namespace postern;
using bulk::ArchiveLock;
using bulk::ArchiveReader;
using bulk::ArchiveRow;
using bulk::ArchiveWriter;
using fuzz::require;

namespace {

class Counting final : public Random {
 public:
  void fill(void* out, std::size_t size) override {
    for (std::size_t i = 0; i < size; ++i) static_cast<unsigned char*>(out)[i] = next_++;
  }

 private:
  unsigned char next_ = 0;
};

ArchiveLock lock() {
  return {.is_passphrase = false, .secret = Secret(std::string(32, 'k'))};
}

std::string written(std::string_view input) {
  Counting random;
  ArchiveWriter writer(lock(), random);
  writer.add({.kind = ArchiveRow::Kind::data,
              .record_type = 3,
              .key = std::string(input.substr(0, input.size() / 2)),
              .value = std::string(input.substr(input.size() / 2))});
  std::string file = writer.flush(false);
  writer.add({.kind = ArchiveRow::Kind::pool, .record_type = 1, .key = "id", .value = "v"});
  return file + writer.flush(true);
}

}  // namespace

POSTERN_FUZZ_TARGET(input) {
  std::vector<ArchiveRow> rows;
  ArchiveReader stranger(lock());
  static_cast<void>(stranger.feed(input, rows).ok());
  require(rows.empty() && !stranger.complete(), "nobody else writes under the key");
  if (input.empty()) return;

  std::string file = written(input);
  const std::size_t cut = static_cast<unsigned char>(input[0]) * file.size() / 256;
  ArchiveReader reader(lock());
  require(reader.feed(std::string_view(file).substr(0, cut), rows).ok() && !reader.complete(),
          "a beginning is no end");
  require(reader.feed(std::string_view(file).substr(cut), rows).ok() && reader.complete(),
          "what is written reads back");
  require(rows.size() == 2 && rows[0].key + rows[0].value == input, "it reads back the same");

  file[cut] = static_cast<char>(file[cut] ^ 1);
  ArchiveReader cheated(lock());
  std::vector<ArchiveRow> changed;
  const bool taken = cheated.feed(file, changed).ok() && cheated.complete();
  require(!taken, "a changed byte is noticed");
}
