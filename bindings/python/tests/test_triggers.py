# Python functions as triggers: their answers, their exceptions, what they may do meanwhile.
import contextvars
import gc
import threading

import pytest

import postern
from conftest import CHEAP, make_app
from postern.errors import (
    InvalidLambdaResponseException,
    UnexpectedLambdaException,
    UserLambdaValidationException,
)


def confirm(event):
    event["response"]["autoConfirmUser"] = True
    return event


def test_a_function_of_the_event_answers(app):
    app.engine.trigger("PreSignUp")(confirm)
    assert app.sign_up("alice")["UserConfirmed"] is True


def test_a_lambda_style_function_gets_a_context(app):
    seen = []

    @app.engine.trigger("PreSignUp")
    def handler(event, context):
        seen.append((event["triggerSource"], context.function_name))
        assert context.get_remaining_time_in_millis() > 0
        return confirm(event)

    assert app.sign_up("alice")["UserConfirmed"] is True
    assert seen == [("PreSignUp_SignUp", "PreSignUp")]


def test_T01_an_exception_refuses_and_is_the_cause(app):
    class NotWelcome(Exception):
        pass

    @app.engine.trigger("PreSignUp")
    def refuse(event):
        raise NotWelcome("only for members")

    with pytest.raises(UserLambdaValidationException) as caught:
        app.sign_up("alice")
    assert caught.value.message == "PreSignUp failed with error only for members."
    assert isinstance(caught.value.__cause__, NotWelcome)
    with pytest.raises(postern.errors.UserNotFoundException):
        app.engine.cognito_idp.admin_get_user(UserPoolId=app.pool, Username="alice")
    app.engine.trigger("PreSignUp")(confirm)
    app.sign_up("alice")


@pytest.mark.parametrize("text", ["", "\ud800 lone surrogate", "x" * 100_000, "a\0b"])
def test_T01_any_text_of_an_exception_is_survived(app, text):
    @app.engine.trigger("PreSignUp")
    def refuse(event):
        raise RuntimeError(text)

    with pytest.raises(UserLambdaValidationException):
        app.sign_up("alice")


@pytest.mark.parametrize("answer", [None, 7, "text", [1]])
def test_an_answer_that_is_no_event_is_refused(app, answer):
    app.engine.trigger("PreSignUp")(lambda event: answer)
    with pytest.raises(InvalidLambdaResponseException):
        app.sign_up("alice")


def test_an_answer_json_cannot_hold_is_the_triggers_failure(app):
    app.engine.trigger("PreSignUp")(lambda event: {"response": object()})
    with pytest.raises(UserLambdaValidationException) as caught:
        app.sign_up("alice")
    assert isinstance(caught.value.__cause__, TypeError)


def test_an_interrupt_in_a_trigger_reaches_the_program(app):
    @app.engine.trigger("PreSignUp")
    def interrupt(event):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        app.sign_up("alice")


def test_an_async_function_is_refused_when_it_is_registered(engine):
    with pytest.raises(TypeError, match="async"):

        @engine.trigger("PreSignUp")
        async def handler(event):
            return event


@pytest.mark.parametrize("function", [lambda: None, lambda a, b, c: None])
def test_a_function_of_other_arguments_is_refused(engine, function):
    with pytest.raises(TypeError, match="event"):
        engine.trigger("PreSignUp")(function)


def test_an_unknown_trigger_is_refused(engine):
    with pytest.raises(postern.PosternError):
        engine.trigger("PreBreakfast")(confirm)
    with pytest.raises(postern.PosternError):
        engine.trigger("PreSignUp", version=9)(confirm)


def test_a_pools_own_function_goes_before_the_general_one(app):
    other = make_app(app.engine)

    @app.engine.trigger("PreSignUp")
    def refuse(event):
        raise RuntimeError("no")

    app.engine.trigger("PreSignUp", pool=app.pool)(confirm)
    app.sign_up("alice")
    with pytest.raises(UserLambdaValidationException):
        other.sign_up("alice")


def test_a_removed_trigger_is_not_called(app):
    app.engine.trigger("PreSignUp")(confirm)
    app.engine.set_trigger("PreSignUp", None)
    assert app.sign_up("alice")["UserConfirmed"] is False


def test_token_claims_are_enriched_in_both_versions(app):
    app.add_user("alice")

    @app.engine.trigger("PreTokenGeneration")
    def first(event):
        event["response"]["claimsOverrideDetails"] = {"claimsToAddOrOverride": {"team": "red"}}
        return event

    assert app.engine.verify(app.sign_in("alice")["IdToken"])["team"] == "red"

    @app.engine.trigger("PreTokenGeneration", version=2)
    def second(event):
        event["response"]["claimsAndScopeOverrideDetails"] = {
            "accessTokenGeneration": {"claimsToAddOrOverride": {"team": "blue"}}
        }
        return event

    assert app.engine.verify(app.sign_in("alice")["AccessToken"])["team"] == "blue"


