// User import jobs as the API shows them.
#pragma once

#include "domain/import_jobs.h"
#include "ops/op.h"

namespace postern::ops {

// UserImportJobType. The pre-signed URL is a fresh one; a job that takes no file any more has none
// but to read its log by.
Json render_import_job(Context& context, std::string_view pool_id, const domain::ImportJob& job);

// {"UserImportJob": ...}, as most of the import operations answer.
Json import_job_response(Context& context, std::string_view pool_id, const domain::ImportJob& job);

}  // namespace postern::ops
