// XML signatures on messages of a partner: what one of its keys has signed, and nothing else.
#pragma once

#include <vector>

#include "base/result.h"
#include "codec/xml.h"
#include "crypto/certificate_key.h"

namespace postern::saml {

// Of the partner as it is configured. What a document says of keys is not looked at (X12).
using TrustedKeys = std::vector<crypto::CertificateKey>;

// The signature that is a child of the element; nullptr for none, refused for several.
Result<const codec::XmlElement*> signature_of(const codec::XmlElement& element);

// Whether `signature`, a child of `element` in the tree below `root`, is one of the keys' over that
// element without the signature: SAML core, section 5.4, and no other shape (X11 to X17). Then all
// that is inside the element, and nothing outside, is what the partner said.
Status verify_signature(const codec::XmlElement& root, const codec::XmlElement& element,
                        const codec::XmlElement& signature, const TrustedKeys& keys);

}  // namespace postern::saml