def test_T03_a_trigger_calls_the_engine_about_the_same_user(app):
    @app.engine.trigger("PostConfirmation")
    def note(event):
        app.engine.cognito_idp.admin_update_user_attributes(
            UserPoolId=event["userPoolId"],
            Username=event["userName"],
            UserAttributes=[{"Name": "nickname", "Value": "noted"}],
        )
        return event

    app.engine.trigger("PreSignUp")(confirm)
    app.sign_up("alice")
    user = app.engine.cognito_idp.admin_get_user(UserPoolId=app.pool, Username="alice")
    assert {"Name": "nickname", "Value": "noted"} in user["UserAttributes"]


def test_T03_nesting_without_end_is_refused(app):
    depth = []

    @app.engine.trigger("PreSignUp")
    def again(event):
        depth.append(event["userName"])
        app.sign_up(event["userName"] + "x")
        return event

    with pytest.raises(UserLambdaValidationException) as caught:
        app.sign_up("a")
    cause = caught.value
    while cause.__cause__ is not None:
        cause = cause.__cause__
    assert isinstance(cause, postern.errors.EngineBusyError)
    assert 1 < len(depth) <= 8


def test_a_nested_failure_that_was_handled_is_no_cause(app):
    app.add_user("taken")

    @app.engine.trigger("PreSignUp")
    def look(event):
        if event["userName"] == "alice":
            with pytest.raises(UserLambdaValidationException):
                app.sign_up("inner")
            return 7
        raise RuntimeError("inner refusal")

    with pytest.raises(InvalidLambdaResponseException) as caught:
        app.sign_up("alice")
    assert caught.value.__cause__ is None


def test_C18_garbage_is_collected_while_a_trigger_runs(app):
    class Node:
        pass

    @app.engine.trigger("PreSignUp")
    def churn(event):
        for _ in range(100):
            one, two = Node(), Node()
            one.other, two.other = two, one
        gc.collect()
        return confirm(event)

    del churn
    gc.collect()
    assert app.sign_up("alice")["UserConfirmed"] is True


def test_C16_a_replaced_function_may_still_be_running(app):
    @app.engine.trigger("PreSignUp")
    def replaces_itself(event):
        app.engine.trigger("PreSignUp")(lambda event: 7)
        gc.collect()
        return confirm(event)

    del replaces_itself
    app.sign_up("alice")
    with pytest.raises(InvalidLambdaResponseException):
        app.sign_up("bob")


@pytest.fixture
def hurried():
    with postern.Engine(trigger_timeout=0.2, **CHEAP) as opened:
        yield make_app(opened)


def test_t02_a_trigger_that_hangs_is_given_up(hurried):
    release, answered = threading.Event(), threading.Event()

    @hurried.engine.trigger("PreSignUp")
    def hang(event):
        release.wait()
        answered.set()
        return confirm(event)

    with pytest.raises(UserLambdaValidationException) as caught:
        hurried.sign_up("alice")
    assert caught.value.message == (
        "PreSignUp failed with error PreSignUp timed out after 0.2 seconds.")
    assert isinstance(caught.value.__cause__, TimeoutError)
    release.set()  # It runs on; what it answers changes nothing.
    assert answered.wait(10)
    with pytest.raises(postern.errors.UserNotFoundException):
        hurried.engine.cognito_idp.admin_get_user(UserPoolId=hurried.pool, Username="alice")


def test_a_trigger_in_time_answers_as_ever(hurried):
    seen = contextvars.ContextVar("seen")
    seen.set("by the caller")

    @hurried.engine.trigger("PreSignUp")
    def look(event):
        event["response"]["autoConfirmUser"] = seen.get() == "by the caller"
        return event

    assert hurried.sign_up("alice")["UserConfirmed"] is True

    @hurried.engine.trigger("PreSignUp")
    def refuse(event):
        raise PermissionError("only for members")

    with pytest.raises(UserLambdaValidationException) as caught:
        hurried.sign_up("bob")
    assert isinstance(caught.value.__cause__, PermissionError)


def test_a_trigger_that_calls_itself_ends(hurried):
    names = iter(range(1_000))

    @hurried.engine.trigger("PreSignUp")
    def again(event):
        hurried.sign_up(f"user{next(names)}")
        return event

    with pytest.raises(UserLambdaValidationException):
        hurried.sign_up("alice")


def test_functions_that_a_pool_names_are_invoked():
    calls = []

    def invoke(arn, event):
        calls.append((arn, event["triggerSource"]))
        if arn.endswith(":unreachable"):
            raise ConnectionError("nobody listens")
        if arn.endswith(":refusing"):
            raise PermissionError("only for members")
        return confirm(event)

    prefix = "arn:aws:lambda:us-east-1:123456789012:function:"
    with postern.Engine(invoke=invoke, **CHEAP) as engine:
        def sign_up_with(name):
            return make_app(engine, LambdaConfig={"PreSignUp": prefix + name}).sign_up("alice")

        assert sign_up_with("confirming")["UserConfirmed"] is True
        assert calls == [(prefix + "confirming", "PreSignUp_SignUp")]
        with pytest.raises(UserLambdaValidationException, match="only for members"):
            sign_up_with("refusing")
        with pytest.raises(UnexpectedLambdaException, match="nobody listens") as caught:
            sign_up_with("unreachable")
        assert isinstance(caught.value.__cause__, ConnectionError)
