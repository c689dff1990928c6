// Views of std::string bytes as the unsigned char that C crypto libraries take.
#pragma once

#include <string>
#include <string_view>

namespace postern::crypto {

inline const unsigned char* to_uchar(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
inline unsigned char* to_uchar(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}
inline std::string_view as_view(const unsigned char* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace postern::crypto
