// ListUserImportJobs: the jobs of a pool, by id.
#include "ops/import_job_render.h"
#include "ops/paging.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view pool_id = request.get_string("UserPoolId");
  const Listing listing{"ListUserImportJobs", pool_id, "MaxResults", "PaginationToken"};
  POSTERN_TRY(const Page page, parse_page(context, listing, request));
  POSTERN_TRY(const auto jobs,
              context.store().read([&](domain::Txn& txn) -> Result<std::vector<domain::ImportJob>> {
                POSTERN_TRY(const auto pool, domain::load_pool(txn, pool_id));
                return domain::list_import_jobs(txn, *pool, page.after, page.limit + 1,
                                                context.store().now_us());
              }));
  return render_page(
      context, listing, page, "UserImportJobs", jobs,
      [&](const domain::ImportJob& job) { return render_import_job(context, pool_id, job); },
      [](const domain::ImportJob& job) { return job.id; });
}

}  // namespace

const Operation kListUserImportJobs{"ListUserImportJobs", handle};

}  // namespace postern::ops
