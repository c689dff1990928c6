"""Two servers on one PostgreSQL database, each with a directory of its own."""

import glob
import os
import subprocess
import time
import unittest

from binary import Server, data_directory, run
from serve_test import create_key, signed_call

PROGRAMS = max(glob.glob("/usr/lib/postgresql/*/bin"), default="")


class Database:
    """A server on a Unix socket, run by another user than root and gone with this process."""

    def __init__(self, directory):
        self.directory = directory
        as_user = ["setpriv"]
        if os.geteuid() == 0:
            subprocess.run(["chown", "postgres", directory], check=True)
            as_user += ["--reuid=postgres", "--regid=postgres", "--clear-groups"]
        data = os.path.join(directory, "data")
        subprocess.run(
            [*as_user, "env", "-i", "LC_ALL=C", f"{PROGRAMS}/initdb", "-D", data, "--auth=trust",
             "--username=postern", "--encoding=UTF8", "--no-sync"],
            check=True, stdout=subprocess.DEVNULL)
        self.process = subprocess.Popen(
            [*as_user, "--pdeathsig", "QUIT", "env", "-i", "LC_ALL=C", f"{PROGRAMS}/postgres",
             "-D", data, "-k", directory, "-c", "listen_addresses=", "-c", "fsync=off"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.url = f"postgres:///postgres?user=postern&host={directory}"
        while subprocess.run([f"{PROGRAMS}/pg_isready", "-q", "-h", directory]).returncode != 0:
            if self.process.poll() is not None:
                raise RuntimeError("PostgreSQL does not start")
            time.sleep(0.02)

    def stop(self):
        self.process.terminate()
        self.process.wait()


@unittest.skipUnless(PROGRAMS, "PostgreSQL's server (Debian package postgresql) is not installed")
class SharedStore(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = data_directory()
        cls.addClassCleanup(directory.cleanup)
        cls.database = Database(directory.name)
        cls.addClassCleanup(cls.database.stop)

    def setUp(self):
        self.root_key = os.path.join(self.new_directory(), "root.key")
        with open(self.root_key, "wb") as file:
            file.write(b"k" * 32)
        os.chmod(self.root_key, 0o600)

    def new_directory(self):
        directory = data_directory()
        self.addCleanup(directory.cleanup)
        return directory.name

    def options(self, directory):
        return ["--data", directory, "--storage", self.database.url,
                "--root-key-file", self.root_key]

    def serve(self, directory):
        server = Server("serve", *self.options(directory))
        self.addCleanup(server.__exit__)
        return server

    def test_what_one_server_makes_the_other_has(self):
        first, second = (self.serve(self.new_directory()) for _ in range(2))
        key = create_key(*self.options(self.new_directory())[1:])
        made = signed_call(first, key, "CreateUserPool", {"PoolName": "shared"})[1]["UserPool"]
        status, answer = signed_call(second, key, "DescribeUserPool", {"UserPoolId": made["Id"]})
        self.assertEqual((status, answer["UserPool"]["Name"]), (200, "shared"))

    def test_a_command_that_names_no_database_makes_no_other_store(self):
        directory = self.new_directory()
        self.serve(directory)
        refused = run("keys", "list", "--data", directory)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("keeps its data in a database: say which with --storage", refused.stderr)
        listed = run("keys", "list", *self.options(directory))
        self.assertEqual(listed.returncode, 0, listed.stderr)
        self.assertFalse(os.path.exists(os.path.join(directory, "postern.db")))

    def test_the_store_is_checked_and_has_no_file_to_back_up(self):
        directory = self.new_directory()
        checked = run("check", *self.options(directory))
        self.assertEqual(checked.returncode, 0, checked.stderr)
        self.assertIn("the store is whole", checked.stdout)
        refused = run("backup", *self.options(directory), "--out", os.path.join(directory, "copy"))
        self.assertEqual(refused.returncode, 1)
        self.assertIn("not kept in a file", refused.stderr)

    def test_a_shared_store_needs_a_root_key(self):
        refused = run("keys", "list", *self.options(self.new_directory())[:4])
        self.assertEqual(refused.returncode, 1)
        self.assertIn("A shared database needs a root key", refused.stderr)

    def test_the_root_key_is_replaced_under_two_servers_and_back_again(self):
        directories = [self.new_directory() for _ in range(2)]
        servers = [self.serve(directory) for directory in directories]
        command = self.new_directory()
        key = create_key(*self.options(command)[1:])
        other = os.path.join(self.new_directory(), "other.key")
        with open(other, "wb") as file:
            file.write(b"o" * 32)
        for old, new in ((self.root_key, other), (other, self.root_key)):
            for directory in directories:
                prepared = run("keys", "rotate-root", "--data", directory,
                               "--new-root-key-file", new, "--prepare")
                self.assertEqual(prepared.returncode, 0, prepared.stderr)
            done = run("keys", "rotate-root", "--data", command, "--storage", self.database.url,
                       "--root-key-file", old, "--new-root-key-file", new)
            self.assertEqual(done.returncode, 0, done.stderr)
            for server in servers:
                status, answer = signed_call(server, key, "CreateUserPool", {"PoolName": "p"})
                self.assertEqual(status, 200, answer)
            refused = run("check", "--data", command, "--storage", self.database.url,
                          "--root-key-file", old)
            self.assertIn("not the one this store was created with", refused.stderr)
        self.assertEqual(run("check", *self.options(command)).returncode, 0)


if __name__ == "__main__":
    unittest.main()
