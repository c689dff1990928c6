# The fast path: always asks the engine, never hands out what another caller may change.
import pytest

from postern.errors import InvalidArgumentError, NotAuthorizedException


@pytest.fixture
def tokens(app):
    app.add_user("alice")
    idp = app.engine.cognito_idp
    idp.create_group(UserPoolId=app.pool, GroupName="editors")
    idp.admin_add_user_to_group(UserPoolId=app.pool, Username="alice", GroupName="editors")
    return app.sign_in("alice")


def test_claims_belong_to_the_caller(app, tokens):
    claims = app.engine.verify(tokens["AccessToken"])
    claims["username"] = "mallory"
    claims["cognito:groups"].append("admins")
    again = app.engine.verify(tokens["AccessToken"])
    assert again["username"] == "alice"
    assert again["cognito:groups"] == ["editors"]


def test_a_sign_out_is_seen_at_once(app, tokens):
    for token in (tokens["AccessToken"], tokens["IdToken"]):
        app.engine.verify(token)
    app.engine.cognito_idp.global_sign_out(AccessToken=tokens["AccessToken"])
    for token in (tokens["AccessToken"], tokens["IdToken"]):
        with pytest.raises(NotAuthorizedException):
            app.engine.verify(token)


def test_a_token_expires_with_the_engines_clock(app, tokens):
    app.engine.clock.advance(seconds=3500)
    app.engine.verify(tokens["AccessToken"])
    app.engine.clock.advance(seconds=110)
    with pytest.raises(NotAuthorizedException):
        app.engine.verify(tokens["AccessToken"])
    app.engine.verify(tokens["AccessToken"], leeway=60)


def test_restrictions_restrict(app, tokens):
    verify, access = app.engine.verify, tokens["AccessToken"]
    verify(access, user_pool=app.pool, client_id=app.client, token_use="access")
    for wrong in (
        {"user_pool": "us-east-1_somewhere"},
        {"client_id": "another"},
        {"token_use": "id"},
    ):
        with pytest.raises(NotAuthorizedException):
            verify(access, **wrong)


@pytest.mark.parametrize("token", ["", "a.b.c", b"\xff\xfe", "x" * 100_000, "\U0001f600"])
def test_what_is_no_token_is_refused(app, token):
    with pytest.raises((NotAuthorizedException, InvalidArgumentError)):
        app.engine.verify(token)


def test_options_out_of_bounds_are_refused(app, tokens):
    for wrong in ({"leeway": 61}, {"token_use": "refresh"}):
        with pytest.raises(InvalidArgumentError):
            app.engine.verify(tokens["AccessToken"], **wrong)
