# PyJWT and python-jose, each with the copy of the JWKS that it may have, across another pair of
# keys. The engine is in this process, so that its clock can be moved.
import json
import os
import pathlib
import sys

import jose.jwt
import jwt
import pytest

from support import BUILD

ISSUER = "https://cognito-idp.us-east-1.amazonaws.com"
PASSWORD = "Correct-Horse-7"
JWKS_LIFE_S = 3600
TOKEN_LIFE_S = 86_400
MARGIN_S = 300
IGNORE_TIME = {"verify_exp": False, "verify_iat": False}  # The engine's clock is ahead of theirs.


class Pool:
    """A pool of an engine, and a user who signs in there."""

    def __init__(self, engine):
        self.engine = engine
        idp = engine.cognito_idp
        self.id = idp.create_user_pool(PoolName="keys")["UserPool"]["Id"]
        self.client = idp.create_user_pool_client(
            UserPoolId=self.id, ClientName="keys",
            ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"])["UserPoolClient"]["ClientId"]
        idp.admin_create_user(UserPoolId=self.id, Username="ada", MessageAction="SUPPRESS")
        idp.admin_set_user_password(UserPoolId=self.id, Username="ada", Password=PASSWORD,
                                    Permanent=True)

    def sign_in(self):
        return self.engine.cognito_idp.initiate_auth(
            ClientId=self.client, AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "ada", "PASSWORD": PASSWORD})["AuthenticationResult"]

    def rotate(self, **more):
        self.engine.call("postern:RotateSigningKeys", {"UserPoolId": self.id, **more})

    def jwks(self):
        answer = self.engine.http("GET", f"/{self.id}/.well-known/jwks.json",
                                  {"Host": "localhost"})
        assert dict(answer.headers)["Cache-Control"] == f"public, max-age={JWKS_LIFE_S}"
        return json.loads(answer.body)

    def check(self, tokens, keys):
        """Both libraries take both tokens, with that JWKS."""
        issuer = f"{ISSUER}/{self.id}"
        for kind in ("IdToken", "AccessToken"):
            token = tokens[kind]
            key = jwt.PyJWKSet.from_dict(keys)[jwt.get_unverified_header(token)["kid"]]
            audience = self.client if kind == "IdToken" else None
            claims = jwt.decode(token, key, algorithms=["RS256"], issuer=issuer,
                                audience=audience, options=IGNORE_TIME)
            assert claims == jose.jwt.decode(
                token, keys, algorithms=["RS256"], issuer=issuer, audience=audience,
                access_token=tokens["AccessToken"], options=IGNORE_TIME)


@pytest.fixture
def pool(monkeypatch):
    if "POSTERN_LIBRARY" not in os.environ:
        monkeypatch.setenv("POSTERN_LIBRARY", str(BUILD / "libpostern.so"))
    sources = pathlib.Path(__file__).parents[2] / "bindings" / "python" / "src"
    monkeypatch.syspath_prepend(str(sources))
    # The fixture `postern` of these tests is a server; this is the package.
    package = __import__("postern")
    with package.Engine(password_memory_kib=64, password_passes=1) as engine:
        yield Pool(engine)
    for name in [name for name in sys.modules if name.partition(".")[0] == "postern"]:
        del sys.modules[name]


def kids(keys):
    return {key["kid"] for key in keys["keys"]}


def test_k06_a_copy_of_the_jwks_is_good_for_as_long_as_it_may_be_kept(pool):
    before = pool.jwks()
    pool.check(pool.sign_in(), before)
    pool.rotate()
    both = pool.jwks()
    assert len(kids(both)) == 4 and kids(before) < kids(both)
    pool.engine.clock.advance(seconds=JWKS_LIFE_S)  # Until here somebody may have the old copy.
    last = pool.sign_in()
    pool.check(last, before)
    pool.check(last, both)
    pool.engine.clock.advance(seconds=MARGIN_S)
    after = pool.sign_in()
    pool.check(after, both)
    with pytest.raises(KeyError):
        pool.check(after, before)
    pool.engine.clock.advance(seconds=TOKEN_LIFE_S)
    pool.check(last, pool.jwks())  # Whatever life its client gave it, nobody is refused for a key.
    pool.engine.clock.advance(seconds=MARGIN_S)
    assert kids(pool.jwks()) == kids(both) - kids(before)
    pool.check(pool.sign_in(), pool.jwks())


def test_k06_what_leaked_keys_signed_is_refused_with_the_next_copy(pool):
    tokens = pool.sign_in()
    before = pool.jwks()
    pool.rotate(Leaked=True)
    assert not kids(pool.jwks()) & kids(before)
    with pytest.raises(KeyError):
        pool.check(tokens, pool.jwks())
    pool.check(pool.sign_in(), pool.jwks())
