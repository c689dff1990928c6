# boto3: identity providers as Terraform handles them (create, read, update, list, delete), links.
import base64
import json
import ssl

import jwt
import pytest
from cryptography import x509

from support import refused

METADATA = """<?xml version="1.0"?>
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example/saml">
  <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <KeyDescriptor><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data>
      <X509Certificate>TUlJQQ==</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
    <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
      Location="https://idp.example/sso"/>
  </IDPSSODescriptor>
</EntityDescriptor>"""

SECRETS = {"client_id": "id", "client_secret": "s3cret"}
PROVIDERS = [
    ("OIDC", "Example", {**SECRETS, "authorize_scopes": "openid email",
                         "oidc_issuer": "https://idp.example",
                         "attributes_request_method": "GET"}),
    ("SAML", "Saml", {"MetadataFile": METADATA, "IDPSignout": "true"}),
    ("Google", "Google", {**SECRETS, "authorize_scopes": "email profile openid"}),
    ("Facebook", "Facebook", {**SECRETS, "authorize_scopes": "public_profile, email",
                              "api_version": "v21.0"}),
    ("LoginWithAmazon", "LoginWithAmazon", {**SECRETS, "authorize_scopes": "profile"}),
    ("SignInWithApple", "SignInWithApple",
     {"client_id": "id", "team_id": "team", "key_id": "key", "private_key": "TUlJQQ==",
      "authorize_scopes": "email name"}),
]


@pytest.fixture(scope="module")
def pool(postern, idp):
    if postern.moved:
        postern.reset()
    return idp.create_user_pool(PoolName="providers")["UserPool"]["Id"]


@pytest.mark.parametrize("kind, name, details", PROVIDERS)
def test_a_provider_is_read_back_as_it_was_written(pool, idp, kind, name, details):
    at = {"UserPoolId": pool, "ProviderName": name}
    made = idp.create_identity_provider(
        **at, ProviderType=kind, ProviderDetails=details, AttributeMapping={"email": "mail"},
        IdpIdentifiers=[f"{name}.example"])["IdentityProvider"]
    shown = idp.describe_identity_provider(**at)["IdentityProvider"]
    assert shown == made
    written = {key: value for key, value in details.items() if key != "private_key"}
    assert shown["ProviderDetails"].items() >= written.items()
    assert "private_key" not in shown["ProviderDetails"]
    assert shown["AttributeMapping"]["email"] == "mail"

    # Nothing changes by sending back what is shown.
    same = idp.update_identity_provider(
        **at, ProviderDetails=shown["ProviderDetails"],
        AttributeMapping=shown["AttributeMapping"],
        IdpIdentifiers=shown["IdpIdentifiers"])["IdentityProvider"]
    del same["LastModifiedDate"], shown["LastModifiedDate"]
    assert same == shown

    changed = idp.update_identity_provider(
        **at, IdpIdentifiers=[f"{name}.other"])["IdentityProvider"]
    assert changed["IdpIdentifiers"] == [f"{name}.other"]
    assert changed["ProviderDetails"] == shown["ProviderDetails"]
    assert idp.get_identity_provider_by_identifier(
        UserPoolId=pool, IdpIdentifier=f"{name}.other")["IdentityProvider"] == changed

    listed = idp.list_identity_providers(UserPoolId=pool)["Providers"]
    assert [(one["ProviderName"], one["ProviderType"]) for one in listed] == [(name, kind)]
    with refused("DuplicateProviderException", f"{name} already exists in user pool {pool}"):
        idp.create_identity_provider(**at, ProviderType=kind, ProviderDetails=details)
    idp.delete_identity_provider(**at)
    for operation in (idp.describe_identity_provider, idp.delete_identity_provider):
        with refused("ResourceNotFoundException"):
            operation(**at)


def test_a_client_names_providers_that_exist(pool, idp):
    client = {"UserPoolId": pool, "ClientName": "web",
              "SupportedIdentityProviders": ["COGNITO", "Example"]}
    with refused("InvalidParameterException",
                 f"The provider Example does not exist for User Pool {pool}."):
        idp.create_user_pool_client(**client)
    idp.create_identity_provider(UserPoolId=pool, ProviderName="Example", ProviderType="OIDC",
                                 ProviderDetails=PROVIDERS[0][2])
    made = idp.create_user_pool_client(**client)["UserPoolClient"]
    assert made["SupportedIdentityProviders"] == ["COGNITO", "Example"]
    idp.delete_identity_provider(UserPoolId=pool, ProviderName="Example")


def test_the_signing_certificate_is_one_that_others_can_read(pool, idp):
    made = idp.get_signing_certificate(UserPoolId=pool)["Certificate"]
    assert idp.get_signing_certificate(UserPoolId=pool)["Certificate"] == made
    certificate = x509.load_der_x509_certificate(base64.b64decode(made, validate=True))
    assert certificate.subject == certificate.issuer
    assert certificate.public_key().key_size == 2048
    assert certificate.not_valid_after_utc.year - certificate.not_valid_before_utc.year >= 9
    certificate.verify_directly_issued_by(certificate)
    assert ssl.DER_cert_to_PEM_cert(base64.b64decode(made)).startswith("-----BEGIN CERTIFICATE")


def test_a_linked_identity_shows_in_the_user_and_the_token(app, idp):
    app.add_user("ada")
    idp.create_identity_provider(UserPoolId=app.pool, ProviderName="Google", ProviderType="Google",
                                 ProviderDetails=PROVIDERS[2][2])
    source = {"ProviderName": "Google", "ProviderAttributeName": "Cognito_Subject",
              "ProviderAttributeValue": "1234567890"}
    link = {"UserPoolId": app.pool, "SourceUser": source,
            "DestinationUser": {"ProviderName": "Cognito", "ProviderAttributeValue": "ada"}}
    idp.admin_link_provider_for_user(**link)
    with refused("InvalidParameterException",
                 "SourceUser is already linked to DestinationUser"):
        idp.admin_link_provider_for_user(**link)
    identity = json.loads(app.attributes_of("ada")["identities"])[0]
    assert (identity["userId"], identity["primary"]) == ("1234567890", False)
    claims = jwt.decode(app.sign_in("ada")["IdToken"], options={"verify_signature": False})
    assert claims["identities"][0]["providerName"] == "Google"
    assert claims["identities"][0]["primary"] == "false"
    idp.admin_disable_provider_for_user(UserPoolId=app.pool, User=source)
    assert "identities" not in app.attributes_of("ada")
    idp.delete_identity_provider(UserPoolId=app.pool, ProviderName="Google")
