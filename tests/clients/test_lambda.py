# Triggers by ARN: functions written for Lambda, behind a Lambda API that checks signatures.
import base64
import json
import subprocess
import threading
import time

import jwt
import pytest

import lambda_handlers as handlers
from lambda_runtime import ACCESS_KEY, ARN, SECRET_KEY, TOKEN, Runtime, hang
from support import BUILD, App, Postern, boto3_client, refused, run_postern


@pytest.fixture
def credentials(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET_KEY)
    monkeypatch.setenv("AWS_SESSION_TOKEN", TOKEN)


@pytest.fixture
def start(credentials):
    """Starts a runtime with functions and a postern that invokes them; gives an app."""
    running = []

    def run(functions, *arguments, certificate=None, config=None, **pool_options):
        runtime = Runtime(certificate, **functions).__enter__()
        server = Postern("dev", "--lambda-endpoint", runtime.url, *arguments).__enter__()
        running.extend((server, runtime))
        named = config or {name: ARN + name for name in functions}
        app = App(server, boto3_client(server.url), LambdaConfig=named, **pool_options)
        app.runtime = runtime
        return app

    yield run
    for one in running:
        one.__exit__(None, None, None)


def test_a_sign_up_is_decided_by_the_addresss_domain(start):
    app = start({"PreSignUp": handlers.pre_sign_up_domain,
                 "PostConfirmation": handlers.post_confirmation})
    email = lambda domain: [{"Name": "email", "Value": "ada@" + domain}]
    assert app.sign_up("ada", UserAttributes=email("company.example"))["UserConfirmed"] is True
    assert app.attributes_of("ada")["email_verified"] == "true"
    assert app.sign_up("bob", UserAttributes=email("other.example"))["UserConfirmed"] is False
    with refused("UserLambdaValidationException",
                 "PreSignUp failed with error Cannot register users from free.example."):
        app.sign_up("eve", UserAttributes=email("free.example"))
    assert [event["triggerSource"] for event in app.runtime.events] == [
        "PreSignUp_SignUp", "PostConfirmation_ConfirmSignUp", "PreSignUp_SignUp",
        "PreSignUp_SignUp"]


def test_claims_and_groups_are_a_functions(start):
    app = start({"PreTokenGeneration": handlers.pre_token_generation})
    app.add_user("ada", email="ada@example.com")
    claims = jwt.decode(app.sign_in("ada")["IdToken"], options={"verify_signature": False})
    assert (claims["tenant"], claims["family_name"]) == ("blue", "Doe")
    assert "email" not in claims
    assert claims["cognito:groups"] == ["new-group-A"]


def test_access_tokens_are_customised_by_the_newer_event(start):
    arn = ARN + "PreTokenGeneration"
    app = start({"PreTokenGeneration": handlers.pre_token_generation_v2},
                config={"PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": arn}})
    app.add_user("ada")
    claims = jwt.decode(app.sign_in("ada")["AccessToken"], options={"verify_signature": False})
    assert claims["plan"] == {"seats": 3, "trial": False}
    assert claims["scope"] == "orders/read"
    assert app.runtime.events[0]["version"] == "2"


def test_a_user_is_migrated_with_the_password_that_the_old_directory_knows(start):
    app = start({"UserMigration": handlers.user_migration})
    with refused("UserLambdaValidationException",
                 "UserMigration failed with error Bad user name or password."):
        app.sign_in("belladonna", "wrong")
    app.sign_in("belladonna", "Test-Pass-123")
    assert app.status_of("belladonna") == "CONFIRMED"
    app.runtime.functions["UserMigration"] = 500  # It is not asked again.
    app.sign_in("belladonna", "Test-Pass-123")


def test_a_code_by_mail_is_all_it_takes_to_sign_in(start):
    app = start({"DefineAuthChallenge": handlers.define_auth_challenge,
                 "CreateAuthChallenge": handlers.create_auth_challenge,
                 "VerifyAuthChallengeResponse": handlers.verify_auth_challenge})
    app.add_user("ada", email="ada@example.com")
    client = app.add_client(ExplicitAuthFlows=["ALLOW_CUSTOM_AUTH"])["ClientId"]

    def answer(challenge, text):
        return app.idp.respond_to_auth_challenge(
            ClientId=client, ChallengeName="CUSTOM_CHALLENGE", Session=challenge["Session"],
            ChallengeResponses={"USERNAME": "ada", "ANSWER": text})

    challenge = app.initiate("CUSTOM_AUTH", client, USERNAME="ada")
    assert challenge["ChallengeParameters"]["email"] == "ada@example.com"
    assert "135790" not in json.dumps(challenge)
    assert "AuthenticationResult" in answer(answer(challenge, "wrong"), "135790")
    challenge = app.initiate("CUSTOM_AUTH", client, USERNAME="ada")
    for _ in range(2):
        challenge = answer(challenge, "wrong")
    with refused("NotAuthorizedException"):
        answer(challenge, "wrong")


def test_a_message_is_a_functions(start):
    app = start({"CustomMessage": handlers.custom_message})
    app.sign_up("ada")
    assert app.postern.inbox()[-1]["subject"] == "Welcome to the service"
    app.confirm("ada")


