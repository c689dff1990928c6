# Functions as people deploy them behind Cognito: nothing in here knows Postern.
"""Each does what a well-known example of Cognito's guide does, in the form Lambda's Python runtime
calls: handler(event, context). The tests run them in process and behind a Lambda API alike."""

import base64
import os


def pre_sign_up_domain(event, context):
    """Confirms who comes from the company, refuses free mail."""
    address = event["request"]["userAttributes"]["email"]
    domain = address.rsplit("@", 1)[1]
    if domain == "free.example":
        raise Exception("Cannot register users from " + domain)
    event["response"]["autoConfirmUser"] = domain == "company.example"
    if domain == "company.example":
        event["response"]["autoVerifyEmail"] = True
    return event


def pre_token_generation(event, context):
    """Adds a claim, hides the address, replaces the groups."""
    event["response"]["claimsOverrideDetails"] = {
        "claimsToAddOrOverride": {"tenant": "blue", "family_name": "Doe"},
        "claimsToSuppress": ["email"],
        "groupOverrideDetails": {
            "groupsToOverride": ["new-group-A"],
            "iamRolesToOverride": ["arn:aws:iam::123456789012:role/sns_callerA"],
            "preferredRole": "arn:aws:iam::123456789012:role/sns_caller",
        },
    }
    return event


def pre_token_generation_v2(event, context):
    """The newer event: scopes and claims of any type in access tokens."""
    assert "scopes" in event["request"]
    event["response"] = {
        "claimsAndScopeOverrideDetails": {
            "idTokenGeneration": {"claimsToAddOrOverride": {"website": "https://example.com"}},
            "accessTokenGeneration": {
                "claimsToAddOrOverride": {"plan": {"seats": 3, "trial": False}},
                "scopesToAdd": ["orders/read"],
                "scopesToSuppress": ["aws.cognito.signin.user.admin"],
            },
        }
    }
    return event


LEGACY_USERS = {"belladonna": {"password": "Test-Pass-123", "email": "bella@example.com"}}


def user_migration(event, context):
    """Brings over who is known to the old directory."""
    known = LEGACY_USERS.get(event["userName"])
    if event["triggerSource"] == "UserMigration_Authentication":
        if known is None or known["password"] != event["request"]["password"]:
            raise Exception("Bad user name or password")
        event["response"]["finalUserStatus"] = "CONFIRMED"
    elif known is None:
        raise Exception("Bad user name")
    event["response"]["userAttributes"] = {"email": known["email"], "email_verified": "true"}
    event["response"]["messageAction"] = "SUPPRESS"
    return event


def custom_message(event, context):
    """Its own words for sign-ups."""
    if event["triggerSource"] == "CustomMessage_SignUp":
        code = event["request"]["codeParameter"]
        event["response"]["smsMessage"] = "Welcome to the service. Your code is " + code
        event["response"]["emailSubject"] = "Welcome to the service"
        event["response"]["emailMessage"] = "Thank you for signing up. " + code + " is your code"
    return event


def post_confirmation(event, context):
    """Only looks."""
    print("confirmed", event["userName"], event["request"]["userAttributes"]["sub"])
    return event


def define_auth_challenge(event, context):
    """Passwordless e-mail: three tries."""
    session = event["request"]["session"]
    if session and session[-1]["challengeResult"]:
        event["response"]["issueTokens"] = True
        event["response"]["failAuthentication"] = False
    elif len(session) >= 3:
        event["response"]["issueTokens"] = False
        event["response"]["failAuthentication"] = True
    else:
        event["response"]["issueTokens"] = False
        event["response"]["failAuthentication"] = False
        event["response"]["challengeName"] = "CUSTOM_CHALLENGE"
    return event


def create_auth_challenge(event, context):
    """A code that a mail would carry; kept from try to try in the metadata."""
    session = event["request"]["session"]
    code = session[-1]["challengeMetadata"][5:] if session else "135790"
    event["response"]["publicChallengeParameters"] = {
        "email": event["request"]["userAttributes"]["email"]}
    event["response"]["privateChallengeParameters"] = {"secretLoginCode": code}
    event["response"]["challengeMetadata"] = "CODE-" + code
    return event


def verify_auth_challenge(event, context):
    expected = event["request"]["privateChallengeParameters"]["secretLoginCode"]
    event["response"]["answerCorrect"] = event["request"]["challengeAnswer"] == expected
    return event


OPENED = []


def custom_email_sender(event, context):
    """Opens the code with the AWS Encryption SDK, the key in its environment, and keeps it."""
    import aws_encryption_sdk
    from aws_cryptographic_material_providers.mpl import AwsCryptographicMaterialProviders
    from aws_cryptographic_material_providers.mpl.config import MaterialProvidersConfig
    from aws_cryptographic_material_providers.mpl.models import (
        AesWrappingAlg, CreateRawAesKeyringInput)

    providers = AwsCryptographicMaterialProviders(config=MaterialProvidersConfig())
    keyring = providers.create_raw_aes_keyring(input=CreateRawAesKeyringInput(
        key_namespace="postern", key_name=os.environ["KEY_ID"],
        wrapping_key=base64.b64decode(os.environ["KEY"]),
        wrapping_alg=AesWrappingAlg.ALG_AES256_GCM_IV12_TAG16))
    plaintext, header = aws_encryption_sdk.EncryptionSDKClient().decrypt(
        source=base64.b64decode(event["request"]["code"]), keyring=keyring)
    assert header.encryption_context["userpool-id"] == event["userPoolId"]
    OPENED.append((event["triggerSource"], event["request"]["userAttributes"]["email"],
                   plaintext.decode()))
