# What the tests share: an engine with cheap password hashing, and a pool with one client in it.
from dataclasses import dataclass

import pytest

import postern

PASSWORD = "Correct-Horse-7"
CHEAP = {"password_memory_kib": 64, "password_passes": 1}


@dataclass
class App:
    """A pool, its client, and the two moves most tests start with."""

    engine: postern.Engine
    pool: str
    client: str

    def add_user(self, name, **attributes):
        listed = [{"Name": key, "Value": value} for key, value in attributes.items()]
        idp = self.engine.cognito_idp
        idp.admin_create_user(
            UserPoolId=self.pool, Username=name, MessageAction="SUPPRESS", UserAttributes=listed
        )
        idp.admin_set_user_password(
            UserPoolId=self.pool, Username=name, Password=PASSWORD, Permanent=True
        )

    def sign_up(self, name, **more):
        return self.engine.cognito_idp.sign_up(
            ClientId=self.client, Username=name, Password=PASSWORD, **more
        )

    def sign_in(self, name):
        answer = self.engine.cognito_idp.initiate_auth(
            ClientId=self.client,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": name, "PASSWORD": PASSWORD},
        )
        return answer["AuthenticationResult"]


def make_app(engine, **pool_options):
    idp = engine.cognito_idp
    pool = idp.create_user_pool(PoolName="tests", **pool_options)["UserPool"]["Id"]
    client = idp.create_user_pool_client(
        UserPoolId=pool,
        ClientName="tests",
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )
    return App(engine, pool, client["UserPoolClient"]["ClientId"])


@pytest.fixture
def engine():
    with postern.Engine(**CHEAP) as opened:
        yield opened


@pytest.fixture
def app(engine):
    return make_app(engine)
