// Writing attributes of an existing user: what UpdateUserAttributes and its admin twin share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auth/verification.h"
#include "ops/op.h"

namespace postern::ops {

// What a set of writes came to once stored.
struct WriteResult {
  domain::User user;
  std::vector<auth::PendingCode> codes;  // To send to addresses that want verification.
};

// Stores the writes on the user as it is at commit. A new address is unverified unless an
// administrator says otherwise; in a pool that verifies before it updates, the old one stays in
// force and the new one waits (A04).
Result<WriteResult> write_attributes(Context& context, const domain::Pool& pool,
                                     std::string_view sub, domain::Writer writer,
                                     const std::vector<domain::AttributeWrite>& writes);

// Sends them all; the details, in order.
Result<Json> send_codes(Context& context, const domain::Pool& pool, std::string_view client_id,
                        const WriteResult& result, const Json& metadata);

// Removes attributes; refuses for required, immutable and engine-owned ones.
Status delete_attributes(Context& context, const domain::Pool& pool, std::string_view sub,
                         const domain::Client* client, const Json& names);

}  // namespace postern::ops
