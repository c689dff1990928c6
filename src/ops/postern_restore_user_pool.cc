// postern:RestoreUserPool: the pool of an exported file comes into this engine under its own id.
// The file may be cut anywhere: the first call brings the key and the first bytes, the others
// NextToken and the bytes that follow. Without a NextToken in the answer the pool is there; before
// that nobody finds it. A call that fails ends the restore, and what it wrote goes.
#include "bulk/transfers.h"
#include "codec/base64.h"
#include "ops/archive_lock.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<bulk::Transfers::Restored> next_bytes(Context& context, const Json& request,
                                             std::string_view bytes) {
  auto& transfers = context.services.transfers;
  const std::string_view token = request.get_string("NextToken");
  if (!token.empty()) return transfers.go_on_restore(std::string(token), bytes);
  POSTERN_TRY(auto lock, archive_lock(request));
  return transfers.begin_restore(std::move(lock), bytes);
}

Result<Json> handle(Context& context, const Json& request) {
  const auto bytes = codec::base64_decode(request.get_string("Chunk"));
  if (!bytes.ok()) return invalid_parameter("Chunk is not base64.");
  POSTERN_TRY(const auto step, next_bytes(context, request, *bytes));
  Json response = Json::object();
  if (!step.pool_id.empty()) response.set("UserPoolId", step.pool_id);
  if (!step.token.empty()) response.set("NextToken", step.token);
  return response;
}

}  // namespace

const Operation kPosternRestoreUserPool{"RestoreUserPool", handle};

}  // namespace postern::ops
