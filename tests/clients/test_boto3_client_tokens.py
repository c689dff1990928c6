# boto3: machines get tokens for themselves with GetClientToken, and PyJWT verifies them.
import jwt
import pytest

from support import refused

SCOPES = [{"ScopeName": "read", "ScopeDescription": "Look"},
          {"ScopeName": "write", "ScopeDescription": "Touch"}]


@pytest.fixture
def machine(app):
    """A client of the shared app that only gets tokens for itself."""
    servers = app.idp.list_resource_servers(UserPoolId=app.pool)["ResourceServers"]
    if not servers:
        app.idp.create_resource_server(UserPoolId=app.pool, Identifier="files", Name="Files",
                                       Scopes=SCOPES)
    return app.add_client(ClientName="machine", GenerateSecret=True,
                          ExplicitAuthFlows=["ALLOW_CLIENT_TOKEN_AUTH"],
                          AllowedOAuthScopes=["files/read", "files/write"])


def get_token(app, machine, **more):
    more.setdefault("Secret", machine["ClientSecret"])
    answer = app.idp.get_client_token(ClientId=machine["ClientId"], **more)
    return answer["ClientAuthenticationResult"]


def verified(app, token):
    where = app.postern.get(f"/{app.pool}/.well-known/openid-configuration")["jwks_uri"]
    key = jwt.PyJWKClient(where).get_signing_key_from_jwt(token)
    return jwt.decode(token, key, algorithms=["RS256"],
                      issuer=f"{app.postern.url}/{app.pool}")


def test_a_machine_gets_a_token_that_pyjwt_verifies(app, machine):
    got = get_token(app, machine)
    assert (got["TokenType"], got["ExpiresIn"]) == ("Bearer", 3600)
    claims = verified(app, got["AccessToken"])
    assert claims["sub"] == claims["client_id"] == machine["ClientId"]
    assert claims["scope"] == "files/read files/write"
    assert claims["token_use"] == "access"
    assert "username" not in claims


def test_o23_a_token_has_the_scopes_asked_for_and_no_others(app, machine):
    got = get_token(app, machine, Scopes=["files/write"])
    assert verified(app, got["AccessToken"])["scope"] == "files/write"
    for scope in ("files/delete", "openid", "aws.cognito.signin.user.admin"):
        with refused("InvalidParameterException", f"Invalid scope requested: {scope}"):
            get_token(app, machine, Scopes=[scope])


def test_only_a_secret_in_force_opens(app, machine):
    with refused("NotAuthorizedException"):
        get_token(app, machine, Secret="a" * 51)
    target = {"UserPoolId": app.pool, "ClientId": machine["ClientId"]}
    added = app.idp.add_user_pool_client_secret(**target)["ClientSecretDescriptor"]
    first = app.idp.list_user_pool_client_secrets(**target)["ClientSecrets"][0]
    get_token(app, machine)
    get_token(app, machine, Secret=added["ClientSecretValue"])
    app.idp.delete_user_pool_client_secret(**target, ClientSecretId=first["ClientSecretId"])
    with refused("NotAuthorizedException"):
        get_token(app, machine)
    get_token(app, machine, Secret=added["ClientSecretValue"])


def test_a_clients_token_opens_nothing_of_users(app, machine):
    token = get_token(app, machine)["AccessToken"]
    with refused("NotAuthorizedException", "Access Token does not have required scopes"):
        app.idp.get_user(AccessToken=token)
    app.add_user("ada")
    app.idp.get_user(AccessToken=app.sign_in("ada")["AccessToken"])
    with refused("InvalidParameterException"):
        app.add_client(GenerateSecret=True, ExplicitAuthFlows=[
            "ALLOW_CLIENT_TOKEN_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])
