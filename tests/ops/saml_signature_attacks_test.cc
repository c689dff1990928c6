// Signatures and shapes that a SAML response must not have, beside the same that is let in.
#include "ops/saml_fixture.h"

using namespace postern;
using test::behind;
using test::kInvalid;
using test::SamlFixture;
using test::SamlSaid;
using test::sent_to;
using test::Signing;
using test::with;

namespace {

constexpr std::string_view kErrorPage = "https://demo.auth.us-east-1.amazoncognito.com/error";

std::string refused(std::string_view why) {
  return std::string(kInvalid) + std::string(why) + ".";
}

std::string signed_assertion(const SamlSaid& said, const Signing& how = {}) {
  return test::signed_saml(saml_assertion(said), said.assertion_id, how);
}

std::string signed_response(const SamlSaid& said, const Signing& how = {}) {
  return test::signed_saml(saml_response(said, saml_assertion(said)), said.response_id, how);
}

// What an attacker has nobody's signature for.
std::string forged_assertion(SamlSaid said, std::string_view id = "_evil") {
  said.assertion_id = id;
  said.name_id = "admin";
  return saml_assertion(said);
}

std::string cut_signature(std::string& text) {
  const std::size_t begin = text.find("<ds:Signature ");
  const std::size_t end = text.find("</ds:Signature>") + 15;
  std::string signature = text.substr(begin, end - begin);
  text.erase(begin, end - begin);
  return signature;
}

}  // namespace

TEST_CASE_METHOD(SamlFixture, "X01 X02: a forged response around the signed one is not believed") {
  const auto inside_signature = [](const SamlSaid& said) {
    std::string original = signed_response(said);
    const std::string signature = cut_signature(original);
    SamlSaid evil = said;
    evil.response_id = "_evil_response";
    return behind(saml_response(evil, forged_assertion(said)), "</saml:Issuer>",
                  with(signature, "</ds:Signature>", original + "</ds:Signature>"));
  };
  const auto beside_signature = [](const SamlSaid& said) {
    std::string original = signed_response(said);
    const std::string signature = cut_signature(original);
    SamlSaid evil = said;
    evil.response_id = "_evil_response";
    return behind(saml_response(evil, forged_assertion(said)), "</saml:Issuer>",
                  original + signature);
  };
  CHECK(outcome(inside_signature) == refused("it has an assertion or a signature too many"));
  CHECK(outcome(beside_signature) == refused("it has an assertion or a signature too many"));
  CHECK(outcome([](const SamlSaid& said) { return signed_response(said); }) == "in");
}

TEST_CASE_METHOD(SamlFixture, "X03 X04 X05 X06: of two assertions neither is believed") {
  const auto before = [](const SamlSaid& said) {
    return saml_response(said, forged_assertion(said) + signed_assertion(said));
  };
  const auto around = [](const SamlSaid& said) {
    return saml_response(said,
                         behind(forged_assertion(said), "</saml:Issuer>", signed_assertion(said)));
  };
  const auto with_its_signature = [](const SamlSaid& said) {
    std::string original = signed_assertion(said);
    const std::string signature = cut_signature(original);
    return saml_response(said,
                         behind(forged_assertion(said), "</saml:Issuer>", signature) + original);
  };
  const auto in_its_signature = [](const SamlSaid& said) {
    std::string original = signed_assertion(said);
    const std::string signature = cut_signature(original);
    return saml_response(said,
                         behind(forged_assertion(said), "</saml:Issuer>",
                                with(signature, "</ds:Signature>", original + "</ds:Signature>")));
  };
  CHECK(outcome(before) == refused("it has more than one Assertion"));
  CHECK(outcome(with_its_signature) == refused("it has more than one Assertion"));
  CHECK(outcome(around) == refused("it has an assertion or a signature too many"));
  CHECK(outcome(in_its_signature) == refused("it has an assertion or a signature too many"));
  CHECK(outcome(usual) == "in");
}

