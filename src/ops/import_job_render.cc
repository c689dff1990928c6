// User import jobs as the API shows them.
#include "ops/import_job_render.h"

#include "bulk/import_url.h"
#include "ops/render.h"

namespace postern::ops {

Json render_import_job(Context& context, std::string_view pool_id, const domain::ImportJob& job) {
  Json json = Json::object();
  json.set("JobName", job.name)
      .set("JobId", job.id)
      .set("UserPoolId", pool_id)
      .set("PreSignedUrl", bulk::import_url(context.services, {std::string(pool_id), job.id}))
      .set("CreationDate", render_time(job.created_us))
      .set("Status", domain::import_status_name(job.status))
      .set("CloudWatchLogsRoleArn", job.role_arn)
      .set("ImportedUsers", job.imported)
      .set("SkippedUsers", job.skipped)
      .set("FailedUsers", job.failed);
  if (job.started_us != 0) json.set("StartDate", render_time(job.started_us));
  if (job.completed_us != 0) json.set("CompletionDate", render_time(job.completed_us));
  if (!job.completion_message.empty()) json.set("CompletionMessage", job.completion_message);
  if (!job.hash_algorithm.empty()) json.set("PasswordHashingAlgorithm", job.hash_algorithm);
  return json;
}

Json import_job_response(Context& context, std::string_view pool_id, const domain::ImportJob& job) {
  return Json::object().set("UserImportJob", render_import_job(context, pool_id, job));
}

}  // namespace postern::ops
