# The URI of authenticator apps: escaped as RFC 3986 says, and refused where no app could read it.
import xml.etree.ElementTree as ElementTree

import pytest
import zxingcpp

import postern

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.mark.parametrize("account, issuer, uri", [
    ("ada", "Shop", f"otpauth://totp/Shop:ada?secret={SECRET}&issuer=Shop"),
    ("ada@example.com", "Søhne & Co's/1",
     "otpauth://totp/S%C3%B8hne%20%26%20Co%27s%2F1:ada%40example.com"
     f"?secret={SECRET}&issuer=S%C3%B8hne%20%26%20Co%27s%2F1"),
    ("a-._~!*()", "A", f"otpauth://totp/A:a-._~%21%2A%28%29?secret={SECRET}&issuer=A"),
])
def test_names_are_percent_encoded(account, issuer, uri):
    assert postern.totp_uri(SECRET, account, issuer) == uri


@pytest.mark.parametrize("secret, account, issuer", [
    ("", "ada", "Shop"), ("abc", "ada", "Shop"), (SECRET + "\n", "ada", "Shop"),
    (SECRET, "", "Shop"), (SECRET, "ada", ""), (SECRET, "a:b", "Shop"), (SECRET, "ada", "S:hop"),
])
def test_what_no_app_could_read_is_refused(secret, account, issuer):
    with pytest.raises(ValueError):
        postern.totp_uri(secret, account, issuer)


def pixels(modules, quiet=4, scale=4):
    """Grey levels of the picture: a scanner wants a margin, and modules of several pixels."""
    side = len(modules) + 2 * quiet
    blank = ["0" * side] * quiet
    padded = [*blank, *("0" * quiet + row + "0" * quiet for row in modules), *blank]
    rows = [bytes(0 if one == "1" else 255 for one in row for _ in range(scale)) for row in padded]
    return memoryview(b"".join(row for row in rows for _ in range(scale))).cast(
        "B", (side * scale, side * scale))


@pytest.mark.parametrize("account", ["ada", "ada@example.com", "a" * 300])
def test_a_scanner_reads_the_picture(engine, account):
    uri = postern.totp_uri(SECRET, account, "Søhne & Co")
    drawn = engine.call("postern:DrawQrCode", {"Text": uri})
    (scanned,) = zxingcpp.read_barcodes(pixels(drawn["Modules"]))
    assert scanned.text == uri
    svg = engine.totp_qr(SECRET, account, "Søhne & Co")
    assert svg == drawn["Svg"]
    side = len(drawn["Modules"]) + 8
    assert ElementTree.fromstring(svg).get("viewBox") == f"0 0 {side} {side}"


def test_a_text_that_is_too_long_for_a_picture_is_refused(engine):
    with pytest.raises(postern.errors.InvalidParameterException):
        engine.totp_qr(SECRET, "a" * 900, "Shop")
