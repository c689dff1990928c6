// What a challenge remembers, when it may be more than its Session has room for.
#include "auth/challenge_memory.h"

#include "codec/hex.h"
#include "domain/keyspace.h"
#include "domain/lone_marks.h"
#include "domain/resource.h"

namespace postern::auth {
namespace {

constexpr std::string_view kInline = "m";
constexpr std::string_view kRow = "r";
// Beside it a Session holds ids, the Progress and the seal: 1,050 characters at most.
constexpr std::size_t kInlineBytesMax = 640;
constexpr std::size_t kMemoryBytesMax = 64 << 10;

}  // namespace

Result<Json> keep_memory(Services& services, const AuthRequest& request, const Json& memory) {
  const std::size_t size = memory.dump().size();
  if (size <= kInlineBytesMax) return Json::object().set(kInline, memory);
  if (size > kMemoryBytesMax) {
    return reject("InvalidLambdaResponseException",
                  "The challenge is larger than what can be kept for its answer.");
  }
  const std::string id = codec::hex_encode(services.store.random().bytes(16));
  const std::string key = domain::keys::challenge(request.pool->id, id);
  const std::int64_t now_us = services.store.now_us();
  const std::int64_t ttl_us = request.client->auth_session_ttl_s * kMicrosPerSecond;
  POSTERN_CHECK(services.store.transact([&](domain::Txn& txn) -> Status {
    POSTERN_CHECK(domain::put_lone_mark(txn, domain::keys::expiry(now_us + ttl_us, key)));
    return domain::put_resource(txn, key, domain::new_resource(memory, now_us));
  }));
  return Json::object().set(kRow, id);
}

Result<Json> find_memory(Services& services, const AuthRequest& request,
                         const ChallengeSession& session) {
  if (const Json* memory = session.extra.find(kInline)) return *memory;
  const std::string key = domain::keys::challenge(request.pool->id, session.extra.get_string(kRow));
  POSTERN_TRY(auto kept, services.store.read(
                             [&](domain::Txn& txn) { return domain::find_resource(txn, key); }));
  // Swept, or spent by an answer that was faster.
  if (!kept) return not_authorized("Invalid session for the user, session is expired.");
  return std::move(kept->settings);
}

Status forget_memory(domain::Txn& txn, const AuthRequest& request,
                     const ChallengeSession& session) {
  const std::string_view id = session.extra.get_string(kRow);
  return id.empty() ? ok() : txn.erase(domain::keys::challenge(request.pool->id, id));
}

}  // namespace postern::auth
