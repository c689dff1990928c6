// Signing keys of a pool as the API shows them.
#include "ops/signing_key_render.h"

#include "ops/render.h"

namespace postern::ops {
namespace {

// One entry a key; `state` is what they have in common.
void add_pair(Json& list, const tokens::PoolSigningKeys& pair, const Json& state) {
  for (const auto& [use, key] : {std::pair("id", &pair.id_key), {"access", &pair.access_key}}) {
    Json entry = state;
    list.push_back(entry.set("KeyId", key->kid).set("TokenUse", use));
  }
}

}  // namespace

Json render_signing_keys(const tokens::PoolSigningKeys& keys, std::int64_t now_us) {
  Json list = Json::array();
  const tokens::PoolSigningKeys* const former = keys.former_at(now_us);
  const bool waits = &keys.signing(now_us) != &keys;
  Json state = Json::object().set("Status", waits ? "PUBLISHED" : "SIGNING");
  if (waits) state.set("SignsFrom", render_time(keys.signs_from_us));
  add_pair(list, keys, state);
  if (former != nullptr) {
    add_pair(list, *former,
             Json::object()
                 .set("Status", waits ? "SIGNING" : "RETIRING")
                 .set("RetiresAt", render_time(keys.former_until_us)));
  }
  return Json::object().set("SigningKeys", std::move(list));
}

}  // namespace postern::ops
