// User pools: the settings of one, decoded once and shared.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "codec/json.h"
#include "domain/mfa_config.h"
#include "domain/password_policy.h"
#include "domain/records.h"
#include "domain/schema.h"
#include "domain/store.h"

namespace postern::domain {

// Attributes a name may be: a set of email, phone_number and preferred_username.
struct AttributeSet {
  bool email = false;
  bool phone_number = false;
  bool preferred_username = false;
  [[nodiscard]] bool any() const { return email || phone_number || preferred_username; }
  [[nodiscard]] bool contains(std::string_view attribute) const;
};

struct RecoveryOption {
  enum class Kind { verified_email, verified_phone_number, admin_only } kind;
  int priority;
};

// Immutable once made; shared between threads through PoolPtr.
struct Pool {
  std::string id;
  std::string name;
  std::int64_t created_us = 0;
  std::int64_t modified_us = 0;
  bool srp_off = false;
  bool tracks_sessions = false;
  int sessions_per_user = 20;  // While they are tracked: the least recently used one has to go.
  std::int64_t names_generation = 0;  // Of the sign-in names in force: keys::alias().
  int signing_keys = 0;               // How often they were replaced.

  // The members of CreateUserPool with defaults filled in, as DescribeUserPool shows them.
  Json settings;

  Schema schema;
  PasswordPolicy password_policy;
  bool case_sensitive = true;
  bool admin_create_only = false;
  bool deletion_protected = false;
  AttributeSet alias_attributes;     // May sign in with a verified one besides the username.
  AttributeSet username_attributes;  // The username is one of these; the stored one is the sub.
  AttributeSet auto_verified;
  AttributeSet verify_before_update;
  std::vector<RecoveryOption> recovery;  // By priority.
  MfaConfig mfa;
  int temporary_password_days = 7;

  // "AbCdEfGhI" of "us-east-1_AbCdEfGhI".
  [[nodiscard]] std::string_view short_name() const;
};
using PoolPtr = std::shared_ptr<const Pool>;

// Interprets settings that with_pool_defaults() or updated_pool_settings() made.
Result<Pool> make_pool(const PoolRecord& record);
PoolRecord to_record(const Pool& pool);

// What CreateUserPool asked for, with Cognito's defaults for what it left out.
Json with_pool_defaults(const Json& request);

// What a pool becomes by UpdateUserPool: what the request leaves out goes back to its default,
// except the name and what cannot change after creation.
Json updated_pool_settings(const Json& present, const Json& request);

// Rejects combinations that Cognito refuses, in its words, and settings that would change who gets
// in and that this engine does not enforce.
Status check_pool(const Pool& pool);

// "us-east-1_AbCdEfGhI".
std::string new_pool_id(Random& random, std::string_view region);

// The pool, or ResourceNotFoundException "User pool <id> does not exist.".
// NotAuthorizedException where the owner of the pool's key withholds it (pool_key.h).
Result<PoolPtr> load_pool(Txn& txn, std::string_view pool_id);
// The same, withheld or not: what it holds is not to be read or written by this.
Result<PoolPtr> load_pool_settings(Txn& txn, std::string_view pool_id);
Status save_pool(Txn& txn, const Pool& pool);

// Pools by id, after `after` (empty: from the start).
Result<std::vector<PoolPtr>> list_pools(Txn& txn, std::string_view after, std::size_t limit);

// Removes the pool and every client's entry; its data goes with sweep_pool() after the commit. All
// tokens of the pool are refused from the commit on.
Status erase_pool(Txn& txn, const Pool& pool);

}  // namespace postern::domain
