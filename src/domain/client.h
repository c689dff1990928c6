// App clients: the settings of one, decoded once and shared.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "codec/json.h"
#include "domain/pool.h"
#include "domain/records.h"
#include "domain/store.h"

namespace postern::domain {

using ClientSecret = records::ClientSecretT;

// Ways to sign in that a client may allow (ExplicitAuthFlows, old names mapped to new ones).
struct AuthFlows {
  bool user_srp = false;
  bool user_password = false;
  bool admin_user_password = false;
  bool custom = false;
  bool refresh_token = false;
  bool user_auth = false;
  bool client_token = false;
};

// Immutable once made; shared between threads through ClientPtr.
struct Client {
  std::string id;
  std::string pool_id;
  std::string name;
  std::int64_t created_us = 0;
  std::int64_t modified_us = 0;

  // The members of CreateUserPoolClient with defaults filled in, as DescribeUserPoolClient shows
  // them, without secrets.
  Json settings;
  std::vector<ClientSecret> secrets;  // Oldest first; at most two.

  AuthFlows flows;
  std::int64_t id_token_ttl_s = 3600;
  std::int64_t access_token_ttl_s = 3600;
  std::int64_t refresh_token_ttl_s = 30 * 86'400;
  std::int64_t auth_session_ttl_s = 180;
  bool hides_user_existence = false;  // PreventUserExistenceErrors=ENABLED.
  bool token_revocation = true;       // EnableTokenRevocation.
  bool rotates_refresh_tokens = false;
  std::int64_t rotation_grace_s = 0;
  int sso_session_minutes = 60;  // How long a browser's session signs in anew without a question.

  // Whether the client may read or write an attribute of the pool's schema.
  [[nodiscard]] bool may_read(const Pool& pool, std::string_view attribute) const;
  [[nodiscard]] bool may_write(const Pool& pool, std::string_view attribute) const;
};
using ClientPtr = std::shared_ptr<const Client>;

// Interprets settings that with_client_defaults() or updated_client_settings() made.
Result<Client> make_client(const ClientRecord& record);
ClientRecord to_record(const Client& client);

// What CreateUserPoolClient asked for, with Cognito's defaults for what it left out.
Json with_client_defaults(const Json& request);

// What a client becomes by UpdateUserPoolClient: all but the name goes back to its default when the
// request leaves it out.
Json updated_client_settings(const Json& present, const Json& request);

// Rejects what Cognito refuses, in its words. Looks at the client as it would be, secrets included,
// never at what it was (O40).
Status check_client(const Pool& pool, const Client& client);

// Whether some client may be given the right to write the attribute.
bool is_client_writable(const Pool& pool, std::string_view attribute);

std::string new_client_id(Random& random);

inline constexpr std::size_t kClientSecretsMax = 2;

// Adds a secret: `given`, or a generated one when that is empty. LimitExceededException at the
// third.
Result<ClientSecret> add_client_secret(Client& client, Random& random, std::string_view given,
                                       std::int64_t now_us);

// Refuses to take the last one: a client does not become public by accident.
Status erase_client_secret(Client& client, std::string_view secret_id);

// The client of a pool, or ResourceNotFoundException "User pool client <id> does not exist.".
Result<ClientPtr> load_client(Txn& txn, std::string_view pool_id, std::string_view client_id);

// Clients of a pool by id, after `after` (empty: from the start).
Result<std::vector<ClientPtr>> list_clients(Txn& txn, std::string_view pool_id,
                                            std::string_view after, std::size_t limit);

// The pool and client of a client id alone, as public operations name it; same refusal.
struct PoolAndClient {
  PoolPtr pool;
  ClientPtr client;
};
Result<PoolAndClient> load_client_anywhere(Txn& txn, std::string_view client_id);

Status save_client(Txn& txn, const Client& client);

// All tokens of the client are refused from the commit on.
Status erase_client(Txn& txn, const Client& client);

}  // namespace postern::domain
