# boto3: what users and administrators do to users and their attributes.
import datetime

import pytest

from support import attribute_map, attributes, refused, wrong


@pytest.fixture
def ada(app):
    app.add_user("ada", email="ada@example.com", email_verified="true")
    return app


@pytest.fixture
def token(ada):
    return ada.sign_in("ada")["AccessToken"]


def update(app, token, **values):
    return app.idp.update_user_attributes(AccessToken=token, UserAttributes=attributes(**values))


def test_a_new_address_is_mailed_a_code_and_verified_with_it(ada, token, postern, idp):
    sent = update(ada, token, email="new@example.com", nickname="countess")
    assert [one["AttributeName"] for one in sent["CodeDeliveryDetailsList"]] == ["email"]
    assert postern.inbox()[-1]["destination"] == "new@example.com"
    shown = attribute_map(idp.get_user(AccessToken=token)["UserAttributes"])
    assert (shown["email"], shown["email_verified"]) == ("new@example.com", "false")
    assert shown["nickname"] == "countess"
    code = postern.newest_code()
    with refused("CodeMismatchException",
                 "Invalid verification code provided, please try again."):
        idp.verify_user_attribute(AccessToken=token, AttributeName="email", Code=wrong(code))
    idp.verify_user_attribute(AccessToken=token, AttributeName="email", Code=code)
    assert ada.attributes_of("ada")["email_verified"] == "true"


def test_a_verification_code_is_sent_on_demand(ada, token, postern, idp):
    update(ada, token, email="new@example.com")
    sent = idp.get_user_attribute_verification_code(AccessToken=token, AttributeName="email")
    assert sent["CodeDeliveryDetails"]["Destination"] == "n***@e***"
    idp.verify_user_attribute(AccessToken=token, AttributeName="email",
                              Code=postern.newest_code())
    with refused("InvalidParameterException",
                 "Invalid attribute name. Only phone_number and email can be verified."):
        idp.get_user_attribute_verification_code(AccessToken=token, AttributeName="nickname")


def test_a04_an_address_can_wait_for_its_verification(make_app, postern, idp):
    app = make_app(UserAttributeUpdateSettings={
        "AttributesRequireVerificationBeforeUpdate": ["email"]})
    app.add_user("ada", email="ada@example.com", email_verified="true")
    token = app.sign_in("ada")["AccessToken"]
    update(app, token, email="new@example.com")
    assert app.attributes_of("ada")["email"] == "ada@example.com"
    idp.verify_user_attribute(AccessToken=token, AttributeName="email",
                              Code=postern.newest_code())
    after = app.attributes_of("ada")
    assert (after["email"], after["email_verified"]) == ("new@example.com", "true")


def test_a03_nobody_declares_their_own_address_verified(ada, token):
    for values in ({"email_verified": "true"}, {"phone_number_verified": "true"}):
        with refused("NotAuthorizedException"):
            update(ada, token, **values)
    ada.idp.admin_update_user_attributes(
        **ada.user("ada"), UserAttributes=attributes(email="n@example.com", email_verified="true"))
    assert ada.attributes_of("ada")["email_verified"] == "true"


def test_a01_an_immutable_attribute_stays(make_app, idp):
    app = make_app(Schema=[{"Name": "origin", "AttributeDataType": "String", "Mutable": False}])
    app.add_user("ada", **{"custom:origin": "paper"})
    token = app.sign_in("ada")["AccessToken"]
    with refused("InvalidParameterException", "user.custom:origin: Attribute cannot be updated."):
        update(app, token, **{"custom:origin": "web"})
    with refused("InvalidParameterException", "Cannot modify the non-mutable attribute sub"):
        idp.admin_update_user_attributes(**app.user("ada"), UserAttributes=attributes(sub="x"))
    update(app, token, nickname="n")


def test_a02_a_client_reads_and_writes_what_it_may(ada, idp):
    narrow = ada.add_client(ReadAttributes=["nickname"], WriteAttributes=["nickname"])
    token = ada.sign_in_with(narrow["ClientId"])["AccessToken"]
    with refused("NotAuthorizedException", "A client attempted to write unauthorized attribute"):
        update(ada, token, name="Ada")
    update(ada, token, nickname="countess")
    shown = attribute_map(idp.get_user(AccessToken=token)["UserAttributes"])
    assert set(shown) == {"sub", "nickname"}


def test_attributes_are_deleted_unless_required(make_app, idp):
    app = make_app(Schema=[{"Name": "given_name", "AttributeDataType": "String",
                            "Required": True, "Mutable": True}])
    app.add_user("ada", given_name="Ada", nickname="countess", locale="en")
    token = app.sign_in("ada")["AccessToken"]
    idp.delete_user_attributes(AccessToken=token, UserAttributeNames=["nickname"])
    idp.admin_delete_user_attributes(**app.user("ada"), UserAttributeNames=["locale"])
    assert set(app.attributes_of("ada")) == {"sub", "given_name"}
    with pytest.raises(idp.exceptions.InvalidParameterException,
                       match="given_name: Required attribute cannot be deleted."):
        idp.delete_user_attributes(AccessToken=token, UserAttributeNames=["given_name"])


def test_a_user_deletes_themselves(ada, token, idp):
    idp.delete_user(AccessToken=token)
    with refused("UserNotFoundException", "User does not exist."):
        idp.admin_get_user(**ada.user("ada"))
    with refused("UserNotFoundException"):
        idp.get_user(AccessToken=token)
    ada.add_user("ada")


def test_an_administrator_sees_states_and_times(app, idp):
    app.sign_up("ada")
    user = idp.admin_get_user(**app.user("ada"))
    assert (user["Username"], user["UserStatus"], user["Enabled"]) == ("ada", "UNCONFIRMED", True)
    assert isinstance(user["UserCreateDate"], datetime.datetime)
    assert user["UserLastModifiedDate"] >= user["UserCreateDate"]
    idp.admin_confirm_sign_up(**app.user("ada"))
    assert app.status_of("ada") == "CONFIRMED"
    assert app.attributes_of("ada")["email_verified"] == "false"
    with refused("NotAuthorizedException",
                 "User cannot be confirmed. Current status is CONFIRMED"):
        idp.admin_confirm_sign_up(**app.user("ada"))


def test_administrators_create_each_user_once(app, idp):
    idp.admin_create_user(**app.user("ada"), MessageAction="SUPPRESS")
    with refused("UsernameExistsException", "User account already exists"):
        idp.admin_create_user(**app.user("ada"), MessageAction="SUPPRESS")
    idp.admin_delete_user(**app.user("ada"))
    idp.admin_create_user(**app.user("ada"), MessageAction="SUPPRESS")


@pytest.mark.parametrize("operation", [
    "admin_get_user", "admin_delete_user", "admin_disable_user", "admin_enable_user",
    "admin_confirm_sign_up", "admin_reset_user_password", "admin_user_global_sign_out",
    "admin_list_groups_for_user"])
def test_an_administrator_is_told_that_a_user_is_not_there(app, operation):
    with refused("UserNotFoundException", "User does not exist."):
        getattr(app.idp, operation)(**app.user("nobody"))


def test_errors_are_the_clients_own_exceptions(app, idp):
    with pytest.raises(idp.exceptions.UserNotFoundException) as caught:
        idp.admin_get_user(**app.user("nobody"))
    response = caught.value.response
    assert response["Error"] == {"Code": "UserNotFoundException",
                                 "Message": "User does not exist."}
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert response["ResponseMetadata"]["RequestId"]
