// The pre-signed URL of an import job.
#include "bulk/import_url.h"

#include "auth/sealed_tokens.h"
#include "tokens/token_service.h"

namespace postern::bulk {
namespace {

constexpr std::string_view kKind = "user-import";

}  // namespace

std::string import_url(auth::Services& services, const ImportJobName& job) {
  Json content = Json::object();
  content.set("p", job.pool_id)
      .set("j", job.job_id)
      .set("e", services.store.now_us() + kImportUrlLifeUs);
  return services.tokens.issuer(kImportPath) + "/" + services.sealed.seal(kKind, content);
}

Result<ImportJobName> open_import_url(auth::Services& services, std::string_view token) {
  const auto content = services.sealed.open(kKind, token);
  if (!content.ok() && content.error().errc != Errc::corrupt) return content.error();
  if (!content.ok()) return reject("AccessDenied", "The URL is not one this engine signed.");
  if (services.store.now_us() >= content->get_int("e")) {
    return reject("AccessDenied", "Request has expired");
  }
  return ImportJobName{std::string(content->get_string("p")),
                       std::string(content->get_string("j"))};
}

}  // namespace postern::bulk
