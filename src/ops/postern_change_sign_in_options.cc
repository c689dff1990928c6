// postern:ChangeSignInOptions: AliasAttributes or UsernameAttributes of a pool that exists already,
// which Cognito fixes at creation. With DryRun nothing changes. Conflicts are listed either way;
// with any of them nothing changes either, and Changed says so. A call that was cut off is made
// again to be finished.
#include "domain/import_jobs.h"
#include "domain/sign_in_options.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

constexpr std::size_t kConflictsMax = 100;

// The list a request gives, or an empty one.
Result<Json> attribute_names(const Json& request, std::string_view member,
                             std::initializer_list<std::string_view> allowed) {
  const Json* given = request.find(member);
  if (given == nullptr) return Json::array();
  bool known = given->is_array();
  for (std::size_t i = 0; known && i < given->size(); ++i) {
    const Json& name = given->as_array()[i];
    known = name.is_string() &&
            std::find(allowed.begin(), allowed.end(), name.as_string()) != allowed.end();
  }
  if (known) return *given;
  return invalid_parameter(std::string(member) + " names what nobody can sign in with.");
}

Result<domain::Pool> changed_pool(const domain::Pool& present, const Json& request,
                                  std::int64_t now_us) {
  POSTERN_TRY(Json aliases, attribute_names(request, "AliasAttributes",
                                            {"email", "phone_number", "preferred_username"}));
  POSTERN_TRY(Json usernames,
              attribute_names(request, "UsernameAttributes", {"email", "phone_number"}));
  domain::PoolRecord record = domain::to_record(present);
  Json settings = present.settings;
  settings.erase("AliasAttributes");
  settings.erase("UsernameAttributes");
  if (!aliases.empty()) settings.set("AliasAttributes", std::move(aliases));
  if (!usernames.empty()) settings.set("UsernameAttributes", std::move(usernames));
  record.settings = settings.dump();
  record.modified_us = now_us;
  POSTERN_TRY(domain::Pool changed, domain::make_pool(record));
  POSTERN_CHECK(domain::check_pool(changed));
  return changed;
}

struct Plan {
  domain::Pool changed;
  std::vector<domain::SignInConflict> conflicts;  // Of a dry run.
};

Json render(const std::vector<domain::SignInConflict>& conflicts) {
  Json list = Json::array();
  for (const auto& conflict : conflicts) {
    Json usernames = Json::array();
    for (const std::string& username : conflict.usernames) usernames.push_back(username);
    Json item = Json::object();
    item.set("AttributeName", conflict.attribute).set("Usernames", std::move(usernames));
    if (!conflict.value.empty()) item.set("Value", conflict.value);
    list.push_back(std::move(item));
  }
  return list;
}

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view pool_id = request.get_string("UserPoolId");
  if (pool_id.empty()) return invalid_parameter("Missing required parameter UserPoolId");
  POSTERN_TRY(const Plan plan, context.store().read([&](domain::Txn& txn) -> Result<Plan> {
    POSTERN_TRY(auto present, domain::load_pool(txn, pool_id));
    POSTERN_CHECK(domain::refuse_during_import(txn, pool_id));
    POSTERN_TRY(auto changed, changed_pool(*present, request, context.store().now_us()));
    Plan plan{std::move(changed), {}};
    if (!request.get_bool("DryRun")) return plan;
    POSTERN_TRY(plan.conflicts,
                domain::find_sign_in_conflicts(txn, *present, plan.changed, kConflictsMax));
    return plan;
  }));
  if (request.get_bool("DryRun")) {
    return Json::object().set("Changed", false).set("Conflicts", render(plan.conflicts));
  }
  POSTERN_TRY(const auto conflicts,
              domain::change_sign_in_options(context.store(), plan.changed, kConflictsMax));
  return Json::object().set("Changed", conflicts.empty()).set("Conflicts", render(conflicts));
}

}  // namespace

const Operation kPosternChangeSignInOptions{"ChangeSignInOptions", handle};

}  // namespace postern::ops
