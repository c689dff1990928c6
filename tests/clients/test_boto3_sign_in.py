# boto3: the ways in with a password, first passwords, lockout, and who is told what.
import pytest

from support import OTHER_PASSWORD, PASSWORD, attributes, refused, wrong

TEMPORARY = "Temporary-Horse-1"


@pytest.fixture
def ada(app):
    app.add_user("ada", email="ada@example.com", email_verified="true")
    return app


def test_a_password_is_right_or_wrong(ada):
    with refused("NotAuthorizedException", "Incorrect username or password."):
        ada.sign_in("ada", OTHER_PASSWORD)
    tokens = ada.sign_in("ada")
    user = ada.idp.get_user(AccessToken=tokens["AccessToken"])
    assert user["Username"] == "ada"
    assert set(user["UserAttributes"][0]) == {"Name", "Value"}


def test_an_administrator_signs_a_user_in(ada, idp):
    admin = {"UserPoolId": ada.pool, "ClientId": ada.client_id,
             "AuthParameters": {"USERNAME": "ada", "PASSWORD": PASSWORD}}
    for flow in ("ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH", "USER_PASSWORD_AUTH"):
        answer = idp.admin_initiate_auth(AuthFlow=flow, **admin)
        assert answer["AuthenticationResult"]["RefreshToken"]
    with refused("InvalidParameterException", "Initiate Auth method not supported"):
        ada.initiate("ADMIN_USER_PASSWORD_AUTH", USERNAME="ada", PASSWORD=PASSWORD)


@pytest.mark.parametrize("flow, message", [
    ("USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH flow not enabled for this client"),
    ("USER_SRP_AUTH", "USER_SRP_AUTH is not enabled for the client."),
])
def test_a_flow_must_be_enabled_for_the_client(ada, flow, message):
    closed = ada.add_client(ExplicitAuthFlows=["ALLOW_CUSTOM_AUTH"])["ClientId"]
    with refused("InvalidParameterException", message):
        ada.initiate(flow, closed, USERNAME="ada", PASSWORD=PASSWORD, SRP_A="ab12")


@pytest.mark.parametrize("flow, given, missing", [
    ("USER_PASSWORD_AUTH", {}, "USERNAME"),
    ("USER_PASSWORD_AUTH", {"USERNAME": "ada"}, "PASSWORD"),
    ("USER_SRP_AUTH", {"USERNAME": "ada"}, "SRP_A"),
    ("REFRESH_TOKEN_AUTH", {}, "REFRESH_TOKEN"),
])
def test_a_missing_parameter_is_named(ada, flow, given, missing):
    with refused("InvalidParameterException", "Missing required parameter " + missing):
        ada.initiate(flow, **given)


