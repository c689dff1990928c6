// postern:GetUserImportJobLog: what became of each row of a job's file, in pages, also while the
// job is under way. The same lines come from a GET of the job's pre-signed URL.
#include "auth/sealed_tokens.h"
#include "bulk/import_door.h"
#include "ops/registry.h"
#include "ops/request.h"
#include "storage/keys.h"

namespace postern::ops {
namespace {

constexpr std::string_view kListing = "GetUserImportJobLog";

Json lines_of(std::string_view text) {
  Json lines = Json::array();
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return lines;
}

Result<Json> handle(Context& context, const Json& request) {
  const auto& sealed = context.services.sealed;
  const std::int64_t now_us = context.store().now_us();
  const std::string_view pool_id = request.get_string("UserPoolId");
  const std::string_view job_id = request.get_string("JobId");
  const std::string scope = std::string(pool_id) + '\0' + std::string(job_id);
  std::uint64_t from = 0;
  if (const auto token = request.get_string("NextToken"); !token.empty()) {
    POSTERN_TRY(const std::string position, sealed.open_page(kListing, scope, token, now_us));
    storage::KeyReader reader(position);
    POSTERN_TRY(from, reader.u64());
  }
  POSTERN_TRY(const auto pool, pool_of(context, request));
  POSTERN_TRY(const auto part, bulk::read_import_log(context.services, pool->id, job_id, from));
  Json response = Json::object();
  // The names under which Cognito writes the same lines.
  response.set("LogGroupName", "/aws/cognito/userpools/" + pool->id + "/" + pool->name)
      .set("LogStreamName", std::string(job_id) + "/" + part.job_name)
      .set("Lines", lines_of(part.lines));
  if (part.next) {
    const std::string position = storage::KeyBuilder('n').u64(*part.next).take().substr(1);
    response.set("NextToken", sealed.seal_page(kListing, scope, position, now_us));
  }
  return response;
}

}  // namespace

const Operation kPosternGetUserImportJobLog{"GetUserImportJobLog", handle};

}  // namespace postern::ops
