// The pre-signed URL of an import job: whoever holds it may upload the job's file and read its log.
#pragma once

#include <string>
#include <string_view>

#include "auth/services.h"
#include "base/result.h"

namespace postern::bulk {

// How long a URL is good. DescribeUserImportJob hands out a fresh one.
inline constexpr std::int64_t kImportUrlLifeUs = 3'600LL * 1'000'000;

// The path below which these URLs lie; what follows is the sealed name of the job.
inline constexpr std::string_view kImportPath = "user-import";

struct ImportJobName {
  std::string pool_id;
  std::string job_id;
};

// It begins as the issuer of tokens does: with the URL by which clients reach the engine.
std::string import_url(auth::Services& services, const ImportJobName& job);

// The job a URL's last part names; rejects with AccessDenied when it is not ours or has expired.
Result<ImportJobName> open_import_url(auth::Services& services, std::string_view token);

}  // namespace postern::bulk
