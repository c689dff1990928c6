# What the tests share: a running postern, boto3 clients for it, and an app (a pool and a client).
"""Nothing here knows the engine but its binary: every call goes through somebody else's client."""

import base64
import hashlib
import hmac
import json
import os
import pathlib
import re
import signal
import subprocess
import urllib.request

import boto3
import botocore.config
import botocore.exceptions
import pytest

BUILD = pathlib.Path(
    os.environ.get("POSTERN_BUILD_DIR") or pathlib.Path(__file__).parents[2] / "build")
REGION = "us-east-1"
PASSWORD = "Correct-Horse-7"
OTHER_PASSWORD = "Other-Horse-8"
TIMEOUT_S = 60
FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH",
         "ALLOW_REFRESH_TOKEN_AUTH"]

_session = boto3.Session()  # Its parsed service model serves every client of the run.


def boto3_client(url, key_id="any", secret="any"):
    return _session.client(
        "cognito-idp", endpoint_url=url, region_name=REGION, aws_access_key_id=key_id,
        aws_secret_access_key=secret,
        config=botocore.config.Config(retries={"total_max_attempts": 1}))


def run_postern(*arguments):
    done = subprocess.run([BUILD / "postern", *arguments], capture_output=True, text=True,
                          timeout=TIMEOUT_S, check=True)
    return done.stdout


class Postern:
    """`postern dev` or `postern serve` on a free port, ready when the constructor returns."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen([BUILD / "postern", *arguments, "--listen", "127.0.0.1:0"],
                                        stdout=subprocess.PIPE, text=True)
        ready_line = self.process.stdout.readline()
        assert "listening on http://" in ready_line, ready_line
        self.url = ready_line.split()[-1]
        self.moved = False  # Whether its clock is ahead of everybody else's.
        self.resets = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=TIMEOUT_S)
        assert self.process.returncode == 0

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=TIMEOUT_S) as answer:
            return json.load(answer)

    def post(self, path, body=None):
        request = urllib.request.Request(self.url + path, json.dumps(body or {}).encode(),
                                         {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
            return json.load(answer)

    def inbox(self):
        return self.get("/_postern/inbox")

    def newest_code(self):
        return re.search(r"\b\d{6,8}\b", self.inbox()[-1]["body"])[0]

    def advance(self, seconds):
        self.post("/_postern/clock", {"advance_s": seconds})
        self.moved = True

    def reset(self):
        self.post("/_postern/reset")
        self.moved = False
        self.resets += 1


def secret_hash(client, username):
    message = username + client["ClientId"]
    digest = hmac.digest(client["ClientSecret"].encode(), message.encode(), hashlib.sha256)
    return base64.b64encode(digest).decode()


def attributes(**values):
    return [{"Name": name, "Value": value} for name, value in values.items()]


def attribute_map(listed):
    return {one["Name"]: one["Value"] for one in listed}


def wrong(code):
    """Another code than that."""
    return f"{(int(code) + 1) % 1_000_000:06}"


def refused(name, message=None):
    """The call inside is refused with this error, and this text where one is given."""
    return _Refusal(name, message)


class _Refusal:
    def __init__(self, name, message):
        self.name, self.message = name, message

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        if kind is None:
            pytest.fail(f"answered instead of {self.name}")
        if not isinstance(error, botocore.exceptions.ClientError):
            return False
        assert error.response["Error"]["Code"] == self.name
        if self.message is not None:
            assert error.response["Error"]["Message"] == self.message
        return True


class App:
    """A pool and a client in it, and the moves most tests start with."""

    def __init__(self, postern, idp, client_options=None, **pool_options):
        self.postern, self.idp = postern, idp
        pool = idp.create_user_pool(
            **{"PoolName": "app", "AutoVerifiedAttributes": ["email"], **pool_options})
        self.pool = pool["UserPool"]["Id"]
        self.client = self.add_client(**(client_options or {}))
        self.client_id = self.client["ClientId"]

    def add_client(self, **options):
        options = {"ClientName": "web", "ExplicitAuthFlows": FLOWS, **options}
        return self.idp.create_user_pool_client(UserPoolId=self.pool, **options)["UserPoolClient"]

    def clear(self):
        """Takes its users and groups away."""
        for user in self.idp.list_users(UserPoolId=self.pool)["Users"]:
            self.idp.admin_delete_user(**self.user(user["Username"]))
        for group in self.idp.list_groups(UserPoolId=self.pool)["Groups"]:
            self.idp.delete_group(UserPoolId=self.pool, GroupName=group["GroupName"])

    def user(self, name):
        return {"UserPoolId": self.pool, "Username": name}

    def sign_up(self, name, **more):
        more.setdefault("UserAttributes", attributes(email=f"{name}@example.com"))
        return self.idp.sign_up(ClientId=self.client_id, Username=name,
                                **{"Password": PASSWORD, **more})

    def confirm(self, name, code=None, **more):
        code = code or self.postern.newest_code()
        return self.idp.confirm_sign_up(ClientId=self.client_id, Username=name,
                                        ConfirmationCode=code, **more)

    def add_user(self, name, **values):
        """A confirmed user, by an administrator's hand."""
        self.idp.admin_create_user(**self.user(name), UserAttributes=attributes(**values),
                                   MessageAction="SUPPRESS")
        self.idp.admin_set_user_password(**self.user(name), Password=PASSWORD, Permanent=True)

    def initiate(self, flow, client_id=None, **parameters):
        return self.idp.initiate_auth(ClientId=client_id or self.client_id, AuthFlow=flow,
                                      AuthParameters=parameters)

    def sign_in(self, name, password=PASSWORD, **more):
        answer = self.initiate("USER_PASSWORD_AUTH", USERNAME=name, PASSWORD=password, **more)
        return answer["AuthenticationResult"]

    def sign_in_with(self, client, name="ada", password=PASSWORD):
        """Through another client: its id, or all of it where it has a secret."""
        client = client if isinstance(client, dict) else {"ClientId": client}
        proof = ({"SECRET_HASH": secret_hash(client, name)} if "ClientSecret" in client else {})
        answer = self.initiate("USER_PASSWORD_AUTH", client["ClientId"], USERNAME=name,
                               PASSWORD=password, **proof)
        return answer["AuthenticationResult"]

    def refresh(self, token, **more):
        answer = self.initiate("REFRESH_TOKEN_AUTH", REFRESH_TOKEN=token, **more)
        return answer["AuthenticationResult"]

    def attributes_of(self, name):
        return attribute_map(self.idp.admin_get_user(**self.user(name))["UserAttributes"])

    def status_of(self, name):
        return self.idp.admin_get_user(**self.user(name))["UserStatus"]
