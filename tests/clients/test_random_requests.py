# boto3: random requests, made from botocore's own model of the service, to every operation.
"""No request may hang or fail inside the engine, and every refusal is one the model allows.

POSTERN_RANDOM_ROUNDS is how many requests each operation gets, POSTERN_RANDOM_SEED where the dice
start.
"""

import os
import random
import re
import string

import botocore.exceptions
import botocore.session
import pytest

from support import PASSWORD, attributes

ROUNDS = int(os.environ.get("POSTERN_RANDOM_ROUNDS", "12"))
SEED = int(os.environ.get("POSTERN_RANDOM_SEED", "1"))

# What any operation may answer although no list of its own says so (API reference, common errors).
COMMON = {"InvalidParameterException", "NotAuthorizedException", "ResourceNotFoundException",
          "LimitExceededException", "UserNotFoundException"}
LETTERS = string.ascii_letters + string.digits + " _-.@+#äß水"
KEEPS_POOL = {"DeleteUserPool"}
# Newer than the engine's model of the service.
UNKNOWN = {"GetDerivedToken"}


class Requests:
    """Random members for a shape: often such that mean something, always what the model allows."""

    def __init__(self, dice, known):
        self.dice, self.known = dice, known

    def structure(self, shape, depth=0):
        made = {}
        for name, member in shape.members.items():
            wanted = name in shape.required_members
            if wanted or (depth < 5 and self.dice.random() < 0.35):
                made[name] = self.value(name, member, depth + 1)
        return made

    def value(self, name, shape, depth):
        if name in self.known and shape.type_name == "string" and self.dice.random() < 0.9:
            return self.dice.choice(self.known[name])
        make = getattr(self, shape.type_name, None)
        return make(shape, depth) if make else None

    def string(self, shape, _):
        if shape.enum:
            return self.dice.choice(shape.enum)
        low, high = shape.metadata.get("min", 0), shape.metadata.get("max", 64)
        pattern = shape.metadata.get("pattern")
        for _ in range(30):
            size = self.dice.randint(low, max(low, min(high, low + 24)))
            alphabet = self.dice.choice((LETTERS, string.ascii_lowercase, string.digits))
            text = "".join(self.dice.choice(alphabet) for _ in range(size))
            if pattern is None or matches(pattern, text):
                return text
        return text

    def list(self, shape, depth):
        low, high = shape.metadata.get("min", 0), shape.metadata.get("max", 4)
        count = self.dice.randint(low, max(low, min(high, low + 3)))
        return [self.value("", shape.member, depth + 1) for _ in range(count)]

    def map(self, shape, depth):
        return {self.value("", shape.key, depth): self.value("", shape.value, depth)
                for _ in range(self.dice.randint(0, 3))}

    def integer(self, shape, _):
        low, high = shape.metadata.get("min", -1), shape.metadata.get("max", 100_000)
        return self.dice.choice((low, high, self.dice.randint(low, high)))

    long = integer

    def boolean(self, *_):
        return self.dice.random() < 0.5

    def timestamp(self, *_):
        return self.dice.randint(0, 2_000_000_000)

    def blob(self, *_):
        return self.dice.randbytes(self.dice.randint(1, 400))


def matches(pattern, text):
    """Whether a Java pattern takes it; what Python does not know of Java passes."""
    known = re.sub(r"\\p\{[A-Z]+\}", r"\\w", pattern)
    try:
        return re.fullmatch(known, text) is not None
    except re.error:
        return True


@pytest.fixture(scope="module")
def known(postern, idp):
    """What the requests may speak of: a pool with a client, a group and users who are signed in."""
    postern.reset()
    pool = idp.create_user_pool(PoolName="p", AutoVerifiedAttributes=["email"])["UserPool"]
    client = idp.create_user_pool_client(
        UserPoolId=pool["Id"], ClientName="c",
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH",
                           "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_USER_AUTH",
                           "ALLOW_ADMIN_USER_PASSWORD_AUTH"])["UserPoolClient"]
    idp.create_group(UserPoolId=pool["Id"], GroupName="staff")
    tokens = []
    for name in ("ada", "bob", "cyd"):
        idp.admin_create_user(UserPoolId=pool["Id"], Username=name, MessageAction="SUPPRESS",
                              UserAttributes=attributes(email=name + "@example.com"))
        idp.admin_set_user_password(UserPoolId=pool["Id"], Username=name, Password=PASSWORD,
                                    Permanent=True)
        tokens.append(idp.initiate_auth(
            ClientId=client["ClientId"], AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": name, "PASSWORD": PASSWORD})["AuthenticationResult"])
    return {
        "UserPoolId": [pool["Id"]], "ClientId": [client["ClientId"]], "GroupName": ["staff"],
        "Username": ["ada", "bob", "cyd", "nobody"], "Password": [PASSWORD],
        "AccessToken": [one["AccessToken"] for one in tokens],
        "RefreshToken": [one["RefreshToken"] for one in tokens],
        "Token": [one["RefreshToken"] for one in tokens],
        "ResourceArn": [pool["Arn"]], "Filter": ['email ^= "a"', 'sub = "x"', ""],
        "AttributeName": ["email", "phone_number"], "PaginationToken": ["x"], "NextToken": ["x"],
        "PoolName": ["again"], "Name": ["email", "custom:x", "a"],
    }


def all_operations():
    model = botocore.session.get_session().get_service_model("cognito-idp")
    return sorted(set(model.operation_names) - UNKNOWN)


@pytest.mark.parametrize("operation", all_operations())
def test_random_requests_are_answered_or_refused_as_the_model_allows(idp, known, operation):
    if operation in KEEPS_POOL:
        known = {**known, "UserPoolId": ["us-east-1_ABCDEFGHI"]}
    model = idp.meta.service_model.operation_model(operation)
    allowed = COMMON | {error.name for error in model.error_shapes}
    dice = random.Random(f"{SEED} {operation}")
    requests = Requests(dice, known)
    for _ in range(ROUNDS):
        request = requests.structure(model.input_shape)
        try:
            idp._make_api_call(operation, request)
        except botocore.exceptions.ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            code = error.response["Error"]["Code"]
            assert status == 400 and code in allowed, (operation, request, error.response["Error"])
        except botocore.exceptions.ParamValidationError:
            pass  # botocore itself refuses it: nothing was sent.
