// StartUserImportJob: a job whose file has arrived begins; its rows are imported slice by slice.
#include "domain/sign_in_options.h"
#include "ops/import_job_render.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view pool_id = request.get_string("UserPoolId");
  POSTERN_TRY(const auto job,
              context.store().transact([&](domain::Txn& txn) -> Result<domain::ImportJob> {
                POSTERN_TRY(const auto pool, domain::load_pool(txn, pool_id));
                POSTERN_CHECK(domain::check_names_stand(txn, *pool));
                return domain::start_import_job(txn, *pool, request.get_string("JobId"),
                                                context.store().now_us());
              }));
  return import_job_response(context, pool_id, job);
}

}  // namespace

const Operation kStartUserImportJob{"StartUserImportJob", handle};

}  // namespace postern::ops
