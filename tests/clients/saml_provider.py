# A SAML identity provider whose XML is libxml2's and whose signatures and ciphers are xmlsec1's.
"""What it says is built as a tree, in whatever shape a test wants, and signed where it stands."""

import base64
import datetime
import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
import zlib

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from lxml import etree

ENTITY_ID = "https://corp.example/saml"
CALLBACK = "https://app.example/callback"
SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol"
DS = "http://www.w3.org/2000/09/xmldsig#"


class Key:
    """A key and its certificate, for xmlsec and for the metadata."""

    def __init__(self, private_key):
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "corp.example")])
        now = datetime.datetime.now(datetime.timezone.utc)
        certificate = (x509.CertificateBuilder().subject_name(name).issuer_name(name)
                       .public_key(private_key.public_key()).serial_number(1)
                       .not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
                       .sign(private_key, hashes.SHA256()))
        pem = private_key.private_bytes(serialization.Encoding.PEM,
                                        serialization.PrivateFormat.PKCS8,
                                        serialization.NoEncryption())
        self.for_xmlsec = xmlsec.Key.from_memory(pem, xmlsec.KeyFormat.PEM)
        self.certificate = base64.b64encode(
            certificate.public_bytes(serialization.Encoding.DER)).decode()


def rsa_key(bits=2048):
    return Key(rsa.generate_private_key(65537, bits))


def ec_key(curve):
    return Key(ec.generate_private_key(curve))


