# boto3 against `postern serve`: signatures where Cognito wants IAM, data that outlives a restart.
import json

import boto3
import jwt
import pytest
from botocore import UNSIGNED
from botocore.config import Config

from support import PASSWORD, App, Postern, attributes, boto3_client, refused, run_postern


@pytest.fixture
def data(tmp_path):
    return str(tmp_path / "data")


@pytest.fixture
def key(data):
    return json.loads(run_postern("keys", "create", "--data", data))


@pytest.fixture
def server(data, key):
    with Postern("serve", "--data", data) as running:
        yield running


def signing(server, key, **changes):
    key = {**key, **changes}
    return boto3_client(server.url, key["AccessKeyId"], key["SecretAccessKey"])


def make_app(server, key):
    return App(server, signing(server, key), AutoVerifiedAttributes=[])


def test_a_signed_administrator_and_unsigned_users_do_what_each_may(server, key):
    app = make_app(server, key)
    app.add_user("ada", email="ada@example.com")
    # boto3 itself leaves the signature out where Cognito needs none.
    users = App.__new__(App)
    users.idp, users.client_id = boto3_client(server.url, "unknown", "unknown"), app.client_id
    tokens = users.sign_in("ada")
    assert users.idp.get_user(AccessToken=tokens["AccessToken"])["Username"] == "ada"
    users.idp.sign_up(ClientId=app.client_id, Username="grace", Password=PASSWORD,
                      UserAttributes=attributes(email="grace@example.com"))
    app.idp.admin_confirm_sign_up(**app.user("grace"))
    users.refresh(users.sign_in("grace")["RefreshToken"])


def test_a_wrong_signature_is_refused(server, key):
    for changes, name in (({"SecretAccessKey": "guess"}, "InvalidSignatureException"),
                          ({"AccessKeyId": "AKIAUNKNOWN"}, "UnrecognizedClientException")):
        idp = signing(server, key, **changes)
        with refused(name):
            idp.list_user_pools(MaxResults=1)
        with refused(name):
            idp.create_user_pool(PoolName="p")
    assert signing(server, key).list_user_pools(MaxResults=1)["UserPools"] == []


def test_an_unsigned_call_to_an_administrators_operation_is_refused(server):
    unsigned = boto3.client("cognito-idp", endpoint_url=server.url, region_name="us-east-1",
                            config=Config(signature_version=UNSIGNED))
    with refused("MissingAuthenticationTokenException"):
        unsigned.list_user_pools(MaxResults=1)
    with refused("MissingAuthenticationTokenException"):
        unsigned.admin_get_user(UserPoolId="us-east-1_AAAAAAAAA", Username="ada")


def test_a_deleted_key_signs_nothing_any_more(server, key, data):
    idp = signing(server, key)
    idp.list_user_pools(MaxResults=1)
    run_postern("keys", "delete", "--data", data, key["AccessKeyId"])
    with refused("UnrecognizedClientException"):
        idp.list_user_pools(MaxResults=1)


def test_users_and_tokens_outlive_a_restart(data, key):
    with Postern("serve", "--data", data) as server:
        app = make_app(server, key)
        app.add_user("ada")
        kept, ended = app.sign_in("ada"), app.sign_in("ada")
        app.idp.revoke_token(ClientId=app.client_id, Token=ended["RefreshToken"])
    with Postern("serve", "--data", data) as server:
        app.idp = signing(server, key)
        assert app.idp.get_user(AccessToken=kept["AccessToken"])["Username"] == "ada"
        app.refresh(kept["RefreshToken"])
        with refused("NotAuthorizedException", "Refresh Token has been revoked"):
            app.refresh(ended["RefreshToken"])
        app.sign_in("ada")


def test_codes_reach_the_deliver_file(data, key, tmp_path):
    outbox = tmp_path / "messages.jsonl"
    with Postern("serve", "--data", data, "--deliver-file", str(outbox)) as server:
        app = App(server, signing(server, key))
        app.sign_up("ada")
        message = json.loads(outbox.read_text().splitlines()[-1])
        code = "".join(c for c in message["Body"] if c.isdigit())
        app.confirm("ada", code)
        app.sign_in("ada")


def test_tokens_name_the_issuer_that_the_operator_chose(data, key):
    with Postern("serve", "--data", data, "--issuer-base", "https://id.example.com") as server:
        app = make_app(server, key)
        app.add_user("ada")
        token = app.sign_in("ada")["IdToken"]
        keys = jwt.PyJWKClient(f"{server.url}/{app.pool}/.well-known/jwks.json")
        claims = jwt.decode(token, keys.get_signing_key_from_jwt(token), algorithms=["RS256"],
                            audience=app.client_id, issuer="https://id.example.com/" + app.pool)
        assert claims["cognito:username"] == "ada"
