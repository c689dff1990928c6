# SAML as xmlsec1 signs and encrypts it: canonical forms and ciphers of somebody else's making.
import base64
import json
import random
import re
import urllib.request

import jwt
import pytest
import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from lxml import etree

from saml_provider import SAML, Federation, ec_key, encrypt, response_text, rsa_key, sign

USUAL = [("name", "Ada &amp; &lt;Co&gt;"), ("nick", "A\r\nB &#9; &#13;")]


@pytest.fixture(scope="module")
def key():
    return rsa_key()


@pytest.fixture
def federate(postern, make_app):
    """A pool whose users sign in with those keys. A domain is one pool's: they begin afresh."""
    postern.reset()
    return lambda *keys, **details: Federation(postern, make_app(), *keys, **details)


def assertion_of(tree):
    return tree.find(f"{{{SAML}}}Assertion")


def sign_in(federation, make):
    """What becomes of a response that `make(request)` makes as a tree or as bytes."""
    browser, _, fields, request = federation.go()
    return federation.come_back(browser, fields["RelayState"], make(request))


def claims_of(federation, fields):
    assert "code" in fields, fields
    token = json.loads(federation.redeem(fields))["id_token"]
    return jwt.decode(token, options={"verify_signature": False})


def signed(federation, key, whole=False, values=USUAL, prefix="saml", more="", **how):
    def make(request):
        tree = etree.fromstring(
            response_text(request, federation.audience, values, prefix, more).encode())
        sign(tree if whole else assertion_of(tree), key, **how)
        return tree
    return make


def test_an_assertion_that_xmlsec_signed_signs_its_user_in(federate, key):
    federation = federate(key)
    claims = claims_of(federation, sign_in(federation, signed(federation, key)))
    assert claims["cognito:username"] == "Corp_ada@corp.example"
    assert claims["name"] == "Ada & <Co>"
    assert claims["nickname"] == "A\nB \t \r"
    [identity] = claims["identities"]
    assert identity["issuer"] == "https://corp.example/saml"


@pytest.mark.parametrize("shape", [
    {"whole": True},
    {"prefix": ""},
    {"prefix": "a", "ns": "x"},
    {"ns": None},
    {"prefixes": ["xs", "xsi"]},
    {"prefixes": ["#default", "xs", "samlp", "none"], "prefix": ""},
    {"digest": xmlsec.Transform.SHA512, "method": xmlsec.Transform.RSA_SHA512},
    {"digest": xmlsec.Transform.SHA384, "method": xmlsec.Transform.RSA_SHA384},
])
def test_it_may_be_written_and_signed_in_many_ways(federate, key, shape):
    federation = federate(key)
    claims = claims_of(federation, sign_in(federation, signed(federation, key, **shape)))
    assert claims["name"] == "Ada & <Co>"


@pytest.mark.parametrize("curve, method", [
    (ec.SECP256R1(), xmlsec.Transform.ECDSA_SHA256),
    (ec.SECP384R1(), xmlsec.Transform.ECDSA_SHA384),
    (ec.SECP521R1(), xmlsec.Transform.ECDSA_SHA512),
])
def test_keys_may_be_of_elliptic_curves(federate, curve, method):
    theirs = ec_key(curve)
    federation = federate(theirs)
    claims_of(federation, sign_in(federation, signed(federation, theirs, method=method)))
    other = sign_in(federation, signed(federation, ec_key(curve), method=method))
    assert "a signature is not the provider's" in other["error_description"]


def test_x14_sha1_and_short_keys_are_refused(federate, key):
    short = rsa_key(1024)
    federation = federate(key, short)
    refusals = [
        sign_in(federation, signed(federation, key, method=xmlsec.Transform.RSA_SHA1)),
        sign_in(federation, signed(federation, key, digest=xmlsec.Transform.SHA1)),
        sign_in(federation, signed(federation, short)),
    ]
    assert [one["error_description"] for one in refusals] == [
        "Invalid SAML response received: a signature method is not accepted.",
        "Invalid SAML response received: a signature is over a digest that is not accepted.",
        "Invalid SAML response received: a signature is not the provider's."]
    claims_of(federation, sign_in(federation, signed(federation, key)))


class Scribbler:
    """XML that nobody would write: names, namespaces and text at random, from a seed."""

    PREFIXES = ["", "p", "q", "r2", "saml"]
    TEXTS = ["", " ", "\n\t", "text", "&amp;&lt;&gt;", "]]&gt;", "&#13;&#10;", "\r\n",
             "\u00e4\u20ac", "&quot;'", "&#x1F600;"]
    VALUES = ["", " a  b ", "&#10;&#9;&#13;", "\t\n", "&quot;&apos;", "&lt;>", "\u00e4"]

    def __init__(self, seed):
        self.random = random.Random(seed)

    def element(self, scope, depth):
        pick = self.random.choice
        declared = {prefix: f"urn:{self.random.randrange(4)}" for prefix in self.PREFIXES
                    if self.random.random() < 0.3}
        if "" in declared and self.random.random() < 0.3:
            declared[""] = ""
        scope = {**scope, **declared}
        known = [prefix for prefix in scope if prefix]
        prefix = pick(known + [""])
        name = f"{prefix}:e" if prefix else "e"
        attributes = {}
        for _ in range(self.random.randrange(4)):
            p = pick(known + ["", "xml"])
            local = pick(["a", "b", "c-d"]) if p != "xml" else "lang"
            written = f"{p}:{local}" if p else local
            attributes[(scope.get(p, p), local)] = (written, pick(self.VALUES))
        parts = [f'xmlns{":" + p if p else ""}="{uri}"' for p, uri in declared.items()]
        parts += [f'{name_}="{value}"' for name_, value in attributes.values()]
        self.random.shuffle(parts)
        start = pick(["\n ", " "]).join([f"<{name}", *parts])
        if depth == 0 or self.random.random() < 0.2:
            return start + pick(["/>", f"></{name}>", f" ></{name}\n>"])
        inside = "".join(pick(self.TEXTS) + self.element(scope, depth - 1)
                         for _ in range(self.random.randrange(4)))
        return f"{start}>{inside}{pick(self.TEXTS)}</{name}>"


