# boto3: signing up, confirming, and what is refused on the way.
import pytest

from support import OTHER_PASSWORD, PASSWORD, attributes, refused, secret_hash, wrong

HOUR_S, DAY_S = 3600, 86400


def test_a_user_signs_up_confirms_with_the_code_from_the_inbox_and_signs_in(app, postern):
    answer = app.sign_up("ada")
    assert answer["UserConfirmed"] is False
    assert answer["CodeDeliveryDetails"] == {
        "Destination": "a***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email"}
    assert postern.inbox()[-1]["destination"] == "ada@example.com"
    with refused("UserNotConfirmedException", "User is not confirmed."):
        app.sign_in("ada")
    app.confirm("ada")
    assert app.status_of("ada") == "CONFIRMED"
    assert app.attributes_of("ada")["email_verified"] == "true"
    assert app.attributes_of("ada")["sub"] == answer["UserSub"]
    tokens = app.sign_in("ada")
    assert tokens["TokenType"] == "Bearer" and tokens["ExpiresIn"] == 3600


def test_a_wrong_code_is_refused_and_the_right_one_still_confirms(app, postern):
    app.sign_up("ada")
    code = postern.newest_code()
    with refused("CodeMismatchException",
                 "Invalid verification code provided, please try again."):
        app.confirm("ada", wrong(code))
    app.confirm("ada", code)
    with refused("NotAuthorizedException",
                 "User cannot be confirmed. Current status is CONFIRMED"):
        app.confirm("ada", code)


def test_a_code_lives_a_day_and_can_be_sent_again(app, postern):
    app.sign_up("ada")
    code = postern.newest_code()
    postern.advance(DAY_S + 1)
    with refused("ExpiredCodeException", "Invalid code provided, please request a code again."):
        app.confirm("ada", code)
    app.idp.resend_confirmation_code(ClientId=app.client_id, Username="ada")
    app.confirm("ada")
    with refused("InvalidParameterException", "User is already confirmed."):
        app.idp.resend_confirmation_code(ClientId=app.client_id, Username="ada")


def test_r01_guessing_codes_ends_long_before_a_million(app, postern):
    app.sign_up("ada")
    code = postern.newest_code()
    for _ in range(16):
        try:
            app.confirm("ada", wrong(code))
        except app.idp.exceptions.ClientError as error:
            last = error.response["Error"]["Code"]
    assert last == "LimitExceededException"
    with refused("LimitExceededException",
                 "Attempt limit exceeded, please try after some time."):
        app.confirm("ada", code)
    postern.advance(HOUR_S + 1)
    app.idp.resend_confirmation_code(ClientId=app.client_id, Username="ada")
    app.confirm("ada")


def test_a_name_is_taken_once(app):
    app.sign_up("ada")
    with refused("UsernameExistsException", "User already exists"):
        app.sign_up("ada", UserAttributes=attributes(email="other@example.com"))
    app.sign_up("grace")


@pytest.mark.parametrize("password, what", [
    ("Sh0rt!", "Password not long enough"),
    ("lower-case-7", "Password must have uppercase characters"),
    ("UPPER-CASE-7", "Password must have lowercase characters"),
    ("No-Digits-Here", "Password must have numeric characters"),
    ("NoSymbols77", "Password must have symbol characters"),
])
def test_a_password_must_conform_with_the_policy(app, password, what):
    with refused("InvalidPasswordException", "Password did not conform with policy: " + what):
        app.sign_up("ada", Password=password)
    app.sign_up("ada")


def test_refused_passwords_do_not_come_back_in_the_refusal(app):
    with refused("InvalidParameterException",
                 "1 validation error detected: Value at 'password' failed to satisfy constraint: "
                 "Member must have length less than or equal to 256"):
        app.sign_up("ada", Password="Aa1!" * 65)


@pytest.mark.parametrize("values, message", [
    ({"email": "nonsense"}, "Invalid email address format."),
    ({"phone_number": "12"}, "Invalid phone number format."),
    ({"custom:none": "x"},
     "Attributes did not conform to the schema: custom:none: Attribute does not exist in the "
     "schema."),
])
def test_attributes_must_fit_the_schema(app, values, message):
    with refused("InvalidParameterException", message):
        app.sign_up("ada", UserAttributes=attributes(**values))
    app.sign_up("ada")


