# boto3 from many threads at once: what may happen once happens once.
import collections
from concurrent.futures import ThreadPoolExecutor

from botocore.exceptions import ClientError

from support import PASSWORD

THREADS = 12


def at_once(call):
    """Names of the outcomes of as many equal calls as there are threads, counted."""
    def outcome(_):
        try:
            call()
            return "done"
        except ClientError as error:
            return error.response["Error"]["Code"]

    with ThreadPoolExecutor(THREADS) as threads:
        return collections.Counter(threads.map(outcome, range(THREADS)))


def test_of_many_who_want_a_name_one_gets_it(app):
    outcomes = at_once(lambda: app.sign_up("ada"))
    assert outcomes == {"done": 1, "UsernameExistsException": THREADS - 1}
    app.confirm("ada")
    app.sign_in("ada")


def test_r02_a_code_confirms_one_of_many(app, postern):
    app.add_user("ada", email="ada@example.com", email_verified="true")
    app.idp.forgot_password(ClientId=app.client_id, Username="ada")
    code = postern.newest_code()
    outcomes = at_once(lambda: app.idp.confirm_forgot_password(
        ClientId=app.client_id, Username="ada", ConfirmationCode=code, Password=PASSWORD))
    assert outcomes["done"] == 1
    app.sign_in("ada")


def test_o19_a_refresh_token_without_grace_is_rotated_once(app):
    app.add_user("ada")
    client = app.add_client(
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
        RefreshTokenRotation={"Feature": "ENABLED", "RetryGracePeriodSeconds": 0})["ClientId"]
    token = app.sign_in_with(client)["RefreshToken"]
    outcomes = at_once(lambda: app.idp.get_tokens_from_refresh_token(
        ClientId=client, RefreshToken=token))
    assert outcomes["done"] == 1
    assert outcomes["RefreshTokenReuseException"] >= 1


def test_many_sign_in_side_by_side(app):
    app.add_user("ada")
    assert at_once(lambda: app.sign_in("ada")) == {"done": THREADS}
