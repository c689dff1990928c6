"""`postern keys rotate-root` and `rotate-signing` as an operator meets them: with and without a
server, and killed."""

import json
import os
import random
import resource
import signal
import stat
import subprocess
import time
import unittest

from binary import BINARY, Server, data_directory, run
from serve_test import create_key, signed_call

USERS = 400


class Store(unittest.TestCase):
    """A data directory, with a server or without."""

    def setUp(self):
        self.directory = self.new_directory()
        self.key_file = os.path.join(self.directory, "postern.db.key")

    def new_directory(self):
        directory = data_directory()
        self.addCleanup(directory.cleanup)
        return directory.name

    def serve(self, *arguments):
        server = Server("serve", "--data", self.directory, *arguments)
        self.addCleanup(server.__exit__)
        return server

    def call(self, server, operation, **members):
        status, answer = signed_call(server, self.key, operation, members)
        self.assertEqual(status, 200, answer)
        return answer

    def fill(self, *arguments, users=USERS):
        """A pool with users, through a server that ends."""
        self.key = create_key(self.directory, *arguments)
        with Server("serve", "--data", self.directory, *arguments) as server:
            pool = self.call(server, "CreateUserPool", PoolName="p")["UserPool"]["Id"]
            for number in range(users):
                self.call(server, "AdminCreateUser", UserPoolId=pool, Username=f"u{number}",
                          MessageAction="SUPPRESS")
        return pool


