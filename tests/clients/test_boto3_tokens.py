# boto3: refreshing, rotating, revoking tokens and signing out.
import pytest

from support import FLOWS, refused

DAY_S = 86400


@pytest.fixture
def ada(app):
    app.add_user("ada", email="ada@example.com", email_verified="true")
    return app


@pytest.fixture
def rotating(ada):
    """The id of a client that rotates refresh tokens with ten seconds of grace."""
    return ada.add_client(
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
        RefreshTokenRotation={"Feature": "ENABLED", "RetryGracePeriodSeconds": 10})["ClientId"]


def get_user(app, tokens):
    return app.idp.get_user(AccessToken=tokens["AccessToken"])


def rotate(app, client_id, token, **more):
    answer = app.idp.get_tokens_from_refresh_token(ClientId=client_id, RefreshToken=token, **more)
    return answer["AuthenticationResult"]


def test_a_refresh_brings_new_tokens_and_keeps_the_refresh_token(ada):
    first = ada.sign_in("ada")
    second = ada.refresh(first["RefreshToken"])
    assert "RefreshToken" not in second
    assert second["AccessToken"] != first["AccessToken"]
    assert get_user(ada, second)["Username"] == "ada"
    assert rotate(ada, ada.client_id, first["RefreshToken"])["IdToken"]


def test_tokens_expire_on_time(ada, postern):
    tokens = ada.sign_in("ada")
    postern.advance(3601)
    with refused("NotAuthorizedException", "Access Token has expired"):
        get_user(ada, tokens)
    get_user(ada, ada.refresh(tokens["RefreshToken"]))
    postern.advance(30 * DAY_S)
    with refused("NotAuthorizedException", "Refresh Token has expired"):
        ada.refresh(tokens["RefreshToken"])


def test_validities_are_the_clients(ada):
    client = ada.add_client(AccessTokenValidity=10, IdTokenValidity=1,
                            TokenValidityUnits={"AccessToken": "minutes", "IdToken": "days"})
    answer = ada.initiate("USER_PASSWORD_AUTH", client["ClientId"], USERNAME="ada",
                          PASSWORD="Correct-Horse-7")
    assert answer["AuthenticationResult"]["ExpiresIn"] == 600


def test_j10_tokens_do_not_stand_in_for_each_other(ada):
    tokens = ada.sign_in("ada")
    for token in (tokens["IdToken"], tokens["RefreshToken"], "junk"):
        with refused("NotAuthorizedException", "Invalid Access Token"):
            ada.idp.get_user(AccessToken=token)
    with refused("NotAuthorizedException", "Could not verify signature for Access Token"):
        ada.idp.get_user(AccessToken=tokens["AccessToken"][:-8] + "AAAAAAAA")
    with refused("NotAuthorizedException", "Invalid Refresh Token"):
        ada.refresh(tokens["AccessToken"])
    get_user(ada, tokens)


def test_a_refresh_token_belongs_to_its_client(ada):
    other = ada.add_client()["ClientId"]
    tokens = ada.sign_in("ada")
    with refused("NotAuthorizedException", "Invalid Refresh Token"):
        ada.initiate("REFRESH_TOKEN_AUTH", other, REFRESH_TOKEN=tokens["RefreshToken"])
    ada.refresh(tokens["RefreshToken"])


def test_j35_a_revoked_token_is_refused_at_once_and_others_live_on(ada, idp):
    lost, kept = ada.sign_in("ada"), ada.sign_in("ada")
    for _ in range(2):  # Revoking again is no error.
        idp.revoke_token(ClientId=ada.client_id, Token=lost["RefreshToken"])
    with refused("NotAuthorizedException", "Refresh Token has been revoked"):
        ada.refresh(lost["RefreshToken"])
    with refused("NotAuthorizedException", "Access Token has been revoked"):
        get_user(ada, lost)
    get_user(ada, ada.refresh(kept["RefreshToken"]))


