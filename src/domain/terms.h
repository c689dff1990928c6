// Terms of use and privacy policies: the documents that an app client's sign-up page links to.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "domain/resource.h"

namespace postern::domain {

inline constexpr std::size_t kTermsMax = 40;  // Of a pool.

// Its settings are TermsId, ClientId, TermsName, TermsSource, Enforcement and Links. Rejects links
// that are no addresses of web pages: a browser follows them.
Status check_terms(const Json& settings);

// The document, or ResourceNotFoundException "Terms <id> do not exist.".
Result<PoolResource> require_terms(Txn& txn, std::string_view pool_id, std::string_view id);

// A client's document of that name.
Result<std::optional<PoolResource>> find_terms_of_client(Txn& txn, std::string_view pool_id,
                                                         std::string_view client_id,
                                                         std::string_view name);

// TermsExistsException when the client has a document of the name, LimitExceededException beyond
// kTermsMax.
Status insert_terms(Txn& txn, std::string_view pool_id, const PoolResource& terms);

// `after` may have another name than `before`: TermsExistsException when that is taken.
Status update_terms(Txn& txn, std::string_view pool_id, const PoolResource& before,
                    const PoolResource& after);
Status erase_terms(Txn& txn, std::string_view pool_id, const PoolResource& terms);
Status erase_terms_of_client(Txn& txn, std::string_view pool_id, std::string_view client_id);

// By id, after `after` (empty: from the start).
Result<std::vector<PoolResource>> list_terms(Txn& txn, std::string_view pool_id,
                                             std::string_view after, std::size_t limit);

}  // namespace postern::domain