def test_a_custom_sender_opens_its_codes_with_the_aws_encryption_sdk(credentials, tmp_path,
                                                                      monkeypatch):
    key_id = "arn:aws:kms:us-east-1:000000000000:key/senders"
    (tmp_path / "key").write_bytes(bytes(range(32)))
    monkeypatch.setenv("KEY_ID", key_id)
    monkeypatch.setenv("KEY", base64.b64encode(bytes(range(32))).decode())
    handlers.OPENED.clear()
    data = str(tmp_path / "data")
    key = json.loads(run_postern("keys", "create", "--data", data))
    with Runtime(sender=handlers.custom_email_sender) as runtime, Postern(
            "serve", "--data", data, "--lambda-endpoint", runtime.url,
            "--sender-key", f"{key_id}={tmp_path / 'key'}") as server:
        idp = boto3_client(server.url, key["AccessKeyId"], key["SecretAccessKey"])
        app = App(server, idp, LambdaConfig={
            "KMSKeyID": key_id,
            "CustomEmailSender": {"LambdaVersion": "V1_0", "LambdaArn": ARN + "sender"}})
        app.sign_up("ada")
        app.confirm("ada", handlers.OPENED[-1][2])
        assert handlers.OPENED[-1][:2] == ("CustomEmailSender_SignUp", "ada@example.com")
        idp.admin_create_user(**app.user("bob"), TemporaryPassword="Temp-Horse-77",
                              DesiredDeliveryMediums=["EMAIL"],
                              UserAttributes=[{"Name": "email", "Value": "bob@example.com"}])
        assert handlers.OPENED[-1] == ("CustomEmailSender_AdminCreateUser", "bob@example.com",
                                       "Temp-Horse-77")
        assert runtime.events[0]["request"]["type"] == "customEmailSenderRequestV1"


def test_a_sender_key_is_checked_when_the_server_starts(tmp_path):
    (tmp_path / "short").write_bytes(b"short")
    for key in (f"arn:aws:kms:us-east-1:1:key/k={tmp_path / 'short'}", "no-file", "=file",
                f"arn:aws:kms:us-east-1:1:key/k={tmp_path / 'missing'}"):
        started = subprocess.run([BUILD / "postern", "dev", "--listen", "127.0.0.1:0",
                                  "--sender-key", key], capture_output=True, timeout=60,
                                 check=False)
        assert (started.returncode, started.stdout) == (1, b"")


def test_over_tls_with_an_authority_of_the_operators(start, authority):
    app = start({"PreSignUp": handlers.pre_sign_up_domain}, "--ca-file", authority.file,
                certificate=authority.certificate("localhost"))
    app.sign_up("ada")


def test_a_runtime_nobody_certified_is_not_spoken_to(start, authority):
    app = start({"PreSignUp": handlers.pre_sign_up_domain},
                certificate=authority.certificate("localhost"))
    with refused("UnexpectedLambdaException"):
        app.sign_up("ada")
    assert app.runtime.events == []


@pytest.mark.parametrize("answer, name, message", [
    (b"not JSON", "InvalidLambdaResponseException", "Unrecognizable lambda output"),
    (b"", "InvalidLambdaResponseException", "Unrecognizable lambda output"),
    ([1], "InvalidLambdaResponseException", "Unrecognizable lambda output"),
    ({"response": {"autoConfirmUser": "yes"}}, "InvalidLambdaResponseException",
     "Unrecognizable lambda output"),
    (b"x" * (3 << 20), "UnexpectedLambdaException", None),
])
def test_T05_an_answer_that_is_no_event_is_refused(start, answer, name, message):
    app = start({"PreSignUp": lambda event, context: answer})
    with refused(name, message):
        app.sign_up("ada")
    app.runtime.functions["PreSignUp"] = lambda event, context: event
    app.sign_up("ada")


def test_what_cannot_be_run_is_an_error_and_not_a_gap(start, monkeypatch):
    app = start({"PreSignUp": 500})
    with refused("UnexpectedLambdaException",
                 "PreSignUp invocation failed due to error ServiceException."):
        app.sign_up("ada")
    assert len(app.runtime.events) == 1  # A refusal is not tried again.
    del app.runtime.functions["PreSignUp"]
    with refused("UnexpectedLambdaException", "PreSignUp invocation failed due to configuration."):
        app.sign_up("ada")
    app.runtime.__exit__()
    with refused("UnexpectedLambdaException"):
        app.sign_up("ada")
    app.runtime.__exit__ = lambda *_: None


def test_a_wrong_key_runs_nothing(start, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    app = start({"PreSignUp": handlers.pre_sign_up_domain})
    with refused("UnexpectedLambdaException", "PreSignUp invocation failed due to configuration."):
        app.sign_up("ada")


def test_T02_a_function_that_hangs_is_given_up_while_others_proceed(start):
    app = start({"PreSignUp": hang}, "--lambda-timeout-ms", "800", "--lambda-attempts", "2")

    def sign_up(name):
        with refused("UnexpectedLambdaException",
                     "PreSignUp invocation failed due to error "
                     "Socket timeout while invoking Lambda function."):
            app.sign_up(name)

    waiting = [threading.Thread(target=sign_up, args=(f"u{n}",)) for n in range(20)]
    for thread in waiting:
        thread.start()
    while len(app.runtime.events) < 20:
        time.sleep(0.01)
    app.idp.describe_user_pool(UserPoolId=app.pool)
    assert all(thread.is_alive() for thread in waiting)
    for thread in waiting:
        thread.join()
    assert 20 < len(app.runtime.events) <= 40