class RootKey(Store):
    def rotate(self, *arguments):
        return run("keys", "rotate-root", "--data", self.directory, *arguments)

    def read_key(self):
        with open(self.key_file, "rb") as file:
            return file.read()

    def write_key(self, name, content):
        path = os.path.join(self.new_directory(), name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def check_whole(self, *arguments):
        checked = run("check", "--data", self.directory, *arguments)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)

    def refuse(self, old_key):
        """A key from before opens nothing any more."""
        path = self.write_key("old", old_key)
        with self.assertRaisesRegex(RuntimeError, "not the one this store was created with"):
            Server("serve", "--data", self.directory, "--root-key-file", path)

    def test_a_key_file_is_replaced_and_the_old_key_opens_nothing(self):
        self.fill(users=20)
        before = self.read_key()
        done = self.rotate()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("records were sealed anew", done.stdout)
        self.assertNotEqual(self.read_key(), before)
        self.assertEqual(stat.S_IMODE(os.stat(self.key_file).st_mode), 0o600)
        self.assertFalse(os.path.exists(self.key_file + ".next"))
        self.check_whole()
        self.refuse(before)
        pools = self.call(self.serve(), "ListUserPools", MaxResults=5)["UserPools"]
        self.assertEqual(len(pools), 1)

    def test_a_server_goes_on_serving(self):
        pool = self.fill(users=20)
        before = self.read_key()
        server = self.serve()
        done = self.rotate()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.call(server, "AdminCreateUser", UserPoolId=pool, Username="late",
                  MessageAction="SUPPRESS")
        self.assertEqual(server.stop(), 0)
        self.check_whole()
        self.refuse(before)
        self.call(self.serve(), "AdminGetUser", UserPoolId=pool, Username="late")

    def test_a_key_of_the_operators_is_replaced_by_another(self):
        old = self.write_key("old", os.urandom(32))
        new = self.write_key("new", os.urandom(32))
        self.fill("--root-key-file", old, users=5)
        refused = self.rotate("--root-key-file", old)
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("The host keeps the root key", refused.stderr)
        done = self.rotate("--root-key-file", old, "--new-root-key-file", new)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"--root-key-file {new}", done.stdout)
        self.check_whole("--root-key-file", new)
        # Once more, as after a run whose answer got lost.
        again = self.rotate("--root-key-file", old, "--new-root-key-file", new)
        self.assertEqual(again.returncode, 0, again.stderr)
        with self.assertRaisesRegex(RuntimeError, "not the one this store was created with"):
            self.serve("--root-key-file", old)
        self.serve("--root-key-file", new)

    def test_killed_at_any_moment_it_opens_and_is_gone_on_with(self):
        pool = self.fill()
        moments = random.Random(5)
        first = self.read_key()
        for _ in range(25):
            process = subprocess.Popen(
                [BINARY, "keys", "rotate-root", "--data", self.directory],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(moments.uniform(0.002, 0.12))
            process.send_signal(signal.SIGKILL)
            process.wait()
            self.check_whole()
        done = self.rotate()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.check_whole()
        self.refuse(first)
        server = self.serve()
        for number in (0, USERS - 1):
            self.call(server, "AdminGetUser", UserPoolId=pool, Username=f"u{number}")

    def test_a_key_that_never_took_over_is_no_harm(self):
        self.fill(users=3)
        for content in (b"", b"cut off", os.urandom(32)):
            before = self.read_key()
            with open(self.key_file + ".next", "wb") as file:
                file.write(content)
            os.chmod(self.key_file + ".next", 0o600)
            self.check_whole()
            self.assertEqual(self.read_key(), before)
            done = self.rotate()
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertNotEqual(self.read_key(), before)
            self.check_whole()

    def test_the_next_key_opens_when_it_has_taken_over(self):
        self.fill(users=3)
        before = self.read_key()
        self.assertEqual(self.rotate().returncode, 0)
        # As if the run had ended before the file was replaced.
        os.rename(self.key_file, self.key_file + ".next")
        with open(self.key_file, "wb") as file:
            file.write(before)
        os.chmod(self.key_file, 0o600)
        self.check_whole()
        self.assertNotEqual(self.read_key(), before)
        self.assertFalse(os.path.exists(self.key_file + ".next"))

    def test_K02_a_server_that_crashes_leaves_no_memory_behind(self):
        self.fill(users=1)
        limits = resource.getrlimit(resource.RLIMIT_CORE)
        self.addCleanup(resource.setrlimit, resource.RLIMIT_CORE, limits)
        resource.setrlimit(resource.RLIMIT_CORE, (limits[1], limits[1]))
        here = os.getcwd()
        self.addCleanup(os.chdir, here)
        os.chdir(self.new_directory())  # Where a dump would be written.

        def leaves_dump(*arguments):
            server = Server(*arguments)
            server.process.send_signal(signal.SIGABRT)
            _, status = os.waitpid(server.process.pid, 0)
            server.process.communicate()
            return os.WCOREDUMP(status)

        if not leaves_dump("dev"):
            self.skipTest("no dumps are written here")
        self.assertFalse(leaves_dump("serve", "--data", self.directory))

    def test_nothing_sealed_under_the_old_key_is_left_in_a_compacted_file(self):
        self.fill(users=200)
        path = os.path.join(self.directory, "postern.db")
        with open(path, "rb") as file:
            before = file.read()
        self.assertEqual(self.rotate().returncode, 0)
        done = run("compact", "--data", self.directory, "--rewrite")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("bytes", done.stdout)
        with open(path, "rb") as file:
            after = file.read()
        # A seal begins with its format and type; then come 24 random bytes.
        nonces = {before[at + 2:at + 26] for at in range(len(before) - 26)
                  if before[at] == 1 and before[at + 1] in (3, 10)}
        # Text that happens to look like one is not.
        nonces = {nonce for nonce in nonces if sum(byte > 127 for byte in nonce) > 5}
        self.assertGreater(len(nonces), 400)
        self.assertEqual([nonce for nonce in nonces if nonce in after], [])


class SigningKeys(Store):
    """`postern keys rotate-signing`, with and without a server."""

    def signing_keys(self, pool, *arguments):
        done = run("keys", "rotate-signing", pool, "--data", self.directory, *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)["SigningKeys"]

    def test_k06_new_keys_are_published_with_and_without_a_server(self):
        for serves in (False, True):
            self.directory = self.new_directory()
            pool = self.fill(users=0)
            if serves:
                self.serve()
            first = self.signing_keys(pool, "--list")
            self.assertEqual([key["Status"] for key in first], ["SIGNING"] * 2)
            both = self.signing_keys(pool)
            self.assertEqual([key["Status"] for key in both], ["PUBLISHED"] * 2 + ["SIGNING"] * 2)
            self.assertEqual([key["KeyId"] for key in both[2:]], [key["KeyId"] for key in first])
            again = run("keys", "rotate-signing", pool, "--data", self.directory)
            self.assertEqual(again.returncode, 1)
            self.assertIn("is under way", again.stderr)
            leaked = self.signing_keys(pool, "--leaked")
            self.assertEqual([key["Status"] for key in leaked], ["SIGNING"] * 2)
            self.assertFalse({key["KeyId"] for key in leaked} & {key["KeyId"] for key in both})


if __name__ == "__main__":
    unittest.main()
