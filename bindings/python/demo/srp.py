# The client's half of USER_SRP_AUTH: proves a password without sending it. For the demo.
"""Secure Remote Password with RFC 5054's 3072-bit group, as Cognito's clients do it."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timezone

# RFC 3526, group 15.
N_HEX = (
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A0879"
    "8E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B"
    "0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA4836"
    "1C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804"
    "F1746C08CA18217C32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6"
    "955817183995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64"
    "ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7ABF5AE8CDB0933D71E8C94E04A25619DCEE3D226"
    "1AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2"
    "08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF"
)
N, G = int(N_HEX, 16), 2


def padded(number):
    """Big-endian, with a zero byte in front if the first bit would look like a sign."""
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


def digest(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def as_number(data):
    return int.from_bytes(data, "big")


K = as_number(digest(padded(N), padded(G)))


class SrpClient:
    """One sign-in: send `public` as SRP_A, then answer() the challenge that comes back."""

    def __init__(self, pool_id, password):
        self._pool = pool_id.split("_", 1)[1]
        self._password = password
        self._secret = secrets.randbits(1024)
        self._public = pow(G, self._secret, N)
        self.public = f"{self._public:x}"

    def _session_key(self, user_id, salt, server_public):
        inner = digest(f"{self._pool}{user_id}:{self._password}".encode())
        x = as_number(digest(padded(salt), inner))
        u = as_number(digest(padded(self._public), padded(server_public)))
        base = (server_public - K * pow(G, x, N)) % N
        shared = pow(base, self._secret + u * x, N)
        derived = hmac.digest(padded(u), padded(shared), "sha256")
        return hmac.digest(derived, b"Caldera Derived Key\x01", "sha256")[:16]

    def answer(self, challenge):
        """ChallengeResponses for PASSWORD_VERIFIER."""
        user_id, block = challenge["USER_ID_FOR_SRP"], challenge["SECRET_BLOCK"]
        key = self._session_key(user_id, int(challenge["SALT"], 16), int(challenge["SRP_B"], 16))
        moment = datetime.now(timezone.utc)
        timestamp = moment.strftime(f"%a %b {moment.day} %H:%M:%S UTC %Y")
        message = (self._pool + user_id).encode() + base64.b64decode(block) + timestamp.encode()
        signature = hmac.digest(key, message, "sha256")
        return {
            "USERNAME": user_id,
            "PASSWORD_CLAIM_SECRET_BLOCK": block,
            "PASSWORD_CLAIM_SIGNATURE": base64.b64encode(signature).decode(),
            "TIMESTAMP": timestamp,
        }
