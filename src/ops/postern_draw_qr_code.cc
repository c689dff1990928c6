// postern:DrawQrCode: a text as a QR code, for the page that shows an otpauth URI to a camera. Svg
// is an image to put into it; Modules are its rows, 1 for dark, for whoever draws another way.
#include "codec/qr_code.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Json rows_of(const codec::QrCode& code) {
  Json rows = Json::array();
  for (int y = 0; y < code.size; ++y) {
    std::string row;
    for (int x = 0; x < code.size; ++x) row += code.is_dark(x, y) ? '1' : '0';
    rows.push_back(row);
  }
  return rows;
}

Result<Json> handle(Context&, const Json& request) {
  const std::string_view text = request.get_string("Text");
  if (text.empty()) return invalid_parameter("Missing required parameter Text");
  POSTERN_TRY(const auto code, codec::make_qr_code(text));
  return Json::object().set("Svg", codec::qr_svg(code)).set("Modules", rows_of(code));
}

}  // namespace

const Operation kPosternDrawQrCode{"DrawQrCode", handle};

}  // namespace postern::ops
