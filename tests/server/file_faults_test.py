"""D03: every call by which a command writes files fails in turn: EIO, a full disk, a short write,
once and from then on. A file is there whole or not at all, an error says what happened, and the
command succeeds when the disk is well again. One call in a few, or all: POSTERN_EVERY_CALL=1."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

SHIM = sys.argv.pop(2)

from binary import BINARY, TIMEOUT_S, Server, run  # noqa: E402
from serve_test import create_key, signed_call  # noqa: E402

KINDS = [("EIO", False), ("ENOSPC", True), ("SHORT", False), ("EIO", True)]
EVERY = os.environ.get("POSTERN_EVERY_CALL") == "1"
CALLS_AT_A_TIME = 1 if EVERY else 5


class FileFaults(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = tempfile.TemporaryDirectory(prefix="postern-")
        cls.addClassCleanup(cls.home.cleanup)
        cls.source = os.path.join(cls.home.name, "source")
        key = create_key(cls.source)
        with Server("serve", "--data", cls.source) as server:
            cls.pool = signed_call(server, key, "CreateUserPool",
                                   {"PoolName": "p"})[1]["UserPool"]["Id"]
            for number in range(20):
                signed_call(server, key, "AdminCreateUser",
                            {"UserPoolId": cls.pool, "Username": f"user-{number}",
                             "MessageAction": "SUPPRESS"})
        cls.lock = os.path.join(cls.home.name, "lock.key")
        with open(cls.lock, "wb") as file:
            file.write(b"l" * 32)
        cls.backup = os.path.join(cls.home.name, "backup.db")
        cls.require(run("backup", "--data", cls.source, "--out", cls.backup))
        cls.key_file = os.path.join(cls.source, "postern.db.key")

    @staticmethod
    def require(done):
        if done.returncode != 0:
            raise AssertionError(done.stdout + done.stderr)
        return done

    def fresh(self):
        directory = tempfile.mkdtemp(dir=self.home.name)
        self.addCleanup(shutil.rmtree, directory)
        return directory

    def copy_of_source(self):
        directory = self.fresh()
        shutil.copytree(self.source, directory, dirs_exist_ok=True,
                        ignore=shutil.ignore_patterns("*.sock"))
        return directory

    def failing(self, arguments, under, call, kind, stays):
        met = os.path.join(self.home.name, "met")
        environment = dict(os.environ, LD_PRELOAD=SHIM, POSTERN_FAULT_UNDER=under,
                           POSTERN_FAULT_AT=str(call), POSTERN_FAULT=kind, POSTERN_FAULT_MET=met)
        if stays:
            environment["POSTERN_FAULT_STAYS"] = "1"
        done = subprocess.run([BINARY, *arguments], capture_output=True, text=True, check=False,
                              timeout=TIMEOUT_S, env=environment)
        was_met = os.path.exists(met)
        if was_met:
            os.unlink(met)
        return done, was_met

    def storm(self, prepare, command, review):
        """prepare() makes a directory, command(directory) says what is run in it, and
        review(directory, done) looks at what is left."""
        faults = 0
        for offset, (kind, stays) in enumerate(KINDS):
            call = 1 if EVERY else 1 + offset
            while True:
                directory = prepare()
                done, met = self.failing(command(directory), directory, call, kind, stays)
                with self.subTest(kind=kind, stays=stays, call=call, command=command(directory)[0]):
                    self.assertIn(done.returncode, (0, 1), done.stderr)
                    if done.returncode != 0:
                        self.assertGreater(len(done.stderr), 10)
                    review(directory, done)
                if not met:
                    break
                faults += 1
                call += CALLS_AT_A_TIME
        self.assertGreater(faults, 2)

    def leaves(self, directory, *names):
        """Nothing else is there, and nothing is half done."""
        self.assertLessEqual(set(os.listdir(directory)), set(names))

    def written(self, directory, name, done):
        """The file of that name and nothing else is there, for sure where the command succeeded."""
        self.leaves(directory, name)
        path = os.path.join(directory, name)
        if done.returncode == 0:
            self.assertTrue(os.path.exists(path))
        return path if os.path.exists(path) else None

    def check(self, directory, *arguments):
        self.require(run("check", "--data", directory, *arguments))

    def test_a_backup_is_whole_or_not_there(self):
        def review(directory, done):
            if path := self.written(directory, "copy.db", done):
                self.require(run("restore-store", "--data", os.path.join(self.fresh(), "new"),
                                 "--in", path, "--key-file", self.key_file))

        self.storm(self.fresh, lambda directory: ["backup", "--data", self.source, "--out",
                                                  os.path.join(directory, "copy.db")], review)

    def test_a_restored_store_is_whole_or_not_there(self):
        def command(directory):
            return ["restore-store", "--data", directory, "--in", self.backup, "--key-file",
                    self.key_file]

        def review(directory, done):
            self.leaves(directory, "postern.db", "postern.db.key")
            if "postern.db" not in os.listdir(directory):
                self.assertNotEqual(done.returncode, 0)
                self.leaves(directory)
                self.require(run(*command(directory)))
            self.check(directory)

        self.storm(self.fresh, command, review)

    def test_an_exported_pool_is_whole_or_not_there(self):
        def review(directory, done):
            if path := self.written(directory, "pool", done):
                self.require(run("restore", "--data", self.fresh(), "--in", path, "--key-file",
                                 self.lock))

        self.storm(self.fresh,
                   lambda directory: ["export", "--data", self.source, "--pool", self.pool,
                                      "--key-file", self.lock, "--out",
                                      os.path.join(directory, "pool")], review)

    def test_an_exported_audit_log_is_whole_or_not_there(self):
        expected = self.require(run("audit", "export", "--data", self.source)).stdout
        self.assertIn("CreateUserPool", json.loads(expected.splitlines()[1])["eventName"])

        def review(directory, done):
            self.leaves(directory, "log")
            path = os.path.join(directory, "log")
            self.assertEqual(os.path.exists(path) or done.returncode != 0, True)
            if os.path.exists(path):
                with open(path, encoding="utf-8") as file:
                    self.assertEqual(file.read(), expected)

        self.storm(self.fresh,
                   lambda directory: ["audit", "export", "--data", self.source, "--out",
                                      os.path.join(directory, "log")], review)

    def test_a_new_store_has_a_key_that_opens_it_whatever_failed_before(self):
        def command(directory):
            return ["keys", "create", "--data", directory]

        def review(directory, done):
            self.require(run(*command(directory)))
            listed = self.require(run("keys", "list", "--data", directory)).stdout
            self.assertGreaterEqual(listed.count("AKIA"), 2 if done.returncode == 0 else 1)
            self.check(directory)

        self.storm(self.fresh, command, review)

    def test_a_root_key_that_changes_is_never_lost(self):
        def command(directory):
            return ["keys", "rotate-root", "--data", directory]

        def review(directory, _):
            self.check(directory)
            self.require(run(*command(directory)))
            self.check(directory)
            self.leaves(directory, "postern.db", "postern.db.key", "postern.db.lock",
                        "postern.db-wal")

        self.storm(self.copy_of_source, command, review)

    def test_a_store_that_is_written_anew_loses_nothing(self):
        def command(directory):
            return ["compact", "--data", directory, "--rewrite"]

        def review(directory, _):
            self.check(directory)
            exported = run("audit", "export", "--data", directory)
            self.assertEqual(exported.stdout, self.events)
            self.require(run(*command(directory)))

        self.events = self.require(run("audit", "export", "--data", self.source)).stdout
        self.storm(self.copy_of_source, command, review)


if __name__ == "__main__":
    unittest.main()
