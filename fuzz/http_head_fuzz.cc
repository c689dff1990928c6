// Targets: server::RequestReader, and with it the head, the framing and chunked bodies.
// Property: cutting the bytes in pieces changes nothing; what is accepted keeps the gate's rules.
#include <vector>

#include "fuzz/property.h"
#include "wire.h"

using namespace postern::server;
using postern::fuzz::require;

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

POSTERN_FUZZ_TARGET(input) {
  const Outcome whole = read(input, input.size());
  require(read(input, 1) == whole, "byte by byte reads the same");
  require(read(input, 7) == whole, "seven by seven reads the same");
  for (const Request& request : whole.requests) {
    require(count_fields(request, "Host") == 1, "there is one Host");
    require(request.target.starts_with('/'), "the target is a path");
    require(
        count_fields(request, "Content-Length") + count_fields(request, "Transfer-Encoding") <= 1,
        "the body's length is given once");
    require(request.fields.size() <= kFieldsMax && request.body.size() <= kBodyBytesMax,
            "requests are bounded");
  }
}
