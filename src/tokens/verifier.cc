// Says whether a text is a token of this engine that still counts, and why not.
#include "tokens/verifier.h"

#include <span>
#include <utility>

#include "base/limits.h"
#include "domain/keyspace.h"
#include "domain/pool.h"
#include "domain/sessions.h"
#include "tokens/candidate.h"
#include "tokens/issuer.h"

namespace postern::tokens {
namespace {

// The bound of the protocol's own shape for pool ids.
constexpr std::size_t kPoolIdBytesMax = 55;

Verdict refused(Refusal reason) {
  return {nullptr, reason};
}

// J08, J11: byte for byte the issuer of one pool, and that pool's keys are the only ones tried.
// Either type of issuer will do, as a pool's may change while tokens of it are about.
std::string_view pool_named_by(const Json& claims, std::span<const std::string> issuer_prefixes) {
  const std::string_view issuer = claims.get_string("iss");
  for (const std::string& prefix : issuer_prefixes) {
    if (!issuer.starts_with(prefix)) continue;
    const std::string_view pool_id = issuer.substr(prefix.size());
    return pool_id.size() <= kPoolIdBytesMax ? pool_id : std::string_view();
  }
  return {};
}

// What a token is checked with: the pool's keys, as they count at one moment.
struct KeysNow {
  const PoolSigningKeysPtr& keys;  // May be null.
  std::int64_t now_us;
};

// J01 to J07: the algorithm and the key follow from a header that is one of those this pool writes,
// to the byte. There is nothing else in a header to obey.
const SigningKey* key_for(const KeysNow& now, std::string_view header, TokenUse& use) {
  for (const PoolSigningKeys* pair = now.keys.get(); pair != nullptr;) {
    use = header == pair->access_key.header ? TokenUse::access : TokenUse::id;
    const SigningKey& key = use == TokenUse::access ? pair->access_key : pair->id_key;
    if (header == key.header) return &key;
    pair = pair->former_at(now.now_us);
  }
  return nullptr;
}

bool is_signed(const Candidate& candidate, const KeysNow& now, TokenUse& use) {
  const SigningKey* key = key_for(now, candidate.parts.header, use);
  return key != nullptr && key->key.public_key().verify_rs256(candidate.parts.signing_input,
                                                              candidate.parts.signature);
}

Refusal unsigned_refusal(const Candidate& candidate) {
  return is_own_header_form(candidate.parts.header) ? Refusal::bad_signature : Refusal::malformed;
}

Result<Refusal> find_client_revocation(domain::Txn& txn, const VerifiedToken& token) {
  namespace keys = domain::keys;
  POSTERN_TRY(const bool client_exists, txn.exists(keys::client(token.pool_id, token.client_id)));
  return client_exists ? Refusal::none : Refusal::revoked;
}

// J35: what the store says about the token's user, session and client.
Result<Refusal> find_revocation(domain::Txn& txn, const VerifiedToken& token) {
  namespace keys = domain::keys;
  if (token.is_of_client()) return find_client_revocation(txn, token);
  POSTERN_TRY(const auto user, txn.get<domain::User>(keys::user(token.pool_id, token.sub)));
  if (!user) return Refusal::user_gone;
  POSTERN_TRY(const auto session,
              domain::find_session(txn, token.pool_id, token.sub, token.session_id));
  const bool session_lives = session && !session->revoked && session->client_id == token.client_id;
  if (!user->enabled || !session_lives) return Refusal::revoked;
  return find_client_revocation(txn, token);
}

}  // namespace

Error access_token_error(Refusal refusal) {
  switch (refusal) {
    case Refusal::bad_signature:
      return not_authorized("Could not verify signature for Access Token");
    case Refusal::expired:
      return not_authorized("Access Token has expired");
    case Refusal::revoked:
      return not_authorized("Access Token has been revoked");
    case Refusal::user_gone:
      return reject("UserNotFoundException", "User does not exist.");
    case Refusal::none:
    case Refusal::malformed:
      break;
  }
  return not_authorized("Invalid Access Token");
}

Verifier::Verifier(domain::Store& store, KeyRing& keys, std::string_view issuer_base)
    : store_(store),
      keys_(keys),
      issuer_prefixes_{std::string(issuer_base) + "/", updated_issuer_base(issuer_base) + "/"},
      cache_(store.random()) {}

Result<Verdict> Verifier::verify(std::string_view token, std::int64_t leeway_s) {
  if (token.size() > limits::kTokenBytesMax) return refused(Refusal::malformed);  // J20
  const auto known = cache_.find(token);
  if (known == nullptr || !is_current(*known)) return verify_cold(token, leeway_s);
  if (expired(known->token, leeway_s)) return refused(Refusal::expired);
  if (store_.is_shared()) {
    POSTERN_TRY(const Standing standing, look_up(known->token));
    if (standing.refusal != Refusal::none) return refused(standing.refusal);
    if (standing.signing_keys != known->signing_keys) return verify_cold(token, leeway_s);
  }
  return Verdict{VerifiedTokenPtr(known, &known->token)};
}

Result<Verdict> Verifier::verify_cold(std::string_view text, std::int64_t leeway_s) {
  auto candidate = read_candidate(text);
  if (!candidate) return refused(Refusal::malformed);
  const std::string_view pool_id = pool_named_by(candidate->claims, issuer_prefixes_);
  if (pool_id.empty()) return refused(unsigned_refusal(*candidate));
  // Seen before anything is read: a revocation or a removed key from here on makes what is
  // remembered stale.
  const auto view = store_.revocations().view(pool_id, candidate->claims.get_string("sub"));

  POSTERN_TRY(auto keys, keys_.find(pool_id));
  const KeysNow now{keys, store_.now_us()};
  auto entry = std::make_shared<VerifiedCache::Entry>();
  VerifiedToken& token = entry->token;
  // Another engine may have given the pool keys that this one has not seen.
  const bool is_known = key_for(now, candidate->parts.header, token.use) != nullptr;
  if (!is_known && store_.is_shared()) {
    POSTERN_TRY(keys, keys_.find_present(pool_id));
  }
  if (!is_signed(*candidate, now, token.use)) return refused(unsigned_refusal(*candidate));
  token.pool_id = pool_id;
  if (!take_claims(candidate->claims, token)) return refused(Refusal::malformed);
  if (expired(token, leeway_s)) return refused(Refusal::expired);
  POSTERN_TRY(const Standing standing, check_revocation(token, view, *keys));
  if (standing.refusal != Refusal::none) return refused(standing.refusal);
  if (standing.signing_keys != keys->version) {
    // Replaced, perhaps because somebody else has them.
    POSTERN_TRY(keys, keys_.find(token.pool_id, standing.signing_keys));
    if (!is_signed(*candidate, now, token.use)) return refused(Refusal::bad_signature);
  }

  token.claims_json = std::move(candidate->payload);
  entry->text = text;
  entry->signing_keys = keys->version;
  entry->generation = view.generation;
  cache_.insert(entry);
  return Verdict{VerifiedTokenPtr(entry, &token)};
}

Result<Verifier::Standing> Verifier::check_revocation(const VerifiedToken& token,
                                                      const domain::Revocations::View& view,
                                                      const PoolSigningKeys& keys) {
  // Whatever was issued after the last revocation among the users of this slot cannot be revoked.
  // `iat` is rounded down, so a token of the same second is looked up.
  const bool quiet = token.iat_s > view.quiet_since_us / kMicrosPerSecond;
  if (quiet && !store_.is_shared()) return Standing{Refusal::none, keys.version};
  return look_up(token);
}

Result<Verifier::Standing> Verifier::look_up(const VerifiedToken& token) {
  return store_.read([&](domain::Txn& txn) -> Result<Standing> {
    // The key ring may still hold the keys of a pool that another engine deleted.
    const auto pool = domain::load_pool_settings(txn, token.pool_id);
    if (!pool.ok() && pool.error().errc != Errc::rejected) return pool.error();
    if (!pool.ok()) return Standing{Refusal::bad_signature, 0};
    POSTERN_TRY(const Refusal refusal, find_revocation(txn, token));
    return Standing{refusal, (*pool)->signing_keys};
  });
}

bool Verifier::is_current(const VerifiedCache::Entry& entry) const {
  const auto view = store_.revocations().view(entry.token.pool_id, entry.token.sub);
  return view.generation == entry.generation;
}

bool Verifier::expired(const VerifiedToken& token, std::int64_t leeway_s) const {
  // RFC 7519, 4.1.4: "on or after which the JWT MUST NOT be accepted" (J12).
  return store_.now_us() / kMicrosPerSecond - leeway_s >= token.exp_s;
}

}  // namespace postern::tokens
