// CreateUserImportJob: a job that waits for its file.
#include "ops/import_job_render.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  auto& store = context.store();
  const std::string_view pool_id = request.get_string("UserPoolId");
  domain::ImportJob job;
  job.id = "import-" + domain::new_lower_alnum(store.random(), 10);
  job.name = request.get_string("JobName");
  job.role_arn = request.get_string("CloudWatchLogsRoleArn");
  job.hash_algorithm = request.get_string("PasswordHashingAlgorithm");
  job.created_us = store.now_us();
  POSTERN_CHECK(store.transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, pool_id));
    return domain::insert_import_job(txn, *pool, job);
  }));
  return import_job_response(context, pool_id, job);
}

}  // namespace

const Operation kCreateUserImportJob{"CreateUserImportJob", handle};

}  // namespace postern::ops
