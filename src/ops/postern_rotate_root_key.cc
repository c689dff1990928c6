// postern:RotateRootKey: gives the store another root key, and seals its records anew, some with
// each call. {"NewRootKey"} begins, with a key of the host's, which the host has made durable by
// then; {"Generate":true} begins where the engine keeps the key in a file; {} goes on. Where
// several engines share the store, each is told with "Prepare":true before one of them begins.
#include "codec/base64.h"
#include "domain/root_keys.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Secret> new_root_key(const Json& request) {
  auto decoded = codec::base64_decode(request.get_string("NewRootKey"));
  if (!decoded.ok()) return invalid_parameter("NewRootKey must be 32 bytes in base64.");
  Secret key(*decoded);
  wipe(*decoded);
  return key;
}

Status begin_with_own_key(domain::RootKeys& keys) {
  if (!keys.keeps_its_key()) {
    return invalid_parameter("The host keeps the root key, so it gives the new one: NewRootKey.");
  }
  if (keys.is_rotating()) return invalid_parameter("A rotation of the root key is under way.");
  return keys.replace_in_holder();
}

Status begin_with_key_of_host(domain::RootKeys& keys, const Json& request) {
  if (keys.keeps_its_key()) {
    return invalid_parameter("The root key is kept in a file, with a new one by Generate.");
  }
  POSTERN_TRY(const Secret key, new_root_key(request));
  if (request.get_bool("Prepare")) return keys.prepare(key.view());
  return keys.replace(key.view());
}

// The key changes below what the audit log sees.
Status leave_event(domain::Store& store) {
  return store.transact([](domain::Txn& txn) -> Status {
    txn.leave_event();
    return ok();
  });
}

Result<Json> handle(Context& context, const Json& request) {
  domain::RootKeys& keys = context.services.root_keys;
  const bool generates = request.get_bool("Generate");
  const bool has_key = request.contains("NewRootKey");
  if (generates && has_key) return invalid_parameter("Give NewRootKey or Generate, not both.");
  if (request.get_bool("Prepare") && !has_key) {
    return invalid_parameter("Prepare needs the NewRootKey to prepare for.");
  }
  if (generates) POSTERN_CHECK(begin_with_own_key(keys));
  if (has_key) POSTERN_CHECK(begin_with_key_of_host(keys, request));
  if (generates || has_key) POSTERN_CHECK(leave_event(context.store()));
  POSTERN_TRY(const domain::ResealProgress progress, keys.reseal_some());
  return Json::object()
      .set("Complete", progress.complete)
      .set("RowsResealed", progress.rows)
      .set("DamagedRows", progress.damaged);
}

}  // namespace

const Operation kPosternRotateRootKey{"RotateRootKey", handle};

}  // namespace postern::ops
