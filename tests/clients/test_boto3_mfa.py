# boto3 and pyotp: second factors from the pool's setting to the tokens.
import json

import pytest

from authenticator import Authenticator
from support import PASSWORD, refused, wrong

SMS = {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}
NO_RECOVERY = {"RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}]}
PHONE = "+15550109876"


@pytest.fixture
def make_mfa_app(make_app):
    def make(mode):
        app = make_app(AccountRecoverySetting=NO_RECOVERY)
        app.idp.set_user_pool_mfa_config(
            UserPoolId=app.pool, MfaConfiguration=mode,
            SmsMfaConfiguration={"SmsConfiguration": SMS},
            SoftwareTokenMfaConfiguration={"Enabled": True},
            EmailMfaConfiguration={"Subject": "Sign in", "Message": "It is {####}"})
        return app
    return make


def begin(app, name="ada"):
    return app.initiate("USER_PASSWORD_AUTH", USERNAME=name, PASSWORD=PASSWORD)


def answer(app, asked, **responses):
    return app.idp.respond_to_auth_challenge(
        ClientId=app.client_id, ChallengeName=asked["ChallengeName"], Session=asked["Session"],
        ChallengeResponses={"USERNAME": "ada", **responses})


def registered_app(app, token):
    """What a signed-in user does, once."""
    secret = app.idp.associate_software_token(AccessToken=token)["SecretCode"]
    phone = Authenticator(app.postern, secret)
    verified = app.idp.verify_software_token(AccessToken=token, UserCode=phone.code(),
                                             FriendlyDeviceName="phone")
    assert verified["Status"] == "SUCCESS"
    app.idp.set_user_mfa_preference(
        AccessToken=token, SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True})
    return phone


def test_the_configuration_of_a_pool_reads_back(make_mfa_app):
    app = make_mfa_app("OPTIONAL")
    config = app.idp.get_user_pool_mfa_config(UserPoolId=app.pool)
    assert config["MfaConfiguration"] == "OPTIONAL"
    assert config["SmsMfaConfiguration"]["SmsConfiguration"] == SMS
    assert config["SoftwareTokenMfaConfiguration"] == {"Enabled": True}
    assert config["EmailMfaConfiguration"] == {"Subject": "Sign in", "Message": "It is {####}"}


def test_an_authenticator_app_is_registered_and_asked_for(make_mfa_app):
    app = make_mfa_app("OPTIONAL")
    app.add_user("ada", email="ada@example.com")
    phone = registered_app(app, app.sign_in("ada")["AccessToken"])
    asked = begin(app)
    assert asked["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert asked["ChallengeParameters"]["FRIENDLY_DEVICE_NAME"] == "phone"
    with refused("CodeMismatchException"):
        answer(app, asked, SOFTWARE_TOKEN_MFA_CODE=phone.wrong_code())
    tokens = answer(app, asked, SOFTWARE_TOKEN_MFA_CODE=phone.fresh_code())["AuthenticationResult"]
    user = app.idp.get_user(AccessToken=tokens["AccessToken"])
    assert user["PreferredMfaSetting"] == "SOFTWARE_TOKEN_MFA"
    assert user["UserMFASettingList"] == ["SOFTWARE_TOKEN_MFA"]


def test_m01_a_code_of_the_app_is_good_once(make_mfa_app):
    app = make_mfa_app("OPTIONAL")
    app.add_user("ada")
    phone = registered_app(app, app.sign_in("ada")["AccessToken"])
    code = phone.fresh_code()
    answer(app, begin(app), SOFTWARE_TOKEN_MFA_CODE=code)
    with refused("ExpiredCodeException", "Your software token has already been used once."):
        answer(app, begin(app), SOFTWARE_TOKEN_MFA_CODE=code)
    answer(app, begin(app), SOFTWARE_TOKEN_MFA_CODE=phone.fresh_code())


def test_a_required_factor_is_set_up_at_the_first_sign_in(make_mfa_app):
    app = make_mfa_app("ON")
    app.add_user("ada")
    asked = begin(app)
    assert asked["ChallengeName"] == "MFA_SETUP"
    assert "SOFTWARE_TOKEN_MFA" in json.loads(asked["ChallengeParameters"]["MFAS_CAN_SETUP"])
    associated = app.idp.associate_software_token(Session=asked["Session"])
    phone = Authenticator(app.postern, associated["SecretCode"])
    with refused("EnableSoftwareTokenMFAException"):
        app.idp.verify_software_token(Session=associated["Session"], UserCode=phone.wrong_code())
    verified = app.idp.verify_software_token(Session=associated["Session"], UserCode=phone.code())
    done = answer(app, {**asked, "Session": verified["Session"]})
    assert done["AuthenticationResult"]["AccessToken"]
    done = answer(app, begin(app), SOFTWARE_TOKEN_MFA_CODE=phone.fresh_code())
    assert done["AuthenticationResult"]["AccessToken"]


def test_a_text_message_is_the_second_factor(make_mfa_app):
    app = make_mfa_app("ON")
    app.add_user("ada", phone_number=PHONE)
    asked = begin(app)
    assert asked["ChallengeName"] == "SMS_MFA"
    assert asked["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"] == "+*******9876"
    code = app.postern.newest_code()
    with refused("CodeMismatchException", "Invalid code or auth state for the user."):
        answer(app, asked, SMS_MFA_CODE=wrong(code))
    assert answer(app, asked, SMS_MFA_CODE=code)["AuthenticationResult"]["AccessToken"]
    assert app.attributes_of("ada")["phone_number_verified"] == "true"


def test_the_user_chooses_between_two(make_mfa_app):
    app = make_mfa_app("ON")
    app.add_user("ada", phone_number=PHONE, email="ada@example.com")
    asked = begin(app)
    assert asked["ChallengeName"] == "SELECT_MFA_TYPE"
    offered = json.loads(asked["ChallengeParameters"]["MFAS_CAN_CHOOSE"])
    assert sorted(offered) == ["EMAIL_OTP", "SMS_MFA"]
    chosen = answer(app, asked, ANSWER="EMAIL_OTP")
    assert chosen["ChallengeName"] == "EMAIL_OTP"
    code = app.postern.newest_code()
    assert app.postern.inbox()[-1]["body"] == f"It is {code}"
    assert answer(app, chosen, EMAIL_OTP_CODE=code)["AuthenticationResult"]["AccessToken"]


def test_m08_a_password_is_not_reset_where_the_second_factor_goes(make_mfa_app):
    app = make_mfa_app("OPTIONAL")
    app.idp.update_user_pool(
        UserPoolId=app.pool, MfaConfiguration="OPTIONAL", SmsConfiguration=SMS,
        AccountRecoverySetting={"RecoveryMechanisms": [
            {"Name": "verified_phone_number", "Priority": 1}]})
    app.add_user("ada", phone_number=PHONE, phone_number_verified="true")
    app.idp.forgot_password(ClientId=app.client_id, Username="ada")
    app.idp.admin_set_user_mfa_preference(
        **app.user("ada"), SMSMfaSettings={"Enabled": True, "PreferredMfa": True})
    with refused("InvalidParameterException"):
        app.idp.forgot_password(ClientId=app.client_id, Username="ada")
