// postern:ExportUserPool: a whole pool, with all that its users sign in with, as one sealed file.
// It comes in parts, each a call: the first names the pool and the key, the others bring NextToken.
// Without a NextToken in the answer the file is whole. All parts show the pool at one moment.
#include "bulk/transfers.h"
#include "codec/base64.h"
#include "ops/archive_lock.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<bulk::Transfers::Exported> next_part(Context& context, const Json& request) {
  auto& transfers = context.services.transfers;
  const std::string_view token = request.get_string("NextToken");
  if (!token.empty()) return transfers.go_on_export(std::string(token));
  const std::string_view pool_id = request.get_string("UserPoolId");
  if (pool_id.empty()) return invalid_parameter("Missing required parameter UserPoolId");
  POSTERN_TRY(const auto lock, archive_lock(request));
  return transfers.begin_export(pool_id, lock);
}

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto part, next_part(context, request));
  Json response = Json::object();
  response.set("Chunk", codec::base64_encode(part.bytes));
  if (!part.token.empty()) response.set("NextToken", part.token);
  return response;
}

}  // namespace

const Operation kPosternExportUserPool{"ExportUserPool", handle};

}  // namespace postern::ops
