# Authlib, as applications use it, at the OAuth endpoints of a login domain.
import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session, OAuthError
from authlib.jose import JsonWebKey, jwt
from authlib.oidc.core import CodeIDToken

from support import PASSWORD

CALLBACK = "https://app.example.com/callback"


class Site:
    """A login domain with a client, found out about as a client does."""

    def __init__(self, app, postern, **options):
        self.app, self.postern = app, postern
        app.idp.create_user_pool_domain(UserPoolId=app.pool, Domain="demo")
        self.client = app.idp.create_user_pool_client(**{
            "UserPoolId": app.pool, "ClientName": "site", "GenerateSecret": True,
            "SupportedIdentityProviders": ["COGNITO"], "CallbackURLs": [CALLBACK],
            "AllowedOAuthFlows": ["code"], "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthScopes": ["openid", "email", "profile"], **options})["UserPoolClient"]
        self.about = postern.get(f"/{app.pool}/.well-known/openid-configuration")

    def session(self, method="client_secret_basic", **more):
        return OAuth2Session(
            self.client["ClientId"], self.client.get("ClientSecret"), scope="openid email",
            redirect_uri=CALLBACK, code_challenge_method="S256",
            token_endpoint_auth_method=method, **more)

    def claims_of(self, token, nonce):
        """Of an ID token, after every check that Authlib knows."""
        keys = JsonWebKey.import_key_set(requests.get(self.about["jwks_uri"], timeout=60).json())
        claims = jwt.decode(
            token["id_token"], keys, claims_cls=CodeIDToken,
            claims_options={"iss": {"value": self.about["issuer"]},
                            "aud": {"value": self.client["ClientId"]},
                            "nonce": {"value": nonce}},
            claims_params={"nonce": nonce, "access_token": token["access_token"]})
        claims.validate()
        return claims


def sign_in(start, username):
    """A browser at the login page: the address that it is sent to in the end."""
    with requests.Session() as browser:
        page = browser.get(start, timeout=60)
        token = re.search(r'name="_csrf"[^>]*value="([^"]+)"', page.text)[1]
        answer = browser.post(page.url, timeout=60, allow_redirects=False, data={
            "_csrf": token, "username": username, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]


@pytest.fixture
def site(make_app, postern):
    app = make_app()
    made = Site(app, postern)
    app.add_user("ada")
    yield made
    app.idp.delete_user_pool_domain(UserPoolId=app.pool, Domain="demo")


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_a_user_signs_in_and_out(site, method):
    client, verifier, nonce = site.session(method), generate_token(48), generate_token()
    start, state = client.create_authorization_url(
        site.about["authorization_endpoint"], code_verifier=verifier, nonce=nonce)
    address = sign_in(start, "ada")
    assert address.startswith(CALLBACK + "?code=")
    token = client.fetch_token(site.about["token_endpoint"], authorization_response=address,
                               code_verifier=verifier, state=state)
    claims = site.claims_of(token, nonce)
    assert claims["cognito:username"] == "ada"
    info = client.get(site.about["userinfo_endpoint"]).json()
    assert (info["sub"], info["username"]) == (claims["sub"], "ada")

    fresh = client.refresh_token(site.about["token_endpoint"])
    assert fresh["access_token"] != token["access_token"]
    revoked = client.revoke_token(site.about["revocation_endpoint"], token["refresh_token"],
                                  token_type_hint="refresh_token")
    assert (revoked.status_code, revoked.text) == (200, "")
    with pytest.raises(OAuthError, match="invalid_grant"):
        client.refresh_token(site.about["token_endpoint"], token["refresh_token"])


def test_o05_a_code_is_worth_nothing_without_its_verifier(site):
    client, verifier = site.session(), generate_token(48)
    start, _ = client.create_authorization_url(
        site.about["authorization_endpoint"], code_verifier=verifier)
    address = sign_in(start, "ada")
    for wrong in [None, generate_token(48)]:
        with pytest.raises(OAuthError, match="invalid_grant"):
            client.fetch_token(site.about["token_endpoint"], authorization_response=address,
                               code_verifier=wrong)
    assert client.fetch_token(site.about["token_endpoint"], authorization_response=address,
                              code_verifier=verifier)["token_type"] == "Bearer"


def test_o24_a_wrong_secret_is_refused(site):
    client = OAuth2Session(site.client["ClientId"], "wrong", redirect_uri=CALLBACK)
    with pytest.raises(OAuthError, match="invalid_client"):
        client.fetch_token(site.about["token_endpoint"], code="none")


def test_o07_a_foreign_address_is_never_gone_to(site):
    client = site.session()
    start, _ = client.create_authorization_url(
        site.about["authorization_endpoint"], redirect_uri="https://evil.example/")
    answer = requests.get(start, timeout=60, allow_redirects=False)
    address = urlsplit(answer.headers["Location"])
    assert address.path.endswith("/error")
    assert parse_qs(address.query)["error"] == ["redirect_mismatch"]


def test_errors_come_back_to_the_client(site):
    client = site.session()
    start, _ = client.create_authorization_url(
        site.about["authorization_endpoint"], scope="phone")
    answer = requests.get(start, timeout=60, allow_redirects=False)
    address = answer.headers["Location"]
    assert address.startswith(CALLBACK + "?")
    assert parse_qs(urlsplit(address).query)["error"] == ["invalid_scope"]


def test_a_client_has_a_token_for_itself(make_app, postern):
    app = make_app()
    app.idp.create_resource_server(
        UserPoolId=app.pool, Identifier="api", Name="api",
        Scopes=[{"ScopeName": "read", "ScopeDescription": "reading"}])
    site = Site(app, postern, AllowedOAuthFlows=["client_credentials"],
                AllowedOAuthScopes=["api/read"])
    client = OAuth2Session(site.client["ClientId"], site.client["ClientSecret"], scope="api/read")
    token = client.fetch_token(site.about["token_endpoint"], grant_type="client_credentials")
    assert (token["token_type"], token["expires_in"]) == ("Bearer", 3600)
    assert "refresh_token" not in token
    app.idp.delete_user_pool_domain(UserPoolId=app.pool, Domain="demo")
