# pycognito signs users in with SRP, as it does with Cognito.
import pytest
from pycognito import AWSSRP, Cognito
from pycognito.exceptions import (
    ForceChangePasswordException, SMSMFAChallengeException, SoftwareTokenMFAChallengeException)

from authenticator import Authenticator
from support import OTHER_PASSWORD, PASSWORD, refused

TEMPORARY = "Temporary-Horse-1"


@pytest.fixture
def ada(app):
    app.add_user("ada", email="ada@example.com", email_verified="true")
    return app


def cognito(app, name, client=None, **tokens):
    client = client or app.client
    return Cognito(app.pool, client["ClientId"], username=name,
                   client_secret=client.get("ClientSecret"), user_pool_region="us-east-1",
                   access_key="any", secret_key="any",
                   boto3_client_kwargs={"endpoint_url": app.postern.url}, **tokens)


def srp(app, name, password):
    return AWSSRP(username=name, password=password, pool_id=app.pool, client_id=app.client_id,
                  client=app.idp)


def test_a_user_signs_in_with_srp_and_the_tokens_are_good(ada):
    tokens = srp(ada, "ada", PASSWORD).authenticate_user()["AuthenticationResult"]
    user = ada.idp.get_user(AccessToken=tokens["AccessToken"])
    assert user["Username"] == "ada"
    assert tokens["RefreshToken"]


def test_a_wrong_password_is_refused(ada):
    with refused("NotAuthorizedException", "Incorrect username or password."):
        srp(ada, "ada", OTHER_PASSWORD).authenticate_user()


def test_s11_many_hand_shakes_agree(ada):
    for _ in range(12):
        assert srp(ada, "ada", PASSWORD).authenticate_user()["AuthenticationResult"]


def test_an_email_address_signs_in_as_the_user_behind_it(make_app):
    app = make_app(UsernameAttributes=["email"])
    app.add_user("ada@example.com")
    answer = srp(app, "ada@example.com", PASSWORD).authenticate_user()
    assert answer["AuthenticationResult"]["IdToken"]


def test_a_client_with_a_secret_signs_in(ada):
    client = ada.add_client(GenerateSecret=True)
    tokens = AWSSRP(username="ada", password=PASSWORD, pool_id=ada.pool,
                    client_id=client["ClientId"], client_secret=client["ClientSecret"],
                    client=ada.idp).authenticate_user()
    assert tokens["AuthenticationResult"]["AccessToken"]


def test_a_temporary_password_is_replaced(app):
    app.idp.admin_create_user(**app.user("ada"), TemporaryPassword=TEMPORARY,
                              MessageAction="SUPPRESS")
    with pytest.raises(ForceChangePasswordException):
        srp(app, "ada", TEMPORARY).authenticate_user()
    answer = srp(app, "ada", TEMPORARY).set_new_password_challenge(PASSWORD)
    assert answer["AuthenticationResult"]["AccessToken"]
    assert srp(app, "ada", PASSWORD).authenticate_user()


def test_a_user_registers_confirms_changes_and_leaves(app):
    user = cognito(app, "ada")
    user.set_base_attributes(email="ada@example.com")
    user.register("ada", PASSWORD)
    user.confirm_sign_up(app.postern.newest_code(), username="ada")
    user.admin_authenticate(PASSWORD)
    user.update_profile({"nickname": "countess"})
    assert user.get_user(attr_map={}).nickname == "countess"
    user.change_password(PASSWORD, OTHER_PASSWORD)
    user.initiate_forgot_password()
    user.confirm_forgot_password(app.postern.newest_code(), PASSWORD)
    user.admin_authenticate(PASSWORD)
    access, refresh = user.access_token, user.refresh_token
    user.renew_access_token()
    assert user.access_token != access
    user.logout()
    with refused("NotAuthorizedException", "Refresh Token has been revoked"):
        app.refresh(refresh)
    user.admin_authenticate(PASSWORD)
    user.delete_user()
    with refused("UserNotFoundException"):
        app.status_of("ada")


@pytest.fixture
def grace(make_app):
    """A user with a phone, in a pool that takes second factors."""
    app = make_app()
    app.idp.set_user_pool_mfa_config(
        UserPoolId=app.pool, MfaConfiguration="OPTIONAL",
        SmsMfaConfiguration={"SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::1:role/sms-role"}},
        SoftwareTokenMfaConfiguration={"Enabled": True})
    app.add_user("grace", email="grace@example.com", phone_number="+15550109876")
    return app


def test_a_software_token_is_registered_and_asked_for(grace):
    user = cognito(grace, "grace")
    user.authenticate(PASSWORD)
    phone = Authenticator(grace.postern, user.associate_software_token())
    assert user.verify_software_token(phone.code(), "phone")
    user.set_user_mfa_preference(False, True, "SOFTWARE_TOKEN")
    again = cognito(grace, "grace")
    with pytest.raises(SoftwareTokenMFAChallengeException):
        again.authenticate(PASSWORD)
    again.respond_to_software_token_mfa_challenge(phone.fresh_code())
    assert grace.idp.get_user(AccessToken=again.access_token)["Username"] == "grace"


def test_a_text_message_is_asked_for(grace):
    user = cognito(grace, "grace")
    user.authenticate(PASSWORD)
    user.set_user_mfa_preference(True, False, "SMS")
    again = cognito(grace, "grace")
    with pytest.raises(SMSMFAChallengeException):
        again.authenticate(PASSWORD)
    again.respond_to_sms_mfa_challenge(grace.postern.newest_code())
    assert grace.idp.get_user(AccessToken=again.access_token)["Username"] == "grace"