TEST_CASE_METHOD(SamlFixture, "X07 X08: an assertion hidden elsewhere is not looked at") {
  const auto in_extensions = [](const SamlSaid& said) {
    return saml_response(said, "<samlp:Extensions>" + forged_assertion(said) +
                                   "</samlp:Extensions>" + signed_assertion(said));
  };
  const auto in_object = [](const SamlSaid& said) {
    std::string original = signed_assertion(said);
    std::string signature = cut_signature(original);
    signature = with(signature, "</ds:Signature>",
                     "<ds:Object>" + original + "</ds:Object></ds:Signature>");
    return saml_response(said, behind(forged_assertion(said), "</saml:Issuer>", signature));
  };
  CHECK(outcome(in_extensions) == refused("it has an assertion or a signature too many"));
  CHECK(outcome(in_object) == refused("it has an assertion or a signature too many"));
  // The same in an assertion that is believed: whose Object nobody needs.
  const auto with_object = [](const SamlSaid& said) {
    return with(usual(said), "</ds:Signature>", "<ds:Object></ds:Object></ds:Signature>");
  };
  CHECK(outcome(with_object) == refused("a signature is not of the form that is accepted"));
  CHECK(outcome(usual) == "in");
}

TEST_CASE_METHOD(SamlFixture, "X09: a text that something cuts in two is none") {
  const auto named = [](std::string_view name) {
    return [name](SamlSaid said) {
      said.name_id = name;
      return usual(said);
    };
  };
  for (const std::string_view name :
       {"admin@x<!---->.evil", "admin@x<?p?>.evil", "admin@x<![CDATA[.evil]]>"}) {
    CHECK(outcome(named(name)) == refused("it is no XML that is accepted"));
  }
  CHECK(outcome(named("admin@x<b></b>.evil")) == refused("NameID is no text"));
  // A comment is refused wherever it stands, also where the canonical form has none of it.
  const auto commented = [](const SamlSaid& said) {
    return with(usual(said), "<samlp:Status>", "<!-- all is well --><samlp:Status>");
  };
  CHECK(outcome(commented) == refused("it is no XML that is accepted"));
  // Of a value with elements inside nothing is taken.
  const auto valued = [](SamlSaid said) {
    said.attributes = {{"displayName", {"Ada<b></b>, evil"}}, {"groups", {"staff"}}};
    return usual(said);
  };
  CHECK(outcome(valued) == "in");
  CHECK(attribute("Corp_Ada-1", "name") == "(none)");
  CHECK(attribute("Corp_Ada-1", "custom:groups") == "staff");
  CHECK(outcome(named("admin@x.evil")) == "in");
}

TEST_CASE_METHOD(SamlFixture, "X10: without a signature nothing is believed") {
  const auto unsigned_one = [](const SamlSaid& said) {
    return saml_response(said, saml_assertion(said));
  };
  CHECK(outcome(unsigned_one) == refused("nothing in it is signed"));
  // One that is there must hold, also where another one does.
  const auto one_broken = [](const SamlSaid& said) {
    return test::signed_saml(usual(said), said.response_id, {.digest = "AAAA"});
  };
  CHECK(outcome(one_broken) == refused("a signature is not of what it holds"));
  CHECK(outcome(usual) == "in");
}

TEST_CASE_METHOD(SamlFixture, "X11: a signature of something else signs nothing here") {
  const auto of_issuer = [](const SamlSaid& said) {
    const std::string issuer =
        "<saml:Issuer xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"_i\">" +
        said.issuer + "</saml:Issuer>";
    return saml_response(
        said, behind(saml_assertion(said), "</saml:Issuer>", test::signature_over(issuer, "_i")));
  };
  const auto of_root = [](const SamlSaid& said) {
    return saml_response(said,
                         behind(saml_assertion(said), "</saml:Issuer>",
                                test::signature_over(saml_assertion(said), said.response_id)));
  };
  const auto on_status = [](const SamlSaid& said) {
    const std::string text = saml_assertion(said);
    return with(saml_response(said, text), "</samlp:Status>",
                test::signature_over(text, said.assertion_id) + "</samlp:Status>");
  };
  CHECK(outcome(of_issuer) == refused("a signature is of something else"));
  CHECK(outcome(of_root) == refused("a signature is of something else"));
  CHECK(outcome(on_status) == refused("it has an assertion or a signature too many"));
  CHECK(outcome(usual) == "in");
}

