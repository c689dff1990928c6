// Fuzzes the server's framing gate: any bytes, cut anywhere, give the same requests or the same error.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "wire.h"

using namespace postern::server;

namespace {

struct Outcome {
  std::vector<Request> requests;
  int status = 0;

  bool operator==(const Outcome&) const = default;
};

Outcome read(std::string_view bytes, std::size_t piece_bytes_max) {
  RequestReader reader;
  Outcome outcome;
  while (!bytes.empty() && !reader.error()) {
    bytes.remove_prefix(reader.feed(bytes.substr(0, piece_bytes_max)));
    if (reader.complete()) outcome.requests.push_back(reader.take());
  }
  outcome.status = reader.error().status;
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Outcome whole = read(bytes, size);
  if (read(bytes, 1) != whole || read(bytes, 7) != whole) std::abort();
  for (const Request& request : whole.requests) {
    if (count_fields(request, "Host") != 1 || request.target.front() != '/') std::abort();
    if (request.body.size() > kBodyBytesMax || request.fields.size() > kFieldsMax) std::abort();
  }
  return 0;
}
