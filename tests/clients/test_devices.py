# Devices with boto3, and with pycognito, which proves one that was confirmed before.
import pytest
from pycognito import AWSSRP, aws_srp
from pycognito.aws_srp import generate_hash_device

from support import PASSWORD, refused

ALWAYS = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False}


@pytest.fixture
def ada(make_app):
    app = make_app(DeviceConfiguration=ALWAYS)
    app.add_user("ada")
    return app


def srp(app, **device):
    return AWSSRP(username="ada", password=PASSWORD, pool_id=app.pool, client_id=app.client_id,
                  client=app.idp, **device)


def confirm(app):
    """Signs in from a new device and confirms it; what pycognito needs to prove it."""
    tokens = srp(app).authenticate_user()["AuthenticationResult"]
    made = tokens["NewDeviceMetadata"]
    password, config = generate_hash_device(made["DeviceGroupKey"], made["DeviceKey"])
    answer = app.idp.confirm_device(
        AccessToken=tokens["AccessToken"], DeviceKey=made["DeviceKey"],
        DeviceSecretVerifierConfig=config, DeviceName="laptop")
    assert answer["UserConfirmationNecessary"] is False
    return tokens, {"device_key": made["DeviceKey"], "device_password": password,
                    "device_group_key": made["DeviceGroupKey"]}


def attributes_of(device):
    return {one["Name"]: one["Value"] for one in device["DeviceAttributes"]}


def test_a_confirmed_device_proves_itself_with_pycognito(ada):
    _, device = confirm(ada)
    for _ in range(6):
        tokens = srp(ada, **device).authenticate_user()["AuthenticationResult"]
        assert "NewDeviceMetadata" not in tokens
    with refused("NotAuthorizedException", "Incorrect username or password."):
        srp(ada, **{**device, "device_password": "another"}).authenticate_user()
    ada.idp.admin_forget_device(**ada.user("ada"), DeviceKey=device["device_key"])
    with refused("ResourceNotFoundException", "Device does not exist."):
        srp(ada, **device).authenticate_user()


def test_pycognito_confirms_remembers_and_forgets_a_device(ada, monkeypatch):
    # It knows one address only, and sends the access token as a Bearer as well.
    send = aws_srp.requests.post
    sent = []

    def redirected(url, **options):
        assert url == "https://cognito-idp.us-east-1.amazonaws.com/"
        sent.append(send(ada.postern.url + "/", **options))
        return sent[-1]

    monkeypatch.setattr(aws_srp.requests, "post", redirected)
    device = srp(ada)
    tokens = device.authenticate_user()
    device.confirm_device(tokens, "laptop")
    token = tokens["AuthenticationResult"]["AccessToken"]
    key = tokens["AuthenticationResult"]["NewDeviceMetadata"]["DeviceKey"]
    for remembered in (False, True):
        device.update_device_status(remembered, token, key)
        shown = ada.idp.get_device(AccessToken=token, DeviceKey=key)["Device"]
        assert attributes_of(shown)["dev:device_remembered_status"] == (
            "remembered" if remembered else "not_remembered")
    device.forget_device(token, key)
    assert [answer.status_code for answer in sent] == [200] * 4
    assert ada.idp.admin_list_devices(**ada.user("ada"))["Devices"] == []


def test_an_administrator_sees_and_changes_devices(ada):
    confirm(ada)
    tokens, device = confirm(ada)
    key = {"DeviceKey": device["device_key"]}
    shown = ada.idp.admin_get_device(**ada.user("ada"), **key)["Device"]
    assert attributes_of(shown)["device_name"] == "laptop"
    assert shown["DeviceCreateDate"] <= shown["DeviceLastAuthenticatedDate"]
    first = ada.idp.admin_list_devices(**ada.user("ada"), Limit=1)
    second = ada.idp.admin_list_devices(**ada.user("ada"), Limit=1,
                                        PaginationToken=first["PaginationToken"])
    assert "PaginationToken" not in second
    assert first["Devices"][0]["DeviceKey"] != second["Devices"][0]["DeviceKey"]
    ada.idp.admin_update_device_status(**ada.user("ada"), **key,
                                       DeviceRememberedStatus="not_remembered")
    mine = ada.idp.get_device(AccessToken=tokens["AccessToken"], **key)["Device"]
    assert attributes_of(mine)["dev:device_remembered_status"] == "not_remembered"
    assert len(ada.idp.list_devices(AccessToken=tokens["AccessToken"])["Devices"]) == 2


def test_a_refresh_needs_the_device_and_ends_with_it(ada):
    tokens, device = confirm(ada)
    token, key = tokens["RefreshToken"], device["device_key"]
    with refused("NotAuthorizedException", "Invalid Refresh Token"):
        ada.refresh(token)
    assert ada.refresh(token, DEVICE_KEY=key)["AccessToken"]
    assert ada.idp.get_tokens_from_refresh_token(
        RefreshToken=token, ClientId=ada.client_id, DeviceKey=key)["AuthenticationResult"]
    ada.idp.admin_forget_device(**ada.user("ada"), DeviceKey=key)
    with refused("NotAuthorizedException", "Refresh Token has been revoked"):
        ada.refresh(token, DEVICE_KEY=key)
