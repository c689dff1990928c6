# boto3-style methods and exceptions.
import pickle
from datetime import datetime, timezone

import pytest

import postern


def test_a_method_exists_for_every_operation(engine):
    methods = dir(engine.cognito_idp)
    assert {"sign_up", "admin_get_user", "set_user_mfa_preference"} <= set(methods)
    with pytest.raises(AttributeError):
        engine.cognito_idp.sign_upp


def test_responses_carry_datetimes_as_boto3_does(app):
    app.add_user("alice")
    user = app.engine.cognito_idp.admin_get_user(UserPoolId=app.pool, Username="alice")
    created = user["UserCreateDate"]
    assert isinstance(created, datetime) and created.tzinfo is not None
    assert abs((app.engine.clock.now() - created).total_seconds()) < 60
    assert user["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_call_answers_plain_json(app):
    app.add_user("alice")
    user = app.engine.call("AdminGetUser", {"UserPoolId": app.pool, "Username": "alice"})
    assert isinstance(user["UserCreateDate"], (int, float))
    assert "ResponseMetadata" not in user


def test_a_refusal_is_the_same_class_wherever_it_is_named(app):
    app.add_user("alice")
    with pytest.raises(postern.errors.UsernameExistsException) as caught:
        app.sign_up("alice")
    error = caught.value
    assert type(error) is app.engine.cognito_idp.exceptions.UsernameExistsException
    assert isinstance(error, postern.ClientError)
    assert (error.code, error.message) == ("UsernameExistsException", "User already exists")
    assert error.response["Error"] == {"Code": error.code, "Message": error.message}
    assert str(error) == (
        "An error occurred (UsernameExistsException) when calling the SignUp operation:"
        " User already exists"
    )


def test_an_error_survives_pickling():
    error = postern.errors.error_for_code("UserNotFoundException", "User does not exist.", "X")
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is postern.errors.UserNotFoundException
    assert str(copy) == str(error)


def test_an_unknown_operation_is_refused(engine):
    with pytest.raises(postern.PosternError):
        engine.call("NoSuchOperation", {})


def test_an_operation_that_is_not_built_says_so(engine):
    with pytest.raises(postern.errors.NotImplementedException, match="ListIdentityPools"):
        engine.cognito_identity.list_identity_pools(MaxResults=1)


def test_a_request_json_cannot_hold_is_a_type_error(engine):
    with pytest.raises(TypeError):
        engine.call("SignUp", {"ClientId": object()})
    with pytest.raises(ValueError):
        engine.call("SignUp", {"ClientId": float("nan")})


def test_text_of_any_script_and_nul_pass_through(app):
    name = "Zoë 日本 \U0001f600"
    app.add_user("zoe", given_name=name)
    user = app.engine.cognito_idp.admin_get_user(UserPoolId=app.pool, Username="zoe")
    assert {"Name": "given_name", "Value": name} in user["UserAttributes"]
    with pytest.raises(postern.PosternError):
        app.engine.call("Sign\0Up", {})


def test_dunder_members_are_data(app):
    """A11: names that mean something to Python are members like any other."""
    seen = {}
    metadata = {"__class__": "x", "__proto__": "y", "constructor": "z"}

    @app.engine.trigger("PreSignUp")
    def look(event):
        seen.update(event["request"]["clientMetadata"])
        event["response"]["autoConfirmUser"] = True
        return event

    app.sign_up("alice", ClientMetadata=metadata)
    assert seen == metadata
    app.sign_in("alice")


def test_no_secret_is_in_an_error(app):
    """K03: what failed is said without the password, the token or the code."""
    app.add_user("alice")
    for attempt in (
        lambda: app.engine.cognito_idp.sign_up(
            ClientId=app.client, Username="bob", Password="canary"
        ),
        lambda: app.engine.cognito_idp.get_user(AccessToken="canary.canary.canary"),
        lambda: app.engine.verify("canary.canary.canary"),
    ):
        with pytest.raises(postern.ClientError) as caught:
            attempt()
        assert "canary" not in str(caught.value) + repr(caught.value)
    # The positive twin:
    app.sign_in("alice")


def test_an_engine_tells_its_time_in_utc(engine):
    before = engine.clock.now()
    engine.clock.advance(days=31, hours=1, minutes=2, seconds=3.5)
    moved = engine.clock.now() - before
    assert 31 * 86400 + 3723.5 <= moved.total_seconds() < 31 * 86400 + 3800
    assert before.tzinfo is timezone.utc


def test_a_host_clock_is_asked():
    moment = datetime(2030, 1, 2, 3, 4, 5, 6, tzinfo=timezone.utc)
    with postern.Engine(clock=lambda: moment) as engine:
        assert engine.clock.now() == moment
    with postern.Engine(clock=lambda: 1_900_000_000.25) as engine:
        assert engine.clock.now().timestamp() == 1_900_000_000.25


def test_a_clock_that_is_not_movable_does_not_move(tmp_path):
    with postern.Engine(f"sqlite:{tmp_path}/data.db") as engine:
        with pytest.raises(postern.PosternError):
            engine.clock.advance(seconds=1)
    with postern.Engine(f"sqlite:{tmp_path}/data.db", test_clock=True) as engine:
        engine.clock.advance(seconds=1)
