// DescribeUserImportJob: how far a job has come. Whoever asks while a job is under way also does a
// slice of its work, so that it gets on in a host that never calls postern:RunMaintenance.
#include "bulk/import_run.h"
#include "ops/import_job_render.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view pool_id = request.get_string("UserPoolId");
  // A slice that fails is tried again by the next caller; what is shown is true all the same.
  [[maybe_unused]] const auto more = bulk::run_import_slice(context.services);
  POSTERN_TRY(const auto job,
              context.store().read([&](domain::Txn& txn) -> Result<domain::ImportJob> {
                POSTERN_TRY(const auto pool, domain::load_pool(txn, pool_id));
                return domain::require_import_job(txn, *pool, request.get_string("JobId"),
                                                  context.store().now_us());
              }));
  return import_job_response(context, pool_id, job);
}

}  // namespace

const Operation kDescribeUserImportJob{"DescribeUserImportJob", handle};

}  // namespace postern::ops