def test_a_temporary_password_is_mailed_and_must_be_replaced(make_app, postern, idp):
    app = make_app(Schema=[{"Name": "given_name", "AttributeDataType": "String",
                            "Required": True, "Mutable": True}])
    made = idp.admin_create_user(**app.user("ada"), TemporaryPassword=TEMPORARY,
                                 UserAttributes=attributes(email="ada@example.com"))["User"]
    assert made["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    assert TEMPORARY in postern.inbox()[-1]["body"]
    challenge = app.initiate("USER_PASSWORD_AUTH", USERNAME="ada", PASSWORD=TEMPORARY)
    assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    assert challenge["ChallengeParameters"]["requiredAttributes"] == (
        '["userAttributes.given_name"]')

    def answer(password=PASSWORD, **more):
        return idp.respond_to_auth_challenge(
            ClientId=app.client_id, ChallengeName="NEW_PASSWORD_REQUIRED",
            Session=challenge["Session"],
            ChallengeResponses={"USERNAME": "ada", "NEW_PASSWORD": password,
                                **{"userAttributes." + k: v for k, v in more.items()}})

    with refused("InvalidParameterException", "Invalid attributes given, given_name is missing"):
        answer()
    with refused("NotAuthorizedException", "Cannot modify an already provided email"):
        answer(given_name="Ada", email="new@example.com")
    with refused("InvalidPasswordException",
                 "Password did not conform with policy: Password not long enough"):
        answer("Ab1!", given_name="Ada")
    assert answer(given_name="Ada")["AuthenticationResult"]["AccessToken"]
    assert app.status_of("ada") == "CONFIRMED"
    with refused("NotAuthorizedException",
                 "Invalid session for the user, session can only be used once."):
        answer(given_name="Ada")
    app.sign_in("ada")


def test_the_admin_twin_answers_the_challenge_too(app, idp):
    idp.admin_create_user(**app.user("ada"), TemporaryPassword=TEMPORARY, MessageAction="SUPPRESS")
    admin = {"UserPoolId": app.pool, "ClientId": app.client_id}
    challenge = idp.admin_initiate_auth(
        **admin, AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ada", "PASSWORD": TEMPORARY})
    answer = idp.admin_respond_to_auth_challenge(
        **admin, ChallengeName=challenge["ChallengeName"], Session=challenge["Session"],
        ChallengeResponses={"USERNAME": "ada", "NEW_PASSWORD": PASSWORD})
    assert answer["AuthenticationResult"]["IdToken"]


def test_a_session_lives_three_minutes(app, postern, idp):
    idp.admin_create_user(**app.user("ada"), TemporaryPassword=TEMPORARY, MessageAction="SUPPRESS")
    challenge = app.initiate("USER_PASSWORD_AUTH", USERNAME="ada", PASSWORD=TEMPORARY)

    def answer(session):
        return idp.respond_to_auth_challenge(
            ClientId=app.client_id, ChallengeName="NEW_PASSWORD_REQUIRED", Session=session,
            ChallengeResponses={"USERNAME": "ada", "NEW_PASSWORD": PASSWORD})

    with refused("NotAuthorizedException", "Invalid session for the user."):
        answer("x" * 40)
    postern.advance(181)
    with refused("NotAuthorizedException", "Invalid session for the user, session is expired."):
        answer(challenge["Session"])


def test_r13_a_temporary_password_expires(app, postern, idp):
    idp.admin_create_user(**app.user("ada"), TemporaryPassword=TEMPORARY, MessageAction="SUPPRESS")
    postern.advance(7 * 86400 + 1)
    with refused("NotAuthorizedException",
                 "Temporary password has expired and must be reset by an administrator."):
        app.initiate("USER_PASSWORD_AUTH", USERNAME="ada", PASSWORD=TEMPORARY)
    idp.admin_create_user(**app.user("ada"), TemporaryPassword=TEMPORARY, MessageAction="RESEND")
    challenge = app.initiate("USER_PASSWORD_AUTH", USERNAME="ada", PASSWORD=TEMPORARY)
    assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


def test_five_wrong_passwords_lock_and_time_unlocks(ada, postern):
    for _ in range(5):
        with refused("NotAuthorizedException", "Incorrect username or password."):
            ada.sign_in("ada", OTHER_PASSWORD)
    with refused("NotAuthorizedException", "Password attempts exceeded"):
        ada.sign_in("ada")
    postern.advance(2)
    ada.sign_in("ada")


def test_e01_a_client_that_hides_its_users_answers_for_those_who_are_not_there(ada, idp, postern):
    hiding = ada.add_client(PreventUserExistenceErrors="ENABLED")["ClientId"]
    for name in ("ada", "nobody"):
        with refused("NotAuthorizedException", "Incorrect username or password."):
            ada.initiate("USER_PASSWORD_AUTH", hiding, USERNAME=name, PASSWORD=OTHER_PASSWORD)
        challenge = ada.initiate("USER_SRP_AUTH", hiding, USERNAME=name, SRP_A="ab12" * 90)
        assert challenge["ChallengeName"] == "PASSWORD_VERIFIER"
        assert challenge["ChallengeParameters"]["USER_ID_FOR_SRP"] == name
        sent = idp.forgot_password(ClientId=hiding, Username=name)
        assert sent["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"
        with refused("CodeMismatchException"):
            idp.confirm_forgot_password(ClientId=hiding, Username=name, Password=PASSWORD,
                                        ConfirmationCode=wrong(postern.newest_code()))
    with refused("UserNotFoundException", "User does not exist."):
        ada.sign_in("nobody")
    with refused("UserNotFoundException", "Username/client id combination not found."):
        idp.forgot_password(ClientId=ada.client_id, Username="nobody")


def test_a_disabled_user_stays_out_until_enabled(ada, idp):
    idp.admin_disable_user(**ada.user("ada"))
    assert idp.admin_get_user(**ada.user("ada"))["Enabled"] is False
    with refused("NotAuthorizedException", "User is disabled."):
        ada.sign_in("ada")
    idp.admin_enable_user(**ada.user("ada"))
    ada.sign_in("ada")


def test_an_unknown_client_is_named(app):
    with refused("ResourceNotFoundException", "User pool client nobodysclient does not exist."):
        app.initiate("USER_PASSWORD_AUTH", "nobodysclient", USERNAME="ada", PASSWORD=PASSWORD)


def test_s01_an_srp_value_congruent_to_zero_is_refused(ada):
    for value in ("0", "00", "zz"):
        with refused("InvalidParameterException"):
            ada.initiate("USER_SRP_AUTH", USERNAME="ada", SRP_A=value)
    challenge = ada.initiate("USER_SRP_AUTH", USERNAME="ada", SRP_A="ab12" * 90)
    assert set(challenge["ChallengeParameters"]) == {
        "SALT", "SRP_B", "SECRET_BLOCK", "USER_ID_FOR_SRP", "USERNAME"}