def test_x22_canonical_forms_are_those_of_libxml2(federate, key):
    federation = federate(key)
    for seed in range(40):
        scribbler = Scribbler(seed)
        prefixes = scribbler.random.choice(["", ["p"], ["#default", "q", "saml"], ["xs"]])
        text = "".join(scribbler.element({"saml": SAML, "xs": "u"}, 4) for _ in range(3))
        more = f"<saml:Advice xmlns:p='urn:outer' xmlns='urn:default'>{text}</saml:Advice>"
        make = signed(federation, key, more=more, prefixes=prefixes)
        fields = sign_in(federation, lambda request, make=make, seed=seed: with_id(
            make, request, f"_assertion{seed}", key, prefixes))
        assert "code" in fields, (seed, fields)


def with_id(make, request, name, key, prefixes):
    """The same with an id of its own, since none is taken twice; signed anew."""
    tree = make(request)
    assertion = assertion_of(tree)
    assertion.remove(assertion.find("{http://www.w3.org/2000/09/xmldsig#}Signature"))
    assertion.set("ID", name)
    sign(assertion, key, prefixes=prefixes)
    return tree


def test_x11_what_is_changed_after_it_was_signed_is_refused(federate, key):
    federation = federate(key)
    text_of = signed(federation, key)
    for old, new in [(b"ada@corp", b"eve@corp"), (b"&lt;Co&gt;", b"&lt;Co&gt; "),
                     (b'Name="nick"', b'Name="nicc"'), (b"xs:string", b"xs:strinG")]:
        fields = sign_in(federation, lambda request, old=old, new=new: etree.tostring(
            text_of(request)).replace(old, new, 1))
        assert fields["error_description"] == (
            "Invalid SAML response received: a signature is not of what it holds.")
    # What is outside the assertion is nobody's word, and changes nothing.
    fields = sign_in(federation, lambda request: etree.tostring(text_of(request)).replace(
        b"<samlp:Status>", b"<samlp:Extensions>x</samlp:Extensions><samlp:Status>"))
    claims_of(federation, fields)


@pytest.mark.parametrize("cipher", [xmlsec.Transform.AES128_GCM, xmlsec.Transform.AES256_GCM])
def test_an_assertion_that_xmlsec_encrypted_is_opened(federate, key, cipher):
    federation = federate(key, EncryptedResponses="true")
    certificate = base64.b64decode(federation.describe()["ActiveEncryptionCertificate"])

    def make(request):
        tree = signed(federation, key)(request)
        encrypt(assertion_of(tree), certificate, cipher)
        return tree

    claims = claims_of(federation, sign_in(federation, make))
    assert claims["name"] == "Ada & <Co>"
    refused = sign_in(federation, signed(federation, key))
    assert refused["error_description"] == (
        "Invalid SAML response received: its assertion is not encrypted.")


def test_x25_cbc_and_pkcs1_are_refused(federate, key):
    federation = federate(key, EncryptedResponses="true")
    certificate = base64.b64decode(federation.describe()["ActiveEncryptionCertificate"])
    for cipher, wrapping in [(xmlsec.Transform.AES256, xmlsec.Transform.RSA_OAEP),
                             (xmlsec.Transform.AES256_GCM, xmlsec.Transform.RSA_PKCS1)]:
        def make(request, cipher=cipher, wrapping=wrapping):
            tree = signed(federation, key)(request)
            encrypt(assertion_of(tree), certificate, cipher, wrapping)
            return tree
        assert "an algorithm that is not accepted" in sign_in(federation, make)["error_description"]


def test_a_request_is_signed_by_the_certificate_of_the_pool(federate, key):
    federation = federate(key, RequestSigningAlgorithm="rsa-sha256")
    _, parts, fields, request = federation.go()
    octets, _, _ = parts.query.partition("&Signature=")
    public_key = x509.load_der_x509_certificate(federation.signing_certificate()).public_key()
    public_key.verify(base64.b64decode(fields["Signature"]), octets.encode(), padding.PKCS1v15(),
                      hashes.SHA256())
    assert request.get("Version") == "2.0"


def test_a_request_that_is_posted_is_one_that_xmlsec_verifies(federate, key):
    federation = federate(key, binding="HTTP-POST", RequestSigningAlgorithm="rsa-sha256")
    with urllib.request.urlopen(federation.start, timeout=30) as answer:
        page = answer.read().decode()
    xml = base64.b64decode(re.search(r'name="SAMLRequest" value="([^"]+)"', page)[1])
    for text, good in [(xml, True), (xml.replace(b"AllowCreate", b"AllowCreat"), False)]:
        request = etree.fromstring(text)
        context = xmlsec.SignatureContext()
        context.key = xmlsec.Key.from_memory(federation.signing_certificate(),
                                             xmlsec.KeyFormat.CERT_DER)
        context.register_id(request, "ID")
        signature = request.find("{http://www.w3.org/2000/09/xmldsig#}Signature")
        if good:
            context.verify(signature)
        else:
            with pytest.raises(xmlsec.Error):
                context.verify(signature)