def test_a_required_attribute_must_be_given(make_app):
    app = make_app(Schema=[{"Name": "given_name", "AttributeDataType": "String",
                            "Required": True, "Mutable": True}])
    with pytest.raises(app.idp.exceptions.InvalidParameterException,
                       match="given_name: The attribute is required"):
        app.sign_up("ada")
    app.sign_up("ada", UserAttributes=attributes(email="a@example.com", given_name="Ada"))


def test_a_client_writes_only_the_attributes_it_may_write(make_app):
    app = make_app(client_options={"WriteAttributes": ["email"]})
    with refused("NotAuthorizedException",
                 "A client attempted to write unauthorized attribute"):
        app.sign_up("ada", UserAttributes=attributes(email="a@example.com", name="Ada"))
    app.sign_up("ada")


def test_a_pool_for_administrators_only_lets_nobody_sign_up(make_app):
    app = make_app(AdminCreateUserConfig={"AllowAdminCreateUserOnly": True})
    with refused("NotAuthorizedException", "SignUp is not permitted for this user pool"):
        app.sign_up("ada")
    app.add_user("ada")
    app.sign_in("ada")


def test_a_client_with_a_secret_wants_it_proven(app, idp):
    client = app.add_client(GenerateSecret=True)
    name = client["ClientId"]
    arguments = {"ClientId": name, "Username": "ada", "Password": PASSWORD,
                 "UserAttributes": attributes(email="ada@example.com")}
    with refused("NotAuthorizedException",
                 f"Client {name} is configured with secret but SECRET_HASH was not received"):
        idp.sign_up(**arguments)
    with refused("NotAuthorizedException", f"SecretHash does not match for the client: {name}"):
        idp.sign_up(**arguments, SecretHash=secret_hash(client, "grace"))
    idp.sign_up(**arguments, SecretHash=secret_hash(client, "ada"))
    idp.confirm_sign_up(ClientId=name, Username="ada", SecretHash=secret_hash(client, "ada"),
                        ConfirmationCode=app.postern.newest_code())
    proven = {"USERNAME": "ada", "PASSWORD": PASSWORD, "SECRET_HASH": secret_hash(client, "ada")}
    tokens = app.initiate("USER_PASSWORD_AUTH", name, **proven)["AuthenticationResult"]
    app.initiate("REFRESH_TOKEN_AUTH", name, REFRESH_TOKEN=tokens["RefreshToken"],
                 SECRET_HASH=secret_hash(client, "ada"))
    with refused("NotAuthorizedException", f"Unable to verify secret hash for client {name}"):
        app.initiate("USER_PASSWORD_AUTH", name, **{**proven, "SECRET_HASH": "bm9uZQ=="})


def test_an_email_address_can_be_the_username(make_app):
    app = make_app(UsernameAttributes=["email"], UsernameConfiguration={"CaseSensitive": False})
    with refused("InvalidParameterException", "Username should be an email."):
        app.sign_up("ada", UserAttributes=[])
    sub = app.sign_up("Ada@Example.com", UserAttributes=[])["UserSub"]
    app.confirm("ada@example.com")
    assert app.idp.admin_get_user(**app.user("ada@example.com"))["Username"] == sub
    app.sign_in("ADA@example.com")
    with refused("UsernameExistsException", "An account with the given email already exists."):
        app.sign_up("ada@example.com", UserAttributes=[])


def test_an_alias_belongs_to_one_confirmed_user_at_a_time(make_app):
    app = make_app(AliasAttributes=["email"])
    shared = attributes(email="ada@example.com")
    with refused("InvalidParameterException",
                 "Username cannot be of email format, since user pool is configured for email "
                 "alias."):
        app.sign_up("ada@example.com")
    app.sign_up("one", UserAttributes=shared)
    app.confirm("one")
    app.sign_in("ada@example.com")
    app.sign_up("two", UserAttributes=shared, Password=OTHER_PASSWORD)
    with refused("AliasExistsException", "An account with the email already exists."):
        app.confirm("two")
    app.confirm("two", ForceAliasCreation=True)
    app.sign_in("ada@example.com", OTHER_PASSWORD)
    assert app.attributes_of("one")["email_verified"] == "false"
