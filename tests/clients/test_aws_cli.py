# The AWS CLI as an operator types it: a pool, a client, users, a list with a filter.
import json
import os
import pathlib
import subprocess
import sys

import pytest

AWS = pathlib.Path(sys.executable).parent / "aws"


@pytest.fixture
def aws(postern, tmp_path):
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path),
                   "AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any",
                   "AWS_DEFAULT_REGION": "us-east-1", "AWS_DEFAULT_OUTPUT": "json",
                   "AWS_ENDPOINT_URL": postern.url, "AWS_MAX_ATTEMPTS": "1",
                   "AWS_EC2_METADATA_DISABLED": "true"}

    def run(*arguments):
        return subprocess.run([AWS, "cognito-idp", *arguments], env=environment, timeout=60,
                              capture_output=True, text=True, check=False)
    return run


def answer(done):
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) if done.stdout.strip() else None


def test_an_operator_sets_up_a_pool_and_finds_a_user_in_it(aws):
    pool = answer(aws("create-user-pool", "--pool-name", "people",
                      "--auto-verified-attributes", "email"))["UserPool"]["Id"]
    client = answer(aws("create-user-pool-client", "--user-pool-id", pool, "--client-name", "web",
                        "--explicit-auth-flows", "ALLOW_ADMIN_USER_PASSWORD_AUTH"))
    for name in ("ada", "grace"):
        answer(aws("admin-create-user", "--user-pool-id", pool, "--username", name,
                   "--message-action", "SUPPRESS",
                   "--user-attributes", f"Name=email,Value={name}@example.com"))
    answer(aws("admin-set-user-password", "--user-pool-id", pool, "--username", "ada",
               "--password", "Correct-Horse-7", "--permanent"))
    tokens = answer(aws("admin-initiate-auth", "--user-pool-id", pool,
                        "--client-id", client["UserPoolClient"]["ClientId"],
                        "--auth-flow", "ADMIN_USER_PASSWORD_AUTH",
                        "--auth-parameters", "USERNAME=ada,PASSWORD=Correct-Horse-7"))
    assert tokens["AuthenticationResult"]["TokenType"] == "Bearer"
    found = answer(aws("list-users", "--user-pool-id", pool,
                       "--filter", 'email = "grace@example.com"'))["Users"]
    assert [one["Username"] for one in found] == ["grace"]
    names = answer(aws("list-users", "--user-pool-id", pool, "--page-size", "1",
                       "--query", "sort(Users[].Username)"))
    assert names == ["ada", "grace"]


def test_a_refusal_is_shown_with_name_and_text(aws):
    refused = aws("describe-user-pool", "--user-pool-id", "us-east-1_AAAAAAAAA")
    assert refused.returncode != 0
    assert ("(ResourceNotFoundException) when calling the DescribeUserPool operation: "
            "User pool us-east-1_AAAAAAAAA does not exist.") in refused.stderr
