# `postern serve` asks identity providers: none in a private network, unless told that they may.
import json
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlencode

import pytest

from support import Postern, boto3_client, run_postern

CALLBACK = "https://app.example/callback"


class Provider(BaseHTTPRequestHandler):
    def do_GET(self):
        issuer = f"http://127.0.0.1:{self.server.server_port}"
        if self.server.redirects:
            self.send_response(302)
            self.send_header("Location", f"{issuer}/elsewhere")
            self.end_headers()
            return
        body = json.dumps({"issuer": issuer, "authorization_endpoint": f"{issuer}/authorize",
                           "token_endpoint": f"{issuer}/token",
                           "jwks_uri": f"{issuer}/jwks"}).encode()
        self.server.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def provider():
    server = HTTPServer(("127.0.0.1", 0), Provider)
    server.asked, server.redirects = [], False
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def location_of(url):
    try:
        urllib.request.build_opener(NoRedirect).open(url, timeout=30)
    except urllib.error.HTTPError as answer:
        assert answer.code == 303
        return answer.headers["Location"]
    raise AssertionError("not a redirect")


def go_out(data, provider, *options):
    key = json.loads(run_postern("keys", "create", "--data", data))
    issuer = f"http://127.0.0.1:{provider.server_port}"
    with Postern("serve", "--data", data, *options) as server:
        idp = boto3_client(server.url, key["AccessKeyId"], key["SecretAccessKey"])
        pool = idp.create_user_pool(PoolName="app")["UserPool"]["Id"]
        idp.create_user_pool_domain(UserPoolId=pool, Domain="demo")
        idp.create_identity_provider(
            UserPoolId=pool, ProviderName="Example", ProviderType="OIDC",
            ProviderDetails={"client_id": "id", "authorize_scopes": "openid",
                             "oidc_issuer": issuer, "attributes_request_method": "GET"})
        client = idp.create_user_pool_client(
            UserPoolId=pool, ClientName="web", SupportedIdentityProviders=["Example"],
            CallbackURLs=[CALLBACK], AllowedOAuthFlows=["code"], AllowedOAuthScopes=["openid"],
            AllowedOAuthFlowsUserPoolClient=True)["UserPoolClient"]["ClientId"]
        query = urlencode({"response_type": "code", "client_id": client, "redirect_uri": CALLBACK})
        return location_of(f"{server.url}/domains/demo/oauth2/authorize?{query}")


def test_f14_a_provider_on_this_machine_is_not_asked(tmp_path, provider):
    location = go_out(str(tmp_path / "data"), provider)
    assert location.startswith(f"{CALLBACK}?error=server_error&")
    assert provider.asked == []


def test_f14_a_provider_in_a_private_network_is_asked_where_it_may_be(tmp_path, provider):
    location = go_out(str(tmp_path / "data"), provider, "--private-providers")
    assert location.startswith(f"http://127.0.0.1:{provider.server_port}/authorize?")
    assert provider.asked == ["/.well-known/openid-configuration"]


def test_f14_no_redirect_is_followed(tmp_path, provider):
    provider.redirects = True
    location = go_out(str(tmp_path / "data"), provider, "--private-providers")
    assert location.startswith(f"{CALLBACK}?error=server_error&")
    assert provider.asked == []