TEST_CASE_METHOD(SamlFixture, "X12: a key that the document brings along is nobody's") {
  const std::string certificate = "<ds:KeyInfo><ds:X509Data><ds:X509Certificate>" +
                                  codec::base64_encode(test::provider_certificate(1)) +
                                  "</ds:X509Certificate></ds:X509Data></ds:KeyInfo>";
  const auto with_key = [&](std::size_t key) {
    return [&, key](const SamlSaid& said) {
      return saml_response(said, signed_assertion(said, {.key = key, .key_info = certificate}));
    };
  };
  CHECK(outcome(with_key(1)) == refused("a signature is not the provider's"));
  CHECK(outcome(with_key(0)) == "in");  // Whatever stands beside it.
}

TEST_CASE_METHOD(SamlFixture, "X13 X14: methods that are weak, or for anybody's key, are refused") {
  const auto signed_by = [](const std::string& method) {
    return [method](const SamlSaid& said) {
      return saml_response(said, signed_assertion(said, {.method = method}));
    };
  };
  for (const char* method :
       {"http://www.w3.org/2000/09/xmldsig#hmac-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1", "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-md5"}) {
    CHECK(outcome(signed_by(method)) == refused("a signature method is not accepted"));
  }
  const auto with_digest = [](const SamlSaid& said) {
    return saml_response(
        said, signed_assertion(said, {.digest_method = "http://www.w3.org/2000/09/xmldsig#sha1"}));
  };
  CHECK(outcome(with_digest) == refused("a signature is over a digest that is not accepted"));
  // The method is the key's: of another kind, none fits.
  CHECK(outcome(signed_by("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256")) ==
        refused("a signature is not the provider's"));
  const auto truncated = [](const SamlSaid& said) {
    return with(usual(said), "#rsa-sha256\">",
                "#rsa-sha256\"><ds:HMACOutputLength>8</ds:HMACOutputLength>");
  };
  CHECK(outcome(truncated) == refused("a signature is not of the form that is accepted"));
  CHECK(outcome(signed_by("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256")) == "in");
}

TEST_CASE_METHOD(SamlFixture, "X15: no transforms but the two of SAML") {
  const std::string enveloped =
      test::algorithm("Transform", "http://www.w3.org/2000/09/xmldsig#enveloped-signature");
  const std::string c14n = test::algorithm("Transform", test::kExcC14n);
  const auto transformed = [](const std::string& inside) {
    return [inside](const SamlSaid& said) {
      return saml_response(said, signed_assertion(said, {.transforms = test::transforms(inside)}));
    };
  };
  const auto other = [](std::string_view name) { return test::algorithm("Transform", name); };
  for (const std::string& inside :
       {enveloped, c14n, c14n + enveloped, enveloped + c14n + c14n,
        enveloped + other("http://www.w3.org/TR/1999/REC-xslt-19991116"),
        enveloped + other("http://www.w3.org/TR/1999/REC-xpath-19991116"),
        enveloped + other("http://www.w3.org/2002/06/xmldsig-filter2"),
        enveloped + other("http://www.w3.org/2000/09/xmldsig#base64"),
        enveloped + other("http://www.w3.org/TR/2001/REC-xml-c14n-20010315"), std::string()}) {
    CHECK(outcome(transformed(inside)) ==
          refused("a signature is not of the form that is accepted"));
  }
  CHECK(outcome(transformed(enveloped + c14n)) == "in");
}

