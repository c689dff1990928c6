// Pools, clients and groups as the API shows them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/client.h"
#include "domain/groups.h"
#include "domain/pool.h"
#include "ops/op.h"

namespace postern::ops {

// Seconds since 1970 with milliseconds, as every date of the API.
Json render_time(std::int64_t time_us);

std::string pool_arn(const auth::Services& services, std::string_view pool_id);

// UserPoolType.
Json render_pool(const auth::Services& services, const domain::Pool& pool, std::int64_t user_count);

// UserPoolDescriptionType.
Json render_pool_summary(const domain::Pool& pool);

// UserPoolClientType. Of two secrets it shows the newer, the one that is there to stay.
Json render_client(const domain::Client& client);

// ClientSecretDescriptorType, without the secret itself.
Json render_client_secret(const domain::ClientSecret& secret);

// GroupType.
Json render_group(std::string_view pool_id, const domain::Group& group);

}  // namespace postern::ops
