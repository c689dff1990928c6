# boto3: USER_AUTH. The client names the first factor or is told what there is; users without a
# password; step-up.
import jwt
import pytest
from pycognito import AWSSRP

from support import OTHER_PASSWORD, PASSWORD, attributes, refused

POLICY = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "SMS_OTP"]}}
FLOWS = ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


@pytest.fixture
def choosing(make_app):
    return make_app(Policies=POLICY,
                    client_options={"ExplicitAuthFlows": FLOWS})


@pytest.fixture
def ada(choosing):
    choosing.add_user("ada", email="ada@example.com")
    return choosing


def choose(app, name="ada", **parameters):
    return app.initiate("USER_AUTH", USERNAME=name, **parameters)


def respond(app, challenge, name="ada", **responses):
    return app.idp.respond_to_auth_challenge(
        ClientId=app.client_id, ChallengeName=challenge["ChallengeName"],
        Session=challenge["Session"], ChallengeResponses={"USERNAME": name, **responses})


def claims(tokens):
    return jwt.decode(tokens["IdToken"], options={"verify_signature": False})


def test_a_user_is_asked_and_chooses_a_code(ada):
    select = choose(ada)
    assert select["ChallengeName"] == "SELECT_CHALLENGE"
    assert select["AvailableChallenges"] == ["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP"]
    asked = respond(ada, select, ANSWER="EMAIL_OTP")
    assert asked["ChallengeParameters"] == {"CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL",
                                            "CODE_DELIVERY_DESTINATION": "a***@e***"}
    code = ada.postern.newest_code()
    with refused("CodeMismatchException"):
        respond(ada, asked, EMAIL_OTP_CODE="x" + code[1:])
    tokens = respond(ada, asked, EMAIL_OTP_CODE=code)["AuthenticationResult"]
    assert ada.idp.get_user(AccessToken=tokens["AccessToken"])["Username"] == "ada"
    assert ada.attributes_of("ada")["email_verified"] == "true"
    assert ada.refresh(tokens["RefreshToken"])["AccessToken"]


def test_a_password_is_preferred(ada):
    with refused("NotAuthorizedException", "Incorrect username or password."):
        choose(ada, PREFERRED_CHALLENGE="PASSWORD", PASSWORD=OTHER_PASSWORD)
    answer = choose(ada, PREFERRED_CHALLENGE="PASSWORD", PASSWORD=PASSWORD)
    assert answer["AuthenticationResult"]["AccessToken"]


@pytest.mark.parametrize("password, right", [(PASSWORD, True), (OTHER_PASSWORD, False)])
def test_a_password_is_proven_with_srp(ada, password, right):
    srp = AWSSRP(username="ada", password=password, pool_id=ada.pool, client_id=ada.client_id,
                 client=ada.idp)
    challenge = choose(ada, PREFERRED_CHALLENGE="PASSWORD_SRP",
                       SRP_A=srp.get_auth_params()["SRP_A"])
    assert challenge["ChallengeName"] == "PASSWORD_VERIFIER"
    responses = srp.process_challenge(challenge["ChallengeParameters"], {"USERNAME": "ada"})

    def answer():
        return ada.idp.respond_to_auth_challenge(
            ClientId=ada.client_id, ChallengeName="PASSWORD_VERIFIER",
            ChallengeResponses=responses)
    if right:
        assert answer()["AuthenticationResult"]["AccessToken"]
    else:
        with refused("NotAuthorizedException", "Incorrect username or password."):
            answer()


def test_an_administrator_starts_it_as_well(ada, idp):
    who = {"UserPoolId": ada.pool, "ClientId": ada.client_id}
    select = idp.admin_initiate_auth(AuthFlow="USER_AUTH", AuthParameters={"USERNAME": "ada"},
                                     **who)
    answer = idp.admin_respond_to_auth_challenge(
        ChallengeName="SELECT_CHALLENGE", Session=select["Session"], **who,
        ChallengeResponses={"USERNAME": "ada", "ANSWER": "PASSWORD", "PASSWORD": PASSWORD})
    assert answer["AuthenticationResult"]["AccessToken"]


def test_who_signs_up_without_a_password_goes_straight_in(choosing):
    made = choosing.idp.sign_up(ClientId=choosing.client_id, Username="ada",
                                UserAttributes=attributes(email="ada@example.com"))
    confirmed = choosing.confirm("ada", Session=made["Session"])
    answer = choosing.idp.initiate_auth(
        ClientId=choosing.client_id, AuthFlow="USER_AUTH", Session=confirmed["Session"],
        AuthParameters={"USERNAME": "ada"})
    token = answer["AuthenticationResult"]["AccessToken"]
    choosing.idp.change_password(AccessToken=token, ProposedPassword=PASSWORD)
    assert choose(choosing, PREFERRED_CHALLENGE="PASSWORD",
                  PASSWORD=PASSWORD)["AuthenticationResult"]


def test_a_client_that_hides_who_exists_answers_nobody_alike(ada):
    ada.idp.update_user_pool_client(
        UserPoolId=ada.pool, ClientId=ada.client_id, ExplicitAuthFlows=FLOWS,
        PreventUserExistenceErrors="ENABLED")
    asked = [choose(ada, name, PREFERRED_CHALLENGE="EMAIL_OTP") for name in ("ada", "nobody")]
    for challenge, name in zip(asked, ("ada", "nobody")):
        assert challenge["ChallengeName"] == "EMAIL_OTP"
        assert len(challenge["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"]) == 9
        with refused("CodeMismatchException"):
            respond(ada, challenge, name, EMAIL_OTP_CODE="00000000")


def test_a_signed_in_user_steps_up(ada):
    low = choose(ada, PREFERRED_CHALLENGE="PASSWORD", PASSWORD=PASSWORD)["AuthenticationResult"]
    assert "acr" not in claims(low)
    asked = choose(ada, TARGET_ACR_VALUES="urn:cognito:loa:3", MAX_AGE="300",
                   ACCESS_TOKEN=low["AccessToken"])
    high = respond(ada, asked, EMAIL_OTP_CODE=ada.postern.newest_code())["AuthenticationResult"]
    assert claims(high)["acr"] == "urn:cognito:loa:3"
    assert claims(high)["amr"] == ["pwd", "email_otp", "mfa"]
    again = claims(ada.refresh(high["RefreshToken"]))
    assert (again["acr"], again["amr"]) == ("urn:cognito:loa:3", ["pwd", "email_otp", "mfa"])
