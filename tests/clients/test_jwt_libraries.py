# PyJWT and python-jose verify tokens with the keys that the server publishes.
import jose.jwt
import jwt
import pytest


@pytest.fixture
def ada(app):
    app.add_user("ada", email="ada@example.com", email_verified="true")
    return app


@pytest.fixture
def tokens(ada):
    return ada.sign_in("ada")


def issuer(app):
    return f"{app.postern.url}/{app.pool}"


def jwks_url(app):
    return app.postern.get(f"/{app.pool}/.well-known/openid-configuration")["jwks_uri"]


def verified(app, token, **more):
    key = jwt.PyJWKClient(jwks_url(app)).get_signing_key_from_jwt(token)
    return jwt.decode(token, key, algorithms=["RS256"], issuer=issuer(app), **more)


def test_pyjwt_verifies_an_id_token(ada, tokens):
    claims = verified(ada, tokens["IdToken"], audience=ada.client_id)
    assert claims["token_use"] == "id"
    assert claims["cognito:username"] == "ada"
    assert (claims["email"], claims["email_verified"]) == ("ada@example.com", True)
    assert claims["sub"] == ada.attributes_of("ada")["sub"]
    assert claims["exp"] - claims["iat"] == 3600
    assert {"auth_time", "jti", "origin_jti", "event_id"} <= set(claims)


def test_pyjwt_verifies_an_access_token(ada, tokens):
    claims = verified(ada, tokens["AccessToken"])
    assert claims["token_use"] == "access"
    assert (claims["username"], claims["client_id"]) == ("ada", ada.client_id)
    assert claims["scope"] == "aws.cognito.signin.user.admin"
    assert "aud" not in claims


def test_each_kind_of_token_has_a_key_of_its_own(ada, tokens):
    keys = ada.postern.get(f"/{ada.pool}/.well-known/jwks.json")["keys"]
    headers = [jwt.get_unverified_header(tokens[kind]) for kind in ("IdToken", "AccessToken")]
    assert [set(header) for header in headers] == [{"kid", "alg"}] * 2
    assert {header["kid"] for header in headers} == {key["kid"] for key in keys}
    assert len(keys) == 2
    assert all(set(key) == {"alg", "e", "kid", "kty", "n", "use"} for key in keys)


def test_a_changed_token_is_refused(ada, tokens):
    head, body, signature = tokens["IdToken"].split(".")
    changed = ".".join((head, body, ("A" if signature[0] != "A" else "B") + signature[1:]))
    with pytest.raises(jwt.InvalidSignatureError):
        verified(ada, changed, audience=ada.client_id)
    with pytest.raises(jwt.InvalidAudienceError):
        verified(ada, tokens["IdToken"], audience="another")


def test_j08_another_pools_keys_do_not_verify(ada, tokens, make_app):
    other = make_app()
    with pytest.raises(jwt.PyJWKClientError):
        jwt.PyJWKClient(jwks_url(other)).get_signing_key_from_jwt(tokens["IdToken"])


def test_python_jose_verifies_both_tokens(ada, tokens):
    keys = ada.postern.get(f"/{ada.pool}/.well-known/jwks.json")
    for kind in ("IdToken", "AccessToken"):
        claims = jose.jwt.decode(tokens[kind], keys, algorithms=["RS256"], issuer=issuer(ada),
                                 audience=ada.client_id,
                                 access_token=tokens["AccessToken"])
        assert claims["sub"] == ada.attributes_of("ada")["sub"]


def test_the_discovery_document_names_the_issuer_and_its_keys(app):
    document = app.postern.get(f"/{app.pool}/.well-known/openid-configuration")
    assert document["issuer"] == issuer(app)
    assert document["jwks_uri"] == issuer(app) + "/.well-known/jwks.json"
    assert "RS256" in document["id_token_signing_alg_values_supported"]


def test_a_client_without_revocation_leaves_out_where_tokens_come_from(ada):
    client = ada.add_client(EnableTokenRevocation=False)["ClientId"]
    tokens = ada.sign_in_with(client)
    assert "origin_jti" not in verified(ada, tokens["IdToken"], audience=client)
    assert "origin_jti" not in verified(ada, tokens["AccessToken"])
