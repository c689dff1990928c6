# pycognito beside signing in: what administrators and signed-in users do with it.
import boto3
import pytest
import requests
from pycognito import Cognito
from pycognito.utils import RequestsSrpAuth, TokenType

from support import OTHER_PASSWORD, PASSWORD, refused

TEMPORARY = "Temporary-Horse-1"
CUSTOM = [{"Name": "rank", "AttributeDataType": "String", "Mutable": True}]


def cognito(app, name, client=None):
    client = client or app.client
    return Cognito(app.pool, client["ClientId"], username=name,
                   client_secret=client.get("ClientSecret"), user_pool_region="us-east-1",
                   access_key="any", secret_key="any",
                   boto3_client_kwargs={"endpoint_url": app.postern.url})


@pytest.fixture
def ada(app):
    app.add_user("ada", email="ada@example.com", email_verified="true")
    return app


def test_an_administrator_makes_reads_changes_and_removes_a_user(make_app):
    app = make_app(Schema=CUSTOM)
    admin = cognito(app, "grace")
    made = admin.admin_create_user("grace", TEMPORARY, {"MessageAction": "SUPPRESS"},
                                   email="grace@example.com", name="Grace")
    assert made["User"]["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    admin.new_password_challenge(TEMPORARY, PASSWORD)
    shown = admin.admin_get_user()
    assert (shown.user_status, shown.enabled, shown.name) == ("CONFIRMED", True, "Grace")
    shown.name = "Admiral"
    shown.save(admin=True)
    admin.admin_update_profile({"custom:rank": "4"})
    assert {(user.username, user.name) for user in admin.get_users()} == {("grace", "Admiral")}
    admin.authenticate(PASSWORD)
    assert admin.get_user().sub == shown.sub
    admin.admin_disable_user("grace")
    with refused("NotAuthorizedException", "User is disabled."):
        admin.authenticate(PASSWORD)
    admin.admin_enable_user("grace")
    admin.authenticate(PASSWORD)
    admin.admin_get_user().delete(admin=True)
    assert admin.get_users() == []


def test_sign_ups_are_confirmed_by_hand_or_by_another_code(make_app):
    app = make_app(Schema=CUSTOM)
    user = cognito(app, "ada")
    user.set_base_attributes(email="ada@example.com")
    user.add_custom_attributes(rank="countess")
    user.register("ada", PASSWORD)
    first = app.postern.newest_code()
    user.resend_confirmation_code("ada")
    assert app.postern.newest_code() != first
    user.confirm_sign_up(app.postern.newest_code(), username="ada")
    user.authenticate(PASSWORD)
    assert user.id_claims["custom:rank"] == "countess"

    other = cognito(app, "bob")
    other.set_base_attributes(email="bob@example.com")
    other.register("bob", PASSWORD)
    other.admin_confirm_sign_up("bob")
    other.authenticate(PASSWORD)
    other.verify_tokens()


def test_a_user_verifies_an_address_and_saves_a_profile(ada):
    user = cognito(ada, "ada")
    user.authenticate(PASSWORD)
    assert user.check_token() is False
    profile = user.get_user(attr_map={"email": "mail"})
    profile.mail = "new@example.com"
    profile.save()
    user.send_verification()
    user.validate_verification(ada.postern.newest_code())
    assert user.get_user().email_verified is True
    user.get_user().delete()
    with refused("UserNotFoundException"):
        user.authenticate(PASSWORD)


def test_a_password_that_an_administrator_resets_is_chosen_anew(ada):
    user = cognito(ada, "ada")
    user.admin_reset_password("ada")
    with refused("PasswordResetRequiredException"):
        user.authenticate(PASSWORD)
    user.confirm_forgot_password(ada.postern.newest_code(), OTHER_PASSWORD)
    user.authenticate(OTHER_PASSWORD)
    user.verify_tokens()


def test_groups_are_listed_joined_and_left(ada):
    admin = cognito(ada, "ada")
    for name in ("crew", "officers"):
        ada.idp.create_group(UserPoolId=ada.pool, GroupName=name, Description=name.upper())
    assert {group.group_name for group in admin.get_groups()} == {"crew", "officers"}
    assert admin.get_group("crew").description == "CREW"
    admin.admin_add_user_to_group("ada", "crew")
    admin.admin_add_user_to_group("ada", "officers")
    admin.admin_remove_user_from_group("ada", "crew")
    assert admin.admin_list_groups_for_user("ada") == ["officers"]
    admin.authenticate(PASSWORD)
    assert admin.access_claims["cognito:groups"] == ["officers"]


def test_providers_and_clients_are_configured(make_app):
    app = make_app()
    admin = cognito(app, "ada")
    google = {"client_id": "id", "client_secret": "secret", "authorize_scopes": "openid"}
    admin.admin_create_identity_provider(app.pool, "Google", "Google", google)
    admin.admin_update_identity_provider(app.pool, "Google", AttributeMapping={"email": "email"})
    shown = admin.admin_describe_identity_provider(app.pool, "Google")["IdentityProvider"]
    assert shown["AttributeMapping"]["email"] == "email"
    admin.admin_update_user_pool_client(app.pool, app.client_id, ClientName="renamed")
    assert admin.describe_user_pool_client(app.pool, app.client_id)["ClientName"] == "renamed"


def test_a_client_with_a_secret_does_all_of_it(ada):
    client = ada.add_client(GenerateSecret=True)
    user = cognito(ada, "ada", client)
    user.admin_authenticate(PASSWORD)
    access = user.access_token
    user.renew_access_token()
    assert user.access_token != access
    user.initiate_forgot_password()
    user.confirm_forgot_password(ada.postern.newest_code(), OTHER_PASSWORD)
    user.authenticate(OTHER_PASSWORD)
    user.logout()


@pytest.mark.parametrize("kind,claim", [
    (TokenType.ACCESS_TOKEN, "access"), (TokenType.ID_TOKEN, "id")])
def test_requests_carry_the_token_of_whoever_signed_in(ada, kind, claim):
    auth = RequestsSrpAuth(username="ada", password=PASSWORD, cognito=cognito(ada, "ada"),
                           auth_token_type=kind)
    request = requests.Request("GET", "https://api.example/", auth=auth).prepare()
    token = request.headers["Authorization"].removeprefix("Bearer ")
    assert auth.cognito_client.verify_token(token, f"{claim}_token", claim)["token_use"] == claim


def test_a_session_of_boto3_is_taken_over(ada):
    user = cognito(ada, "ada")
    user.switch_session(boto3.Session("any", "any", region_name="us-east-1"))
    assert user.client.meta.endpoint_url == "https://cognito-idp.us-east-1.amazonaws.com"
