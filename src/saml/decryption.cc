// Assertions that a partner has encrypted to the pool's certificate.
#include "saml/decryption.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

#include "crypto/wrapped_content.h"
#include "saml/names.h"
#include "saml/tree.h"

namespace postern::saml {
namespace {

using codec::XmlElement;
using crypto::OaepHash;

// One for each key that the provider believes the pool to have.
constexpr std::size_t kWrappedKeysMax = 4;

struct Cipher {
  std::string_view name;
  std::size_t key_bytes;
};
constexpr Cipher kCiphers[] = {{"http://www.w3.org/2009/xmlenc11#aes128-gcm", 16},
                               {"http://www.w3.org/2009/xmlenc11#aes256-gcm", 32}};

constexpr std::string_view kOaepMgf1p = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p";
constexpr std::string_view kOaep = "http://www.w3.org/2009/xmlenc11#rsa-oaep";

struct NamedHash {
  std::string_view name;
  OaepHash hash;
};
constexpr NamedHash kLabelHashes[] = {{"http://www.w3.org/2000/09/xmldsig#sha1", OaepHash::sha1},
                                      {kSha256, OaepHash::sha256}};
constexpr NamedHash kMaskHashes[] = {
    {"http://www.w3.org/2009/xmlenc11#mgf1sha1", OaepHash::sha1},
    {"http://www.w3.org/2009/xmlenc11#mgf1sha256", OaepHash::sha256}};

Error not_decrypted() {
  return refused("the assertion could not be decrypted");
}

Error not_accepted() {
  return refused("the assertion is encrypted with an algorithm that is not accepted");
}

Result<const XmlElement*> required(const XmlElement& parent, std::string_view uri,
                                   std::string_view name) {
  POSTERN_TRY(const XmlElement* child, only_child(parent, uri, name));
  if (child == nullptr) return refused("the encrypted assertion has no " + std::string(name));
  return child;
}

Result<std::string> cipher_value(const XmlElement& encrypted) {
  POSTERN_TRY(const XmlElement* data, required(encrypted, kEncryption, "CipherData"));
  POSTERN_TRY(const XmlElement* value, required(*data, kEncryption, "CipherValue"));
  return bytes_of(*value);
}

// SHA-1 is what both stand for where they are not named (XML Encryption 1.1, section 5.5.2), and is
// safe here: OAEP does not rest on its collisions.
template <class Table>
Result<OaepHash> hash_named(const Table& table, const XmlElement* named) {
  if (named == nullptr) return OaepHash::sha1;
  const auto* found = std::find_if(std::begin(table), std::end(table), [&](const NamedHash& row) {
    return row.name == named->attribute("Algorithm");
  });
  if (found == std::end(table)) return not_accepted();
  return found->hash;
}

Result<Secret> unwrap(const XmlElement& encrypted_key, const crypto::RsaPrivateKey& key) {
  POSTERN_TRY(const XmlElement* method, required(encrypted_key, kEncryption, "EncryptionMethod"));
  const std::string_view algorithm = method->attribute("Algorithm");
  const bool has_label = !children_of(*method, kEncryption, "OAEPparams").empty();
  if ((algorithm != kOaepMgf1p && algorithm != kOaep) || has_label) return not_accepted();
  POSTERN_TRY(const XmlElement* digest, only_child(*method, kSignature, "DigestMethod"));
  POSTERN_TRY(const OaepHash label_hash, hash_named(kLabelHashes, digest));
  OaepHash mask_hash = OaepHash::sha1;
  if (algorithm == kOaep) {
    POSTERN_TRY(const XmlElement* mask, only_child(*method, kEncryption11, "MGF"));
    POSTERN_TRY(mask_hash, hash_named(kMaskHashes, mask));
  }
  POSTERN_TRY(const std::string wrapped, cipher_value(encrypted_key));
  auto unwrapped = crypto::unwrap_key(key, label_hash, mask_hash, wrapped);
  if (!unwrapped.ok()) return not_decrypted();
  return unwrapped;
}

// In the data's KeyInfo, or beside the data: both are in use.
std::vector<const XmlElement*> wrapped_keys(const XmlElement& encrypted, const XmlElement& data) {
  auto keys = children_of(encrypted, kEncryption, "EncryptedKey");
  for (const XmlElement* info : children_of(data, kSignature, "KeyInfo")) {
    const auto inside = children_of(*info, kEncryption, "EncryptedKey");
    keys.insert(keys.end(), inside.begin(), inside.end());
  }
  return keys;
}

}  // namespace

Result<std::string> decrypt_assertion(const XmlElement& encrypted,
                                      const crypto::RsaPrivateKey& key) {
  POSTERN_TRY(const XmlElement* data, required(encrypted, kEncryption, "EncryptedData"));
  POSTERN_TRY(const XmlElement* method, required(*data, kEncryption, "EncryptionMethod"));
  const auto* cipher =
      std::find_if(std::begin(kCiphers), std::end(kCiphers),
                   [&](const Cipher& row) { return row.name == method->attribute("Algorithm"); });
  if (cipher == std::end(kCiphers)) return not_accepted();
  POSTERN_TRY(const std::string sealed, cipher_value(*data));
  const auto keys = wrapped_keys(encrypted, *data);
  if (keys.empty() || keys.size() > kWrappedKeysMax) {
    return refused("the encrypted assertion has no EncryptedKey, or too many");
  }
  Error why = not_decrypted();
  for (const XmlElement* one : keys) {
    auto unwrapped = unwrap(*one, key);
    if (!unwrapped.ok()) {
      why = std::move(unwrapped).error();
    } else if (unwrapped->size() == cipher->key_bytes) {
      auto opened = crypto::open_aes_gcm(unwrapped->view(), sealed);
      if (opened.ok()) return opened;
      why = not_decrypted();
    }
  }
  return why;
}

}  // namespace postern::saml
