// Resources of a pool as the API shows them.
#pragma once

#include <string_view>

#include "domain/resource.h"
#include "domain/user_pool_domains.h"
#include "ops/op.h"

namespace postern::ops {

// ResourceServerType.
Json render_resource_server(std::string_view pool_id, const domain::PoolResource& server);

// TermsType, and TermsDescriptionType for listings.
Json render_terms(std::string_view pool_id, const domain::PoolResource& terms);
Json render_terms_summary(const domain::PoolResource& terms);

// DomainDescriptionType.
Json render_domain(const auth::Services& services, const domain::UserPoolDomain& domain);

// What CreateUserPoolDomain and UpdateUserPoolDomain answer.
Json render_domain_change(const domain::UserPoolDomain& domain);

// ManagedLoginBrandingType, images included; `merged`: with every value it does not set itself.
Result<Json> render_branding(domain::Txn& txn, std::string_view pool_id,
                             const domain::PoolResource& branding, bool merged);

// RiskConfigurationType. An empty client id: that of the whole pool.
Json render_risk_configuration(std::string_view pool_id, std::string_view client_id,
                               const domain::PoolResource& configuration);

// LogDeliveryConfigurationType.
Json render_log_delivery(std::string_view pool_id, const domain::PoolResource& delivery);

}  // namespace postern::ops
