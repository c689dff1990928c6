# An authenticator app: pyotp, on a clock that a test may have moved together with the server's.
import time

import pyotp


class Authenticator:
    def __init__(self, postern, secret):
        self.postern, self.totp = postern, pyotp.TOTP(secret)
        self.ahead_s = 0

    def code(self):
        return self.totp.at(time.time() + self.ahead_s)

    def fresh_code(self):
        """A code after the one before, without waiting for it."""
        self.postern.advance(30)
        self.ahead_s += 30
        return self.code()

    def wrong_code(self):
        right = {self.totp.at(time.time() + self.ahead_s + step) for step in (-60, -30, 0, 30, 60)}
        return next(code for code in (f"{n:06}" for n in range(100)) if code not in right)