def test_only_refresh_tokens_of_the_client_can_be_revoked(ada, idp):
    tokens = ada.sign_in("ada")
    with refused("UnsupportedTokenTypeException"):
        idp.revoke_token(ClientId=ada.client_id, Token=tokens["AccessToken"])
    with refused("UnauthorizedException"):
        idp.revoke_token(ClientId=ada.add_client()["ClientId"], Token=tokens["RefreshToken"])
    plain = ada.add_client(EnableTokenRevocation=False)["ClientId"]
    with refused("UnsupportedOperationException"):
        idp.revoke_token(ClientId=plain, Token=tokens["RefreshToken"])
    ada.refresh(tokens["RefreshToken"])


def test_a_global_sign_out_ends_every_sign_in_of_that_user(ada, idp):
    ada.add_user("grace")
    tokens, elsewhere, others = ada.sign_in("ada"), ada.sign_in("ada"), ada.sign_in("grace")
    idp.global_sign_out(AccessToken=tokens["AccessToken"])
    for one in (tokens, elsewhere):
        with refused("NotAuthorizedException", "Access Token has been revoked"):
            get_user(ada, one)
        with refused("NotAuthorizedException", "Refresh Token has been revoked"):
            ada.refresh(one["RefreshToken"])
    get_user(ada, others)
    get_user(ada, ada.sign_in("ada"))


def test_an_administrator_signs_a_user_out_everywhere(ada, idp):
    tokens = ada.sign_in("ada")
    idp.admin_user_global_sign_out(**ada.user("ada"))
    with refused("NotAuthorizedException", "Access Token has been revoked"):
        get_user(ada, tokens)
    get_user(ada, ada.sign_in("ada"))


def test_rotation_replaces_the_refresh_token_and_forgives_a_retry(ada, rotating, postern):
    first = ada.sign_in_with(rotating)
    second = rotate(ada, rotating, first["RefreshToken"])
    assert second["RefreshToken"] != first["RefreshToken"]
    rotate(ada, rotating, first["RefreshToken"])  # Within the grace: a lost answer, asked again.
    postern.advance(11)
    with refused("RefreshTokenReuseException"):
        rotate(ada, rotating, first["RefreshToken"])


def test_o19_reuse_after_the_grace_revokes_the_family(ada, rotating, postern):
    first = ada.sign_in_with(rotating)
    second = rotate(ada, rotating, first["RefreshToken"])
    postern.advance(11)
    with refused("RefreshTokenReuseException"):
        rotate(ada, rotating, first["RefreshToken"])
    with refused("NotAuthorizedException", "Refresh Token has been revoked"):
        rotate(ada, rotating, second["RefreshToken"])
    again = ada.sign_in_with(rotating)
    rotate(ada, rotating, again["RefreshToken"])


def test_rotation_without_misuse_goes_on_and_keeps_the_first_life(ada, rotating, postern):
    token = ada.sign_in_with(rotating)["RefreshToken"]
    for _ in range(3):
        postern.advance(9 * DAY_S)
        token = rotate(ada, rotating, token)["RefreshToken"]
    postern.advance(4 * DAY_S)
    with refused("NotAuthorizedException", "Refresh Token has expired"):
        rotate(ada, rotating, token)


def test_the_old_refresh_flow_is_closed_to_a_rotating_client(ada, rotating):
    token = ada.sign_in_with(rotating)["RefreshToken"]
    with refused("InvalidParameterException"):
        ada.initiate("REFRESH_TOKEN_AUTH", rotating, REFRESH_TOKEN=token)
    rotate(ada, rotating, token)


def test_tokens_for_a_refresh_token_want_the_clients_secret(ada):
    client = ada.add_client(GenerateSecret=True, ExplicitAuthFlows=FLOWS)
    tokens = ada.sign_in_with(client)
    with refused("NotAuthorizedException"):
        rotate(ada, client["ClientId"], tokens["RefreshToken"])
    with refused("NotAuthorizedException"):
        rotate(ada, client["ClientId"], tokens["RefreshToken"], ClientSecret="x" * 30)
    rotate(ada, client["ClientId"], tokens["RefreshToken"], ClientSecret=client["ClientSecret"])
