# Functions written for Lambda, unchanged, as triggers in this process.
import base64
import sys
from pathlib import Path

import pytest

from conftest import make_app
from postern.errors import UserLambdaValidationException

sys.path.append(str(Path(__file__).parents[3] / "tests/clients"))
import lambda_handlers as handlers  # noqa: E402

NAMES = (
    "PreSignUp PostConfirmation PreAuthentication PostAuthentication PreTokenGeneration"
    " CustomMessage UserMigration DefineAuthChallenge CreateAuthChallenge"
    " VerifyAuthChallengeResponse CustomEmailSender CustomSMSSender InboundFederation"
    " CompromisedPassword"
).split()


def email(address):
    return {"UserAttributes": [{"Name": "email", "Value": address}]}


@pytest.mark.parametrize("name", NAMES)
def test_every_trigger_of_cognito_takes_a_function(engine, name):
    engine.trigger(name)(lambda event: event)
    engine.set_trigger(name, None)


def test_tokens_of_machines_have_a_version_of_the_event_of_their_own(engine):
    engine.trigger("PreTokenGeneration", version=3)(lambda event: event)


def test_the_domain_of_an_address_decides_a_sign_up(app):
    app.engine.trigger("PreSignUp")(handlers.pre_sign_up_domain)
    app.engine.trigger("PostConfirmation")(handlers.post_confirmation)
    assert app.sign_up("ada", **email("ada@company.example"))["UserConfirmed"] is True
    assert app.sign_up("bob", **email("bob@other.example"))["UserConfirmed"] is False
    with pytest.raises(UserLambdaValidationException) as caught:
        app.sign_up("eve", **email("eve@free.example"))
    assert caught.value.message == (
        "PreSignUp failed with error Cannot register users from free.example."
    )


def test_claims_are_added_suppressed_and_overridden(app):
    app.add_user("ada", email="ada@example.com")
    app.engine.trigger("PreTokenGeneration")(handlers.pre_token_generation)
    claims = app.engine.verify(app.sign_in("ada")["IdToken"])
    assert (claims["tenant"], claims["cognito:groups"]) == ("blue", ["new-group-A"])
    assert "email" not in claims
    app.engine.trigger("PreTokenGeneration", version=2)(handlers.pre_token_generation_v2)
    claims = app.engine.verify(app.sign_in("ada")["AccessToken"])
    assert (claims["plan"]["seats"], claims["scope"]) == (3, "orders/read")


def test_a_user_moves_in_from_another_directory(app):
    app.engine.trigger("UserMigration")(handlers.user_migration)
    answer = app.engine.cognito_idp.initiate_auth(
        ClientId=app.client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "belladonna", "PASSWORD": "Test-Pass-123"},
    )
    assert "AuthenticationResult" in answer
    app.engine.cognito_idp.forgot_password(ClientId=app.client, Username="belladonna")


def test_a_message_has_the_functions_words(engine):
    app = make_app(engine, AutoVerifiedAttributes=["email"])
    engine.trigger("CustomMessage")(handlers.custom_message)
    app.sign_up("ada", **email("ada@example.com"))
    message = engine.inbox[-1]
    assert message.subject == "Welcome to the service"
    assert message.body == f"Thank you for signing up. {message.code} is your code"


def test_a_custom_sender_opens_its_codes_with_the_aws_encryption_sdk(engine, monkeypatch):
    pytest.importorskip("aws_encryption_sdk")
    key_id, key = "arn:aws:kms:us-east-1:000000000000:key/senders", base64.b64encode(b"k" * 32)
    monkeypatch.setenv("KEY_ID", key_id)
    monkeypatch.setenv("KEY", key.decode())
    engine.call("postern:PutSenderKey", {"KeyId": key_id, "Key": key.decode()})
    engine.trigger("CustomEmailSender")(lambda event: handlers.custom_email_sender(event, None))
    app = make_app(engine, AutoVerifiedAttributes=["email"], LambdaConfig={"KMSKeyID": key_id})
    app.sign_up("ada", **email("ada@example.com"))
    source, address, code = handlers.OPENED[-1]
    assert (source, address) == ("CustomEmailSender_SignUp", "ada@example.com")
    engine.cognito_idp.confirm_sign_up(ClientId=app.client, Username="ada", ConfirmationCode=code)
    assert len(engine.inbox) == 0
