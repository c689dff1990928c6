# The URI that authenticator apps read, made of what AssociateSoftwareToken answers.
from __future__ import annotations

import re
from urllib.parse import quote


def totp_uri(secret: str, account: str, issuer: str) -> str:
    """The otpauth URI of a SecretCode, for a QR code or a link on the phone itself.

    ``account`` and ``issuer`` are what the app shows; all but the unreserved characters of
    RFC 3986 are percent-encoded. Raises ValueError for a secret that is not base32, and for names
    that are empty or have a colon, which the format keeps for itself.
    """
    if not re.fullmatch("[A-Z2-7]+", secret):
        raise ValueError("the secret is not base32 in upper case")
    for what, name in (("issuer", issuer), ("account", account)):
        if not name or ":" in name:
            raise ValueError(f"the {what} must not be empty or have a colon")
    label = f"{quote(issuer, safe='')}:{quote(account, safe='')}"
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(issuer, safe='')}"
