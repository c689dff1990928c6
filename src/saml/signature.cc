// XML signatures on messages of a partner.
#include "saml/signature.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "codec/xml_c14n.h"
#include "crypto/digest.h"
#include "saml/names.h"
#include "saml/tree.h"

namespace postern::saml {
namespace {

using codec::XmlElement;
using crypto::Hash;

constexpr std::size_t kPrefixesMax = 32;

struct SignatureMethod {
  std::string_view name;
  bool is_rsa;
  Hash hash;
};
// Nothing that anybody who knows the certificate could compute (X13), nothing on SHA-1 (X14).
constexpr SignatureMethod kMethods[] = {
    {kRsaSha256, true, Hash::sha256},
    {"http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", true, Hash::sha384},
    {"http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", true, Hash::sha512},
    {"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", false, Hash::sha256},
    {"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", false, Hash::sha384},
    {"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512", false, Hash::sha512},
};

struct DigestMethod {
  std::string_view name;
  Hash hash;
};
constexpr DigestMethod kDigests[] = {
    {kSha256, Hash::sha256},
    {"http://www.w3.org/2001/04/xmldsig-more#sha384", Hash::sha384},
    {"http://www.w3.org/2001/04/xmlenc#sha512", Hash::sha512},
};

// What a signature says of itself.
struct Parts {
  const XmlElement* signed_info = nullptr;
  std::vector<std::string> info_prefixes;  // Of the canonical forms.
  std::vector<std::string> element_prefixes;
  const SignatureMethod* method = nullptr;
  Hash digest_hash = Hash::sha256;
  std::string_view reference;
  std::string digest;
  std::string value;
};

template <class Table>
const auto* find_method(const Table& table, std::string_view name) {
  const auto* found = std::find_if(std::begin(table), std::end(table),
                                   [&](const auto& row) { return row.name == name; });
  return found == std::end(table) ? nullptr : found;
}

Error misshapen() {
  return refused("a signature is not of the form that is accepted");
}

bool is_empty(const XmlElement& element) {
  return holds_only(element, {}, {});
}

// The PrefixList of an algorithm that may have one.
Result<std::vector<std::string>> prefixes_of(const XmlElement& algorithm) {
  std::vector<std::string> prefixes;
  if (is_empty(algorithm)) return prefixes;
  if (!holds_only(algorithm, kExclusiveC14n, {"InclusiveNamespaces"})) return misshapen();
  const XmlElement& list = algorithm.children.front();
  if (!is_empty(list) || !has_only(list, {"PrefixList"})) return misshapen();
  std::string_view rest = list.attribute("PrefixList");
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    const std::string_view prefix = rest.substr(0, end);
    if (!prefix.empty()) prefixes.emplace_back(prefix == "#default" ? "" : prefix);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (prefixes.size() > kPrefixesMax) return misshapen();
  return prefixes;
}

// SAML core, section 5.4.4: the enveloped signature is left out, then the canonical form made.
Status read_transforms(const XmlElement& transforms, Parts& parts) {
  if (!has_only(transforms, {}) ||
      !holds_only(transforms, kSignature, {"Transform", "Transform"})) {
    return misshapen();
  }
  const XmlElement& first = transforms.children[0];
  const XmlElement& second = transforms.children[1];
  const bool as_they_must = has_only(first, {"Algorithm"}) && has_only(second, {"Algorithm"}) &&
                            first.attribute("Algorithm") == kEnveloped && is_empty(first) &&
                            second.attribute("Algorithm") == kExclusiveC14n;
  if (!as_they_must) return misshapen();
  POSTERN_TRY(parts.element_prefixes, prefixes_of(second));
  return ok();
}

Status read_reference(const XmlElement& reference, Parts& parts) {
  if (!has_only(reference, {"URI", "Id"}) ||
      !holds_only(reference, kSignature, {"Transforms", "DigestMethod", "DigestValue"})) {
    return misshapen();
  }
  parts.reference = reference.attribute("URI");
  POSTERN_CHECK(read_transforms(reference.children[0], parts));
  const XmlElement& method = reference.children[1];
  if (!has_only(method, {"Algorithm"}) || !is_empty(method)) return misshapen();
  const auto* digest = find_method(kDigests, method.attribute("Algorithm"));
  if (digest == nullptr) return refused("a signature is over a digest that is not accepted");
  parts.digest_hash = digest->hash;
  if (!has_only(reference.children[2], {})) return misshapen();
  POSTERN_TRY(parts.digest, bytes_of(reference.children[2]));
  return ok();
}

Status read_signed_info(const XmlElement& info, Parts& parts) {
  // One Reference and no more (X16).
  if (!has_only(info, {"Id"}) ||
      !holds_only(info, kSignature, {"CanonicalizationMethod", "SignatureMethod", "Reference"})) {
    return misshapen();
  }
  parts.signed_info = &info;
  const XmlElement& canonicalization = info.children[0];
  if (!has_only(canonicalization, {"Algorithm"}) ||
      canonicalization.attribute("Algorithm") != kExclusiveC14n) {
    return misshapen();
  }
  POSTERN_TRY(parts.info_prefixes, prefixes_of(canonicalization));
  const XmlElement& method = info.children[1];
  if (!has_only(method, {"Algorithm"}) || !is_empty(method)) return misshapen();
  parts.method = find_method(kMethods, method.attribute("Algorithm"));
  if (parts.method == nullptr) return refused("a signature method is not accepted");
  return read_reference(info.children[2], parts);
}

// The whole schema first, so that nobody reads a second one of anything (X17).
Result<Parts> read_signature(const XmlElement& signature) {
  const bool known = holds_only(signature, kSignature, {"SignedInfo", "SignatureValue"}) ||
                     holds_only(signature, kSignature, {"SignedInfo", "SignatureValue", "KeyInfo"});
  if (!known || !has_only(signature, {"Id"})) return misshapen();
  Parts parts;
  POSTERN_CHECK(read_signed_info(signature.children[0], parts));
  if (!has_only(signature.children[1], {"Id"})) return misshapen();
  POSTERN_TRY(parts.value, bytes_of(signature.children[1]));
  return parts;
}

}  // namespace

Result<const XmlElement*> signature_of(const XmlElement& element) {
  return only_child(element, kSignature, "Signature");
}

Status verify_signature(const XmlElement& root, const XmlElement& element,
                        const XmlElement& signature, const TrustedKeys& keys) {
  POSTERN_TRY(const Parts parts, read_signature(signature));
  // Of the element it stands in, by its only id, and of nothing elsewhere (X11, X16).
  const std::string_view id = element.attribute("ID");
  if (id.empty() || parts.reference != "#" + std::string(id)) {
    return refused("a signature is of something else");
  }
  auto info = codec::canonical_xml(root, *parts.signed_info, {nullptr, parts.info_prefixes});
  if (!info.ok()) return refused("it has no canonical form");
  const bool is_signed = std::ranges::any_of(keys, [&](const crypto::CertificateKey& key) {
    return key.is_rsa() == parts.method->is_rsa &&
           key.verify(parts.method->hash, *info, parts.value);
  });
  if (!is_signed) return refused("a signature is not the provider's");
  auto form = codec::canonical_xml(root, element, {&signature, parts.element_prefixes});
  if (!form.ok() || form->empty()) return refused("it has no canonical form");
  if (crypto::equal(crypto::digest(parts.digest_hash, *form), parts.digest)) return ok();
  return refused("a signature is not of what it holds");
}

}  // namespace postern::saml
