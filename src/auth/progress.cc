// What one sign-in has proven so far, as sealed JSON.
#include "auth/progress.h"

#include "codec/base64.h"
#include "crypto/digest.h"

namespace postern::auth {

Json Progress::to_json() const {
  Json sealed = Json::object();
  sealed.set("f", flow)
      .set("s", sub)
      .set("v", proven.bits())
      .set("w", password_proof)
      .set("d", device_key)
      .set("t", trigger_source)
      .set("m", more);
  if (!event_id.empty()) sealed.set("e", event_id).set("r", mfa_demanded);
  return sealed;
}

Progress Progress::from_json(const Json& sealed) {
  const auto text = [&](std::string_view name) { return std::string(sealed.get_string(name)); };
  Progress progress;
  progress.flow = text("f");
  progress.sub = text("s");
  progress.proven = Factors(sealed.get_int("v"));
  progress.password_proof = text("w");
  progress.device_key = text("d");
  progress.trigger_source = text("t");
  progress.event_id = text("e");
  progress.mfa_demanded = sealed.get_bool("r");
  if (const Json* more = sealed.find("m"); more != nullptr) progress.more = *more;
  return progress;
}

std::string password_proof_of(const domain::User& user) {
  return codec::base64_encode(crypto::sha256(user.password_hash));
}

}  // namespace postern::auth
