// GetCSVHeader: the columns of the file that a user import job for the pool takes.
#include "bulk/import_header.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto pool, pool_of(context, request));
  Json header = Json::array();
  for (const std::string& column : bulk::import_columns(*pool)) header.push_back(column);
  return Json::object().set("UserPoolId", pool->id).set("CSVHeader", std::move(header));
}

}  // namespace

const Operation kGetCSVHeader{"GetCSVHeader", handle};

}  // namespace postern::ops
