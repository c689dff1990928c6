// What an app client may ask the endpoints for, as its settings are when it asks (O34).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/client.h"

namespace postern::oauth {

// Whether the client takes part in OAuth at all.
bool uses_oauth(const domain::Client& client);

// "code", "implicit" or "client_credentials", where it does.
bool allows_flow(const domain::Client& client, std::string_view flow);

// Compared byte for byte: no address is like another (O07, O09).
bool is_callback(const domain::Client& client, std::string_view address);
bool is_logout_address(const domain::Client& client, std::string_view address);

// "COGNITO" or a provider's name. A client that lists none supports none, as at Cognito.
bool supports_provider(const domain::Client& client, std::string_view name);

// The provider of a client that supports just one and not the pool's own users; else empty.
std::string only_provider(const domain::Client& client);

// The scopes for a request of a user's tokens, space-joined: each that was asked for, or all of the
// client's where none was. invalid_scope for one that the client or the pool does not have (O23).
Result<std::string> grant_scopes(domain::Txn& txn, const domain::Client& client,
                                 std::string_view requested);

// A space-separated list, without what is there twice.
std::vector<std::string> split_list(std::string_view text);
std::string join_list(const std::vector<std::string>& items);

}  // namespace postern::oauth
