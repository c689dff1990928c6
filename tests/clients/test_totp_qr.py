# What an authenticator app reads: the QR code of `postern totp-qr` through a scanner, the URI
# through pyotp.
import re
import subprocess

import pyotp
import pytest
import zxingcpp

from support import BUILD, TIMEOUT_S

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA"
# Rows of modules, upper and lower, of each character.
BLOCKS = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}


def totp_qr(secret, account, issuer):
    return subprocess.run([BUILD / "postern", "totp-qr", "--account", account, "--issuer", issuer],
                          input=secret, capture_output=True, text=True, timeout=TIMEOUT_S,
                          check=False)


def picture(lines, scale=4):
    """Grey levels of the picture: a scanner wants modules of several pixels."""
    rows = []
    for line in lines:
        halves = [BLOCKS[character] for character in line]
        for upper_or_lower in zip(*halves):
            pixels = bytes(0 if dark else 255 for dark in upper_or_lower for _ in range(scale))
            rows += [pixels] * scale
    return memoryview(b"".join(rows)).cast("B", (len(rows), len(rows[0])))


@pytest.mark.parametrize("account, issuer", [
    ("ada", "Shop"), ("ada@example.com", "Søhne & Co/Ltd? #1"), ("a" * 120, "Long")])
def test_a_scanner_reads_what_an_app_makes_codes_of(account, issuer):
    shown = totp_qr(SECRET, account, issuer)
    assert shown.returncode == 0, shown.stderr
    uri, *lines = re.sub("\x1b\\[[0-9;]*m", "", shown.stdout).splitlines()
    (scanned,) = zxingcpp.read_barcodes(picture(lines))
    assert scanned.text == uri
    app = pyotp.parse_uri(uri)
    assert (app.secret, app.name, app.issuer) == (SECRET, account, issuer)
    assert app.at(59) == pyotp.TOTP(SECRET).at(59)


@pytest.mark.parametrize("secret, account, issuer", [
    ("not base32", "ada", "Shop"), ("", "ada", "Shop"), (SECRET, "a:b", "Shop"),
    (SECRET, "ada", ":"), (SECRET, "a" * 3000, "Shop")])
def test_what_no_app_could_read_is_refused(secret, account, issuer):
    shown = totp_qr(secret, account, issuer)
    assert shown.returncode != 0 and "█" not in shown.stdout
    assert shown.stderr.startswith("postern: the ")
