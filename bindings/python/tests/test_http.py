# The HTTP face in process: bare requests, WSGI, and the real boto3.
import io
import json

import pytest

from conftest import PASSWORD
from postern.errors import InvalidArgumentError

JSON = "application/x-amz-json-1.1"


def api_headers(operation):
    target = f"AWSCognitoIdentityProviderService.{operation}"
    return {"Host": "localhost", "Content-Type": JSON, "X-Amz-Target": target}


def test_a_trusted_request_needs_no_signature(app):
    body = json.dumps({"MaxResults": 10}).encode()
    headers = api_headers("ListUserPools")
    answer = app.engine.http("POST", "/", headers, body, trusted=True)
    assert answer.status == 200
    assert [pool["Id"] for pool in json.loads(answer.body)["UserPools"]] == [app.pool]
    refused = app.engine.http("POST", "/", headers, body)
    assert refused.status in (400, 403)


def test_a_pool_serves_its_keys(app):
    answer = app.engine.http("GET", f"/{app.pool}/.well-known/jwks.json", {"Host": "localhost"})
    assert answer.status == 200
    assert {key["alg"] for key in json.loads(answer.body)["keys"]} == {"RS256"}


def test_a_request_beyond_the_bounds_is_refused(engine):
    with pytest.raises(InvalidArgumentError):
        engine.http("POST", "/", api_headers("SignUp"), b" " * 2_097_153)


def test_a_wsgi_application_answers(app):
    started = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": f"/{app.pool}/.well-known/openid-configuration",
        "QUERY_STRING": "",
        "HTTP_HOST": "localhost",
        "wsgi.input": io.BytesIO(),
    }
    body = b"".join(app.engine.wsgi_app()(environ, lambda *start: started.append(start)))
    assert started[0][0] == "200 OK"
    assert json.loads(body)["issuer"].endswith(app.pool)


def test_boto3_signs_a_user_in_without_a_socket(app):
    pytest.importorskip("boto3")
    idp = app.engine.boto3_client("cognito-idp")
    app.add_user("alice", email="alice@example.com")
    answer = idp.initiate_auth(
        ClientId=app.client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "alice", "PASSWORD": PASSWORD},
    )
    token = answer["AuthenticationResult"]["AccessToken"]
    assert idp.get_user(AccessToken=token)["Username"] == "alice"
    assert app.engine.verify(token)["username"] == "alice"
    listed = idp.list_users(UserPoolId=app.pool, Filter='email = "alice@example.com"')
    assert listed["Users"][0]["UserCreateDate"].tzinfo is not None


def test_boto3_raises_its_own_exceptions(app):
    pytest.importorskip("boto3")
    idp = app.engine.boto3_client("cognito-idp")
    with pytest.raises(idp.exceptions.UserNotFoundException) as caught:
        idp.admin_get_user(UserPoolId=app.pool, Username="nobody")
    assert caught.value.response["Error"]["Message"] == "User does not exist."