TEST_CASE_METHOD(SamlFixture, "X16: a reference is to the element by its id, and there is one") {
  // The star stands for the assertion's id.
  const auto referring = [](const std::string& pattern) {
    return [pattern](const SamlSaid& said) {
      const std::size_t star = pattern.find('*');
      const std::string uri = star == std::string::npos
                                  ? pattern
                                  : std::string(pattern).replace(star, 1, said.assertion_id);
      return saml_response(said, signed_assertion(said, {.uri = uri}));
    };
  };
  for (const char* uri : {"#", "#_r1", "#xpointer(id('*'))", "http://corp.example/#*",
                          "file:///etc/hostname", "*", "#* "}) {
    CHECK(outcome(referring(uri)) == refused("a signature is of something else"));
  }
  const auto empty = [](const SamlSaid& said) {
    return with(usual(said), "URI=\"#" + said.assertion_id + "\"", "URI=\"\"");
  };
  CHECK(outcome(empty) == refused("a signature is of something else"));
  const auto twice = [](const SamlSaid& said) {
    Signing how;
    how.more_references = "<ds:Reference URI=\"#_r1\">" + how.transforms +
                          test::algorithm("DigestMethod", how.digest_method) +
                          "<ds:DigestValue>AAAA</ds:DigestValue></ds:Reference>";
    return saml_response(said, signed_assertion(said, how));
  };
  CHECK(outcome(twice) == refused("a signature is not of the form that is accepted"));
  CHECK(outcome(referring("#*")) == "in");
}

TEST_CASE_METHOD(SamlFixture, "X17: nothing is in a signature twice, and a digest is one text") {
  const std::string misshapen = refused("a signature is not of the form that is accepted");
  const auto two_infos = [](const SamlSaid& said) {
    std::string text = usual(said);
    const std::size_t begin = text.find("<ds:SignedInfo");
    const std::size_t end = text.find("</ds:SignedInfo>") + 16;
    return text.insert(begin, text.substr(begin, end - begin));
  };
  const auto two_digests = [](const SamlSaid& said) {
    return with(usual(said), "<ds:DigestValue>",
                "<ds:DigestValue>AAAA</ds:DigestValue>"
                "<ds:DigestValue>");
  };
  const auto commented = [](const SamlSaid& said) {
    return with(usual(said), "<ds:DigestValue>", "<ds:DigestValue><!-- AAAA -->");
  };
  const auto nested = [](const SamlSaid& said) {
    return with(usual(said), "<ds:DigestValue>", "<ds:DigestValue><b></b>");
  };
  const auto lookalike = [](const SamlSaid& said) {
    return with(usual(said), "<ds:SignatureValue>", "<SignedInfo></SignedInfo><ds:SignatureValue>");
  };
  CHECK(outcome(two_infos) == misshapen);
  CHECK(outcome(two_digests) == misshapen);
  CHECK(outcome(lookalike) == misshapen);
  CHECK(outcome(commented) == refused("it is no XML that is accepted"));
  CHECK(outcome(nested) == refused("DigestValue is no text"));
  CHECK(outcome(usual) == "in");
}

TEST_CASE_METHOD(SamlFixture, "X18: an id is there once, whatever it is called") {
  const auto extended = [](std::string_view inside) {
    return [inside](const SamlSaid& said) {
      return with(usual(said), "<samlp:Status>", std::string(inside) + "<samlp:Status>");
    };
  };
  for (const std::string_view inside :
       {"<a ID=\"_r1\"/>", "<a Id=\"_r1\"/>", "<a id=\"_r1\"/>", "<a ID=\"x\" Id=\"x\"/>"}) {
    CHECK(outcome(extended(inside)) == refused("an id is there twice"));
  }
  CHECK(outcome(extended("<a xml:id=\"_r1\"/>")) == refused("an id is in a namespace"));
  CHECK(outcome(extended("<a samlp:ID=\"_b\"/>")) == refused("an id is in a namespace"));
  CHECK(outcome(extended("<a ID=\"_b\"/>")) == "in");
}

