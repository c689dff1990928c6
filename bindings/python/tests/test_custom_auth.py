# CUSTOM_AUTH with the handlers of the public passwordless e-mail sign-in, as Python Lambdas.
"""Shaped like aws-samples/amazon-cognito-passwordless-email-auth: three functions of (event,
context) that change the event and return it."""

import re
import secrets

import pytest

from postern.errors import NotAuthorizedException

MAILED = []


def define_auth_challenge(event, context):
    session = event["request"]["session"]
    response = event["response"]
    response["issueTokens"] = False
    response["failAuthentication"] = False
    if any(attempt["challengeName"] != "CUSTOM_CHALLENGE" for attempt in session):
        response["failAuthentication"] = True
    elif len(session) >= 3 and session[-1]["challengeResult"] is False:
        response["failAuthentication"] = True
    elif session and session[-1]["challengeResult"] is True:
        response["issueTokens"] = True
    else:
        response["challengeName"] = "CUSTOM_CHALLENGE"
    return event


def create_auth_challenge(event, context):
    session = event["request"]["session"]
    address = event["request"]["userAttributes"]["email"]
    if not session:
        code = "".join(secrets.choice("0123456789") for _ in range(6))
        MAILED.append((address, code))
    else:
        # The same code as before: the user mistyped it.
        code = re.match(r"CODE-(\d*)", session[-1]["challengeMetadata"])[1]
    event["response"]["publicChallengeParameters"] = {"email": address}
    event["response"]["privateChallengeParameters"] = {"secretLoginCode": code}
    event["response"]["challengeMetadata"] = f"CODE-{code}"
    return event


def verify_auth_challenge_response(event, context):
    expected = event["request"]["privateChallengeParameters"]["secretLoginCode"]
    event["response"]["answerCorrect"] = event["request"]["challengeAnswer"] == expected
    return event


@pytest.fixture
def start(app):
    """Starts the sign-in of ada; resolves to the answer of the first challenge."""
    MAILED.clear()
    app.engine.set_trigger("DefineAuthChallenge", define_auth_challenge)
    app.engine.set_trigger("CreateAuthChallenge", create_auth_challenge)
    app.engine.set_trigger("VerifyAuthChallengeResponse", verify_auth_challenge_response)
    idp = app.engine.cognito_idp
    idp.update_user_pool_client(UserPoolId=app.pool, ClientId=app.client,
                                ExplicitAuthFlows=["ALLOW_CUSTOM_AUTH"])
    app.add_user("ada", email="ada@example.com", email_verified="true")
    return lambda: idp.initiate_auth(ClientId=app.client, AuthFlow="CUSTOM_AUTH",
                                     AuthParameters={"USERNAME": "ada"})


def answer(app, challenge, code):
    return app.engine.cognito_idp.respond_to_auth_challenge(
        ClientId=app.client, ChallengeName="CUSTOM_CHALLENGE", Session=challenge["Session"],
        ChallengeResponses={"USERNAME": "ada", "ANSWER": code})


def test_a_code_by_email_signs_in_also_after_a_typing_error(app, start):
    challenge = start()
    assert challenge["ChallengeParameters"] == {"email": "ada@example.com", "USERNAME": "ada"}
    challenge = answer(app, challenge, "not the code")
    [(address, code)] = MAILED
    assert address == "ada@example.com"
    assert code not in str(challenge)
    tokens = answer(app, challenge, code)["AuthenticationResult"]
    assert app.engine.verify(tokens["AccessToken"])["username"] == "ada"


def test_three_wrong_codes_end_the_sign_in(app, start):
    challenge = start()
    challenge = answer(app, challenge, "1")
    challenge = answer(app, challenge, "2")
    with pytest.raises(NotAuthorizedException, match="Incorrect username or password."):
        answer(app, challenge, "3")
    with pytest.raises(NotAuthorizedException, match="session can only be used once."):
        answer(app, challenge, MAILED[0][1])
