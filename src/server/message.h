// HTTP messages as values, and the limits of what is read.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace postern::server {

// A head that no legitimate client comes near, and the largest request of the API (H11).
inline constexpr std::size_t kHeadBytesMax = 16 << 10;
inline constexpr std::size_t kTargetBytesMax = 8 << 10;
inline constexpr std::size_t kFieldsMax = 100;
inline constexpr std::size_t kBodyBytesMax = 2 << 20;

// The one route that takes more: the file of an import job (include/postern/http.h). Its body is
// handed on in pieces, so that no more than one of them is in memory.
inline constexpr std::string_view kUploadPath = "/user-import/";
inline constexpr std::size_t kUploadBytesMax = 100 << 20;
inline constexpr std::size_t kUploadPieceBytes = 1 << 20;

struct Field {
  std::string name;
  std::string value;

  friend bool operator==(const Field&, const Field&) = default;
};

struct Request {
  std::string method;
  std::string target;
  std::vector<Field> fields;
  std::string body;
  bool keep_alive = true;

  friend bool operator==(const Request&, const Request&) = default;
};

struct Response {
  int status = 200;
  std::vector<Field> fields;
  std::string body;
};

// What is wrong with the bytes of a request. `status` 0 means nothing is.
struct WireError {
  int status = 0;
  const char* reason = "";

  explicit operator bool() const { return status != 0; }
};

// The value of the only field of that name; empty when there is none, or more than one.
std::string_view only_field(const Request& request, std::string_view name);
std::size_t count_fields(const Request& request, std::string_view name);

// A response of one line of text.
Response text_response(int status, std::string_view line);
Response json_response(int status, std::string json);

// The bytes of a response. A field that could split it (H14) makes it a bare 500 instead.
std::string serialize(const Response& response, const Request& request, bool keep_alive,
                      std::string_view date);

}  // namespace postern::server
