// Classic customisation of the sign-in pages as requests name it and the API shows it.
#pragma once

#include <string_view>

#include "domain/ui_customization.h"
#include "ops/op.h"

namespace postern::ops {

// The client that a request is about: "ALL" unless it names one, which then has to exist. Refuses
// for a pool without a domain, which has no pages to customise.
Result<std::string> customized_client(domain::Txn& txn, const Json& request);

// UICustomizationType. ImageUrl holds the logo itself (RFC 2397), so that it can be shown without a
// server that hosts it.
Json render_ui_customization(std::string_view pool_id, std::string_view client_id,
                             const domain::UiCustomization& customization);

}  // namespace postern::ops
