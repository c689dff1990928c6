# The URI of authenticator apps: escaped as RFC 3986 says, and refused where no app could read it.
import pytest

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