TEST_CASE_METHOD(SamlFixture, "X19: names count with their namespaces") {
  // Another namespace behind the prefix, and another prefix for the namespace.
  const auto other_namespace = [](const SamlSaid& said) {
    return with(usual(said), "xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\"",
                "xmlns:samlp=\"urn:oasis:names:tc:SAML:1.1:protocol\"");
  };
  CHECK(outcome(other_namespace) == refused("it is no Response"));
  const auto lookalike = [](const SamlSaid& said) {
    return with(usual(said), "<samlp:Status>",
                "<Assertion><Subject><NameID>admin</NameID></Subject></Assertion><samlp:Status>");
  };
  CHECK(outcome(lookalike) == "in");
  CHECK(status_of("Corp_Ada-1") == "EXTERNAL_PROVIDER");
  const auto redefined = [](const SamlSaid& said) {
    return with(usual(said), "<saml:Subject>",
                "<saml:Subject xmlns:saml=\"urn:oasis:names:tc:SAML:1.1:assertion\">");
  };
  CHECK(outcome(redefined) == refused("a signature is not of what it holds"));
}

TEST_CASE_METHOD(SamlFixture, "X20 X21: no document type, and nothing that grows") {
  const auto typed = [](std::string_view type) {
    return [type](const SamlSaid& said) { return std::string(type) + usual(said); };
  };
  for (const std::string_view type :
       {"<!DOCTYPE r>", "<!DOCTYPE r SYSTEM \"http://evil.example/\">",
        "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
        "<!DOCTYPE r [<!ENTITY % p SYSTEM \"http://evil.example/\"> %p;]>",
        "<!DOCTYPE r [<!ATTLIST r ID ID #IMPLIED>]>"}) {
    CHECK(outcome(typed(type)) == refused("it is no XML that is accepted"));
  }
  CHECK(outcome(typed("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n")) == "in");
  const auto deep = [](const SamlSaid& said) {
    std::string text;
    for (int i = 0; i < 9'000; ++i) text += "<a>";
    return with(usual(said), "<samlp:Status>", text);
  };
  CHECK(outcome(deep) == refused("it is no XML that is accepted"));
  // Short elements that each would have a long namespace written out again.
  const auto wide = [](const SamlSaid& said) {
    std::string text = "<s:a xmlns:s=\"urn:" + std::string(20'000, 'x') + "\" Version=\"2.0\">";
    for (int i = 0; i < 3'000; ++i) text += "<b/>";
    return with(test::signed_saml(saml_response(said, saml_assertion(said)), said.response_id),
                "</samlp:Response>", text + "</s:a></samlp:Response>");
  };
  CHECK(outcome(wide) == refused("a signature is not of what it holds"));
  const Asked asked = go_to_corp();
  const std::string large(100'001, 'x');
  CHECK(sent_to(post_response(asked.relay_state, large)).address == kErrorPage);
}

TEST_CASE_METHOD(SamlFixture, "X23: what has no canonical form is not signed") {
  const auto relative = [](const SamlSaid& said) {
    // The digest of nothing, which is what a failed canonicalisation would leave.
    const std::string text =
        with(saml_assertion(said), "<saml:Subject>", "<saml:Subject xmlns:evil=\"relative\">");
    const std::string nothing = codec::base64_encode(crypto::sha256(""));
    return saml_response(said, test::signed_saml(text, said.assertion_id, {.digest = nothing}));
  };
  CHECK(outcome(relative) == refused("it has no canonical form"));
  const auto of_nothing = [](const SamlSaid& said) {
    const std::string nothing = codec::base64_encode(crypto::sha256(""));
    return saml_response(said, signed_assertion(said, {.digest = nothing}));
  };
  CHECK(outcome(of_nothing) == refused("a signature is not of what it holds"));
  const auto absolute = [](const SamlSaid& said) {
    const std::string text = saml_assertion(said);
    return saml_response(said, with(test::signed_saml(text, said.assertion_id), "<saml:Subject>",
                                    "<saml:Subject xmlns:unused=\"urn:unused\">"));
  };
  CHECK(outcome(absolute) == "in");  // What is not used is in no exclusive canonical form.
}
