// The pre-signed URL of an import job.
#include "http/import_url.h"

#include <charconv>
#include <optional>

#include "http/field.h"
#include "http/response.h"

namespace postern::http {
namespace {

constexpr std::string_view kUploadId = "X-Postern-Upload-Id";
constexpr std::string_view kFrom = "?from=";

// Takes a number off the front.
std::optional<std::int64_t> take_number(std::string_view& text) {
  std::int64_t number = 0;
  const auto [rest, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || number < 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
  return number;
}

bool take(std::string_view& text, std::string_view expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(expected.size());
  return true;
}

// "bytes 0-1048575/5000000", for exactly the bytes that are there.
Result<Backend::UploadPiece> read_piece(const Request& request) {
  Backend::UploadPiece piece;
  piece.bytes = request.body;
  piece.total = static_cast<std::int64_t>(request.body.size());
  const Field range = find_field(request, "content-range");
  if (!range.present()) return piece;
  std::string_view text = range.value;
  const bool begun = range.unique() && take(text, "bytes ");
  const auto first = begun ? take_number(text) : std::nullopt;
  const auto last = first && take(text, "-") ? take_number(text) : std::nullopt;
  const auto total = last && take(text, "/") ? take_number(text) : std::nullopt;
  if (!total || !text.empty() || *last >= *total ||
      *last - *first + 1 != static_cast<std::int64_t>(request.body.size())) {
    return invalid_parameter("Content-Range does not fit the body.");
  }
  piece.offset = *first;
  piece.total = *total;
  piece.upload_id = find_field(request, kUploadId).value;
  return piece;
}

// The refusals of the store behind such URLs at AWS have these statuses.
Response refused(const Error& error) {
  if (error.errc != Errc::rejected) return error_response(error);
  const bool denied = error.code == "AccessDenied";
  const bool unknown = error.code == "ResourceNotFoundException";
  return refusal(denied ? 403 : unknown ? 404 : 400, error.code, error.message);
}

Result<std::uint64_t> first_page(std::string_view target) {
  const std::size_t query = target.find('?');
  if (query == std::string_view::npos) return 0;
  std::string_view text = target.substr(query);
  const auto from = take(text, kFrom) ? take_number(text) : std::nullopt;
  if (!from || !text.empty()) return invalid_parameter("The query is not of the form from=N.");
  return static_cast<std::uint64_t>(*from);
}

}  // namespace

Response answer_import_upload(Backend& backend, const Request& request, std::string_view token) {
  const auto piece = read_piece(request);
  if (!piece.ok()) return refused(piece.error());
  const auto upload_id = backend.upload_import_piece(token, *piece);
  if (!upload_id.ok()) return refused(upload_id.error());
  Response response;
  add_header(response, kUploadId, *upload_id);
  return response;
}

Response answer_import_log(Backend& backend, const Request& request, std::string_view token) {
  const auto from = first_page(request.target);
  if (!from.ok()) return refused(from.error());
  auto part = backend.import_log(token, *from);
  if (!part.ok()) return refused(part.error());
  Response response;
  response.body = std::move(part->lines);
  add_header(response, "Content-Type", "text/plain; charset=utf-8");
  add_header(response, "Cache-Control", "no-store");  // It tells who is a user.
  if (part->next) {
    add_header(response, "Link",
               "<" + std::string(kFrom) + std::to_string(*part->next) + ">; rel=\"next\"");
  }
  return response;
}

}  // namespace postern::http
