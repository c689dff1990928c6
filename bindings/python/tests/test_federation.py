# Identity providers are asked through a function of the program's own.
import json
from urllib.parse import parse_qs, urlencode, urlsplit

import postern
from conftest import CHEAP

ISSUER = "https://idp.example"
CALLBACK = "https://app.example/callback"


def go_out(fetch):
    """Where a browser is sent that wants to sign in at a provider of a new pool."""
    with postern.Engine(fetch=fetch, **CHEAP) as engine:
        idp = engine.cognito_idp
        pool = idp.create_user_pool(PoolName="app")["UserPool"]["Id"]
        idp.create_user_pool_domain(UserPoolId=pool, Domain="demo")
        idp.create_identity_provider(
            UserPoolId=pool, ProviderName="Example", ProviderType="OIDC",
            ProviderDetails={"client_id": "id", "authorize_scopes": "openid",
                             "oidc_issuer": ISSUER, "attributes_request_method": "GET"})
        client = idp.create_user_pool_client(
            UserPoolId=pool, ClientName="web", SupportedIdentityProviders=["Example"],
            CallbackURLs=[CALLBACK], AllowedOAuthFlows=["code"], AllowedOAuthScopes=["openid"],
            AllowedOAuthFlowsUserPoolClient=True)["UserPoolClient"]["ClientId"]
        query = urlencode({"response_type": "code", "client_id": client, "redirect_uri": CALLBACK})
        answer = engine.http("GET", f"/domains/demo/oauth2/authorize?{query}",
                             {"Host": "localhost"})
    assert answer.status == 303
    return urlsplit(dict(answer.headers)["Location"])


def test_a_provider_is_asked_through_the_programs_function():
    asked = []

    def fetch(request):
        asked.append((request["Method"], request["Url"]))
        document = {"issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/authorize",
                    "token_endpoint": f"{ISSUER}/token", "jwks_uri": f"{ISSUER}/jwks"}
        return {"Status": 200, "Headers": {}, "Body": json.dumps(document)}

    address = go_out(fetch)
    assert asked == [("GET", f"{ISSUER}/.well-known/openid-configuration")]
    assert (address.netloc, address.path) == ("idp.example", "/authorize")


def test_what_the_function_raises_is_not_told_to_clients():
    def fetch(_):
        raise ConnectionError("a secret of the network's")

    address = go_out(fetch)
    assert address.netloc == "app.example"
    assert parse_qs(address.query)["error_description"] == ["No answer from idp.example."]