def metadata(*keys, binding="HTTP-Redirect"):
    descriptors = "".join(
        f"""<KeyDescriptor use="signing"><KeyInfo xmlns="{DS}"><X509Data>
            <X509Certificate>{key.certificate}</X509Certificate></X509Data></KeyInfo>
            </KeyDescriptor>""" for key in keys)
    return f"""<?xml version="1.0"?>
<!-- As providers publish it. -->
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{ENTITY_ID}">
  <IDPSSODescriptor protocolSupportEnumeration="{SAMLP}">{descriptors}
    <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:{binding}"
      Location="https://corp.example/sso"/>
  </IDPSSODescriptor>
</EntityDescriptor>"""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Browser:
    """It keeps cookies, and says where it is sent."""

    def __init__(self):
        self._opener = urllib.request.build_opener(
            _NoRedirect, urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def sent(self, url, form=None):
        body = urllib.parse.urlencode(form).encode() if form else None
        try:
            self._opener.open(url, body, timeout=30)
        except urllib.error.HTTPError as answer:
            assert answer.code == 303, answer.read()
            parts = urllib.parse.urlsplit(answer.headers["Location"])
            return parts, dict(urllib.parse.parse_qsl(parts.query))
        raise AssertionError("not a redirect")


def instant(seconds=0):
    time = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return time.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def response_text(request, audience, values, prefix="saml", more=""):
    """A response to a request that was parsed; `prefix` may be empty, for a default namespace."""
    p = f"{prefix}:" if prefix else ""
    declaration = f'xmlns:{prefix}="{SAML}"' if prefix else f'xmlns="{SAML}"'
    acs = request.get("AssertionConsumerServiceURL")
    answers = f'InResponseTo="{request.get("ID")}"'
    attributes = "".join(
        f'<{p}Attribute Name="{name}"><{p}AttributeValue xsi:type="xs:string">{value}'
        f"</{p}AttributeValue></{p}Attribute>" for name, value in values)
    return f"""<samlp:Response xmlns:samlp="{SAMLP}" xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ID="_response" {answers}
    Version="2.0" Destination="{acs}" IssueInstant="{instant()}">
  <Issuer xmlns="{SAML}">{ENTITY_ID}</Issuer>
  <samlp:Status><samlp:StatusCode
      Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
  <{p}Assertion {declaration} Version="2.0" ID="_assertion" IssueInstant="{instant()}">
    <{p}Issuer>{ENTITY_ID}</{p}Issuer>
    <{p}Subject><{p}NameID>ada@corp.example</{p}NameID>
      <{p}SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
        <{p}SubjectConfirmationData Recipient="{acs}" NotOnOrAfter="{instant(300)}" {answers}/>
      </{p}SubjectConfirmation></{p}Subject>
    <{p}Conditions NotBefore="{instant(-30)}" NotOnOrAfter="{instant(300)}">
      <{p}AudienceRestriction><{p}Audience>{audience}</{p}Audience></{p}AudienceRestriction>
    </{p}Conditions>
    <{p}AuthnStatement AuthnInstant="{instant()}" SessionIndex="_s"><{p}AuthnContext/>
    </{p}AuthnStatement>
    <{p}AttributeStatement>{attributes}</{p}AttributeStatement>{more}
  </{p}Assertion>
</samlp:Response>"""


def sign(element, key, method=xmlsec.Transform.RSA_SHA256, digest=xmlsec.Transform.SHA256,
         prefixes="", ns="ds"):
    """Signs an element of a tree as SAML has it, behind its Issuer."""
    signature = xmlsec.template.create(element, xmlsec.Transform.EXCL_C14N, method, ns=ns)
    element.insert(1, signature)
    reference = xmlsec.template.add_reference(signature, digest, uri="#" + element.get("ID"))
    xmlsec.template.add_transform(reference, xmlsec.Transform.ENVELOPED)
    transform = xmlsec.template.add_transform(reference, xmlsec.Transform.EXCL_C14N)
    if prefixes:
        xmlsec.template.transform_add_c14n_inclusive_namespaces(transform, prefixes)
    xmlsec.template.add_x509_data(xmlsec.template.ensure_key_info(signature))
    context = xmlsec.SignatureContext()
    context.key = key.for_xmlsec
    context.register_id(element, "ID")
    context.sign(signature)


def encrypt(assertion, certificate, cipher=xmlsec.Transform.AES256_GCM,
            wrapping=xmlsec.Transform.RSA_OAEP):
    """An EncryptedAssertion takes the assertion's place."""
    outer = etree.Element(f"{{{SAML}}}EncryptedAssertion", nsmap={"saml": SAML})
    assertion.getparent().replace(assertion, outer)
    outer.append(assertion)
    data = xmlsec.template.encrypted_data_create(outer, cipher, type=xmlsec.EncryptionType.ELEMENT,
                                                 ns="xenc")
    xmlsec.template.encrypted_data_ensure_cipher_value(data)
    info = xmlsec.template.encrypted_data_ensure_key_info(data, ns="ds")
    wrapped = xmlsec.template.add_encrypted_key(info, wrapping)
    xmlsec.template.encrypted_data_ensure_cipher_value(wrapped)
    manager = xmlsec.KeysManager()
    manager.add_key(xmlsec.Key.from_memory(certificate, xmlsec.KeyFormat.CERT_DER))
    context = xmlsec.EncryptionContext(manager)
    bits = 128 if cipher == xmlsec.Transform.AES128_GCM else 256
    context.key = xmlsec.Key.generate(xmlsec.KeyData.AES, bits, xmlsec.KeyDataType.SESSION)
    context.encrypt_xml(data, assertion)


class Federation:
    """A pool whose users sign in at the provider, and the way there and back."""

    def __init__(self, postern, app, *keys, binding="HTTP-Redirect", **details):
        self.postern, self.app = postern, app
        app.idp.create_identity_provider(
            UserPoolId=app.pool, ProviderName="Corp", ProviderType="SAML",
            ProviderDetails={"MetadataFile": metadata(*keys, binding=binding), **details},
            AttributeMapping={"name": "name", "nickname": "nick"})
        app.idp.create_user_pool_domain(UserPoolId=app.pool, Domain="demo")
        self.client_id = app.add_client(
            SupportedIdentityProviders=["Corp"], CallbackURLs=[CALLBACK],
            AllowedOAuthFlows=["code"], AllowedOAuthFlowsUserPoolClient=True,
            AllowedOAuthScopes=["openid", "profile"])["ClientId"]
        self.base = f"{postern.url}/domains/demo"

    @property
    def audience(self):
        return f"urn:amazon:cognito:sp:{self.app.pool}"

    def describe(self):
        return self.app.idp.describe_identity_provider(
            UserPoolId=self.app.pool, ProviderName="Corp")["IdentityProvider"]["ProviderDetails"]

    @property
    def start(self):
        query = urllib.parse.urlencode({"response_type": "code", "client_id": self.client_id,
                                        "redirect_uri": CALLBACK, "identity_provider": "Corp"})
        return f"{self.base}/oauth2/authorize?{query}"

    def signing_certificate(self):
        """Of the pool, in DER."""
        answer = self.app.idp.get_signing_certificate(UserPoolId=self.app.pool)
        return base64.b64decode(answer["Certificate"])

    def go(self):
        """A browser at the provider, what it was sent with, and the request."""
        browser = Browser()
        parts, fields = browser.sent(self.start)
        assert parts.netloc == "corp.example", fields
        xml = zlib.decompress(base64.b64decode(fields["SAMLRequest"]), wbits=-15)
        return browser, parts, fields, etree.fromstring(xml)

    def come_back(self, browser, relay_state, text):
        """The claims of who has signed in; or why nobody has."""
        text = text if isinstance(text, bytes) else etree.tostring(text)
        _, fields = browser.sent(f"{self.base}/saml2/idpresponse", {
            "SAMLResponse": base64.encodebytes(text).decode(), "RelayState": relay_state})
        return fields

    def redeem(self, fields):
        form = {"grant_type": "authorization_code", "client_id": self.client_id,
                "code": fields["code"], "redirect_uri": CALLBACK}
        with urllib.request.urlopen(f"{self.base}/oauth2/token",
                                    urllib.parse.urlencode(form).encode(), timeout=30) as answer:
            return answer.read()
