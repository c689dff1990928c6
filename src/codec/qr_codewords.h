// The data half of a QR code: which version holds a text, and its codewords with error correction.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace postern::codec {

// Versions this makes, at level M.
inline constexpr int kQrVersionMax = 20;

// The smallest version that holds so many bytes; 0 for none.
int qr_version_for(std::size_t bytes);

// Modules of a version that hold data and error correction; not a multiple of eight in all.
int qr_data_modules(int version);

// The codewords as they are placed: blocks interleaved, error correction behind the data.
// REQUIRES: `version` holds the text.
std::vector<std::uint8_t> qr_codewords(std::string_view text, int version);

}  // namespace postern::codec
