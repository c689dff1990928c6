// The HTTP-Redirect binding: a message in the query of an address.
#include "saml/redirect_binding.h"

#include <algorithm>

#include "codec/base64.h"
#include "saml/names.h"

namespace postern::saml {
namespace {

constexpr std::size_t kBlockBytesMax = 65'535;

void append_little_endian(std::size_t value, std::string& out) {
  out.push_back(static_cast<char>(value & 0xff));
  out.push_back(static_cast<char>(value >> 8 & 0xff));
}

}  // namespace

// Nothing is gained from compressing some 700 bytes, so no compressor is linked for it: every
// inflater reads stored blocks (section 3.2.4), and here nothing is ever inflated (X36).
std::string deflate_stored(std::string_view bytes) {
  std::string out;
  do {
    const std::string_view block = bytes.substr(0, kBlockBytesMax);
    bytes.remove_prefix(block.size());
    out.push_back(bytes.empty() ? '\x01' : '\x00');  // The last one says so.
    append_little_endian(block.size(), out);
    append_little_endian(~block.size() & 0xffff, out);
    out.append(block);
  } while (!bytes.empty());
  return out;
}

Result<codec::Form> redirect_fields(std::string_view message, std::string_view relay_state,
                                    const crypto::RsaPrivateKey* key) {
  codec::Form form;
  form.add("SAMLRequest", codec::base64_encode(deflate_stored(message)))
      .add("RelayState", relay_state);
  if (key == nullptr) return form;
  form.add("SigAlg", kRsaSha256);
  // Over the very octets that are sent: Form writes the same text for the same fields (X35).
  POSTERN_TRY(const std::string signature, key->sign_rs256(form.encode()));
  form.add("Signature", codec::base64_encode(signature));
  return form;
}

}  // namespace postern::saml
