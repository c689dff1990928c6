// How a fuzz target states its property.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace postern::fuzz {

// Stops the program, so that both libFuzzer and the replay report the input.
inline void require(bool holds, const char* property) {
  if (holds) return;
  std::fprintf(stderr, "Property broken: %s\n", property);
  std::abort();
}

inline std::string_view as_text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace postern::fuzz

// A target's body, with its input as `std::string_view input`.
#define POSTERN_FUZZ_TARGET(input)                                                         \
  static void run_target(std::string_view input);                                          \
  extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);       \
  extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {      \
    run_target(postern::fuzz::as_text(data, size));                                        \
    return 0;                                                                              \
  }                                                                                        \
  static void run_target(std::string_view input)
