// Targets: decode_record (FlatBuffers verification and unpacking) of every large record.
// Property: what decodes encodes again, and decodes to the same bytes (D08).
#include "domain/records.h"
#include "fuzz/property.h"

using namespace postern::domain;
using postern::fuzz::require;

namespace {

template <class Record>
void check(std::string_view bytes) {
  const auto record = decode_record<Record>(bytes);
  if (!record.ok()) return;
  const std::string once = encode_record(*record);
  const auto again = decode_record<Record>(once);
  require(again.ok(), "what is encoded decodes");
  require(encode_record(*again) == once, "encoding is stable");
}

}  // namespace

POSTERN_FUZZ_TARGET(input) {
  check<User>(input);
  check<PoolRecord>(input);
  check<ClientRecord>(input);
  check<Session>(input);
  check<PoolKeys>(input);
}
