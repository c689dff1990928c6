// Targets: parse_srp_timestamp, format_srp_timestamp.
// Property: an accepted text is what its second is written as, and every second reads back.
#include "codec/srp_timestamp.h"

#include <cstring>

#include "fuzz/property.h"

using namespace postern::codec;
using postern::fuzz::require;

POSTERN_FUZZ_TARGET(input) {
  if (const auto epoch_s = parse_srp_timestamp(input); epoch_s.ok()) {
    require(format_srp_timestamp(*epoch_s) == input, "one text for each second");
  }
  std::uint64_t bits = 0;
  std::memcpy(&bits, input.data(), std::min(input.size(), sizeof bits));
  constexpr std::uint64_t kYear10000 = 253'402'300'800;
  const auto epoch_s = static_cast<std::int64_t>(bits % kYear10000);
  require(parse_srp_timestamp(format_srp_timestamp(epoch_s)).value() == epoch_s,
          "every second reads back");
}
