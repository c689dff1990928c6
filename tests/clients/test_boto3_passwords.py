# boto3: changing, forgetting and resetting passwords.
import pytest

from support import OTHER_PASSWORD, PASSWORD, refused, wrong

NO_ADDRESS = ("Cannot reset password for the user as there is no registered/verified email or "
              "phone_number")


@pytest.fixture
def ada(app):
    app.add_user("ada", email="ada@example.com", email_verified="true")
    return app


def reset(app, name, code, password=OTHER_PASSWORD):
    return app.idp.confirm_forgot_password(ClientId=app.client_id, Username=name,
                                           ConfirmationCode=code, Password=password)


def forget(app, name):
    return app.idp.forgot_password(ClientId=app.client_id, Username=name)


def test_a_user_changes_their_password_knowing_the_old_one(ada, idp):
    token = ada.sign_in("ada")["AccessToken"]

    def change(previous, proposed):
        return idp.change_password(AccessToken=token, PreviousPassword=previous,
                                   ProposedPassword=proposed)

    with refused("NotAuthorizedException", "Incorrect username or password."):
        change(OTHER_PASSWORD, OTHER_PASSWORD)
    with refused("InvalidPasswordException",
                 "Password did not conform with policy: Password not long enough"):
        change(PASSWORD, "Ab1!")
    change(PASSWORD, OTHER_PASSWORD)
    with refused("NotAuthorizedException", "Incorrect username or password."):
        ada.sign_in("ada")
    ada.sign_in("ada", OTHER_PASSWORD)


def test_a_forgotten_password_is_replaced_with_the_mailed_code(ada, postern):
    sent = forget(ada, "ada")["CodeDeliveryDetails"]
    assert (sent["DeliveryMedium"], sent["Destination"]) == ("EMAIL", "a***@e***")
    code = postern.newest_code()
    with refused("CodeMismatchException",
                 "Invalid verification code provided, please try again."):
        reset(ada, "ada", wrong(code))
    with refused("InvalidPasswordException"):
        reset(ada, "ada", code, "weak")
    reset(ada, "ada", code)
    ada.sign_in("ada", OTHER_PASSWORD)
    with refused("ExpiredCodeException", "Invalid code provided, please request a code again."):
        reset(ada, "ada", code)


def test_a_reset_code_lives_an_hour(ada, postern):
    forget(ada, "ada")
    code = postern.newest_code()
    postern.advance(3601)
    with refused("ExpiredCodeException", "Invalid code provided, please request a code again."):
        reset(ada, "ada", code)
    forget(ada, "ada")
    reset(ada, "ada", postern.newest_code())


def test_r03_a_new_code_replaces_the_old_one(ada, postern):
    forget(ada, "ada")
    first = postern.newest_code()
    forget(ada, "ada")
    second = postern.newest_code()
    if first != second:
        with refused("CodeMismatchException"):
            reset(ada, "ada", first)
    reset(ada, "ada", second)


def test_r06_a_code_is_good_for_its_purpose_only(app, postern):
    app.sign_up("ada")
    code = postern.newest_code()
    with refused("ExpiredCodeException"):
        reset(app, "ada", code)
    app.confirm("ada", code)


def test_r10_a_reset_ends_what_was_signed_in_before(ada, postern):
    before = ada.sign_in("ada")
    forget(ada, "ada")
    reset(ada, "ada", postern.newest_code())
    with refused("NotAuthorizedException", "Refresh Token has been revoked"):
        ada.refresh(before["RefreshToken"])
    ada.refresh(ada.sign_in("ada", OTHER_PASSWORD)["RefreshToken"])


def test_r11_no_code_goes_to_an_address_nobody_verified(app):
    app.add_user("ada", email="ada@example.com")
    with refused("InvalidParameterException", NO_ADDRESS):
        forget(app, "ada")
    app.idp.admin_update_user_attributes(
        **app.user("ada"), UserAttributes=[{"Name": "email_verified", "Value": "true"}])
    forget(app, "ada")


def test_an_administrator_resets_a_password(ada, postern, idp):
    idp.admin_reset_user_password(**ada.user("ada"))
    assert ada.status_of("ada") == "RESET_REQUIRED"
    with refused("PasswordResetRequiredException", "Password reset required for the user"):
        ada.sign_in("ada")
    reset(ada, "ada", postern.newest_code())
    assert ada.status_of("ada") == "CONFIRMED"
    ada.sign_in("ada", OTHER_PASSWORD)


def test_an_administrator_sets_a_password_for_good_or_for_once(ada, idp):
    idp.admin_set_user_password(**ada.user("ada"), Password=OTHER_PASSWORD, Permanent=False)
    assert ada.status_of("ada") == "FORCE_CHANGE_PASSWORD"
    with refused("NotAuthorizedException", "User password cannot be reset in the current state."):
        forget(ada, "ada")
    idp.admin_set_user_password(**ada.user("ada"), Password=OTHER_PASSWORD, Permanent=True)
    assert ada.status_of("ada") == "CONFIRMED"
    ada.sign_in("ada", OTHER_PASSWORD)


def test_the_administrators_refusal_words_the_policy_differently(app, idp):
    with refused("InvalidPasswordException",
                 "Password did not conform with password policy: Password not long enough"):
        idp.admin_create_user(**app.user("ada"), TemporaryPassword="Ab1!")
    idp.admin_create_user(**app.user("ada"), TemporaryPassword=PASSWORD)
