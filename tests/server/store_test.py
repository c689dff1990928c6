"""`postern backup` and `postern check` as an operator meets them, and bringing a backup back."""

import json
import os
import shutil
import stat
import unittest

from binary import Server, data_directory, run
from serve_test import create_key, sign, signed_call


class Store(unittest.TestCase):
    def setUp(self):
        self.directory = self.new_directory()
        self.key = create_key(self.directory)
        self.copy = os.path.join(self.new_directory(), "copy.db")

    def new_directory(self):
        directory = data_directory()
        self.addCleanup(directory.cleanup)
        return directory.name

    def serve(self, directory=None, *arguments):
        server = Server("serve", "--data", directory or self.directory, *arguments)
        self.addCleanup(server.__exit__)
        return server

    def call(self, server, operation, **members):
        status, answer = signed_call(server, self.key, operation, members)
        self.assertEqual(status, 200, answer)
        return answer

    def make_pool(self, server, name):
        return self.call(server, "CreateUserPool", PoolName=name)["UserPool"]["Id"]

    def pool_names(self, server):
        pools = self.call(server, "ListUserPools", MaxResults=10)["UserPools"]
        return {pool["Name"] for pool in pools}

    def backup(self, copy=None):
        return run("backup", "--data", self.directory, "--out", copy or self.copy)

    def check(self, directory=None):
        return run("check", "--data", directory or self.directory)

    def restored(self, with_key=True):
        directory = self.new_directory()
        shutil.copy(self.copy, os.path.join(directory, "postern.db"))
        if with_key:
            shutil.copy(os.path.join(self.directory, "postern.db.key"), directory)
        return directory

    def test_a_backup_made_while_serving_is_served_again(self):
        server = self.serve()
        self.make_pool(server, "before")
        made = self.backup()
        self.assertEqual(made.returncode, 0, made.stderr)
        self.assertIn("root key is not in it", made.stdout)
        self.assertEqual(stat.S_IMODE(os.stat(self.copy).st_mode), 0o600)
        self.make_pool(server, "after")
        again = self.serve(self.restored())
        self.assertEqual(self.pool_names(again), {"before"})
        self.make_pool(again, "later")
        self.assertEqual(self.pool_names(again), {"before", "later"})
        self.assertEqual(self.pool_names(server), {"before", "after"})

    def test_a_backup_is_made_without_a_server_too(self):
        made = self.backup()
        self.assertEqual(made.returncode, 0, made.stderr)
        self.assertEqual(self.pool_names(self.serve(self.restored())), set())

    def test_a_backup_is_taken_to_a_path_relative_to_the_operator(self):
        self.serve()
        here = os.getcwd()
        os.chdir(self.new_directory())
        try:
            made = self.backup("near.db")
            self.assertEqual(made.returncode, 0, made.stderr)
            self.assertTrue(os.path.exists("near.db"))
        finally:
            os.chdir(here)

    def test_a_backup_overwrites_nothing(self):
        for serving in (False, True):
            with open(self.copy, "w", encoding="ascii") as file:
                file.write("mine")
            refused = self.backup()
            self.assertNotEqual(refused.returncode, 0)
            self.assertIn("nothing is overwritten", refused.stderr)
            with open(self.copy, encoding="ascii") as file:
                self.assertEqual(file.read(), "mine")
            if not serving:
                self.serve()

    def test_a_backup_is_good_for_nothing_without_its_root_key(self):
        self.assertEqual(self.backup().returncode, 0)
        with self.assertRaisesRegex(RuntimeError, "key file is missing"):
            self.serve(self.restored(with_key=False))
        directory = self.restored(with_key=False)
        other = os.path.join(self.new_directory(), "other.key")
        with open(other, "wb") as file:
            file.write(bytes(32))
        with self.assertRaisesRegex(RuntimeError, "not the one this store was created with"):
            self.serve(directory, "--root-key-file", other)
        right = os.path.join(self.directory, "postern.db.key")
        self.serve(directory, "--root-key-file", right)

    def test_a_misspelt_directory_is_no_new_store(self):
        nowhere = self.new_directory()
        for command in (("backup", "--out", self.copy), ("check",)):
            refused = run(command[0], "--data", nowhere, *command[1:])
            self.assertNotEqual(refused.returncode, 0)
            self.assertIn("no store", refused.stderr)
        self.assertEqual(os.listdir(nowhere), [])

    def test_only_the_operator_may_ask_for_a_backup(self):
        server = self.serve()
        status, _ = server.request("POST", "/_postern/backup", json.dumps({"Path": self.copy}))
        self.assertEqual(status, 404)
        self.assertFalse(os.path.exists(self.copy))

    def test_a_healthy_store_is_whole_with_and_without_a_server(self):
        checked = self.check()
        self.assertEqual((checked.returncode, checked.stderr), (0, ""))
        self.make_pool(self.serve(), "p")
        checked = self.check()
        self.assertEqual((checked.returncode, checked.stderr), (0, ""))
        self.assertIn("the store is whole", checked.stdout)

    def test_flipped_bits_are_found_and_nothing_is_told_of_what_they_were_in(self):
        server = self.serve()
        pool = self.make_pool(server, "p")
        for number in range(40):
            self.call(server, "AdminCreateUser", UserPoolId=pool, Username=f"user-{number}",
                      MessageAction="SUPPRESS")
        self.assertEqual(self.backup().returncode, 0)
        directory = self.restored()
        path = os.path.join(directory, "postern.db")
        with open(path, "r+b") as file:
            content = bytearray(file.read())
            at = len(content) // 2
            content[at:at + 3000] = bytes(byte ^ 0x10 for byte in content[at:at + 3000])
            file.seek(0)
            file.write(content)
        checked = self.check(directory)
        self.assertEqual(checked.returncode, 1, checked.stdout + checked.stderr)
        self.assertIn("the store is damaged", checked.stdout)
        self.assertNotIn("user-", checked.stdout + checked.stderr)
        self.assertEqual(self.check().returncode, 0)

    def restore(self, directory, *arguments, key=None):
        key = key or os.path.join(self.directory, "postern.db.key")
        return run("restore-store", "--data", directory, "--in", self.copy, "--key-file", key,
                   *arguments)

    def test_a_backup_is_put_into_service(self):
        self.make_pool(self.serve(), "before")
        self.assertEqual(self.backup().returncode, 0)
        directory = os.path.join(self.new_directory(), "new")
        done = self.restore(directory)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(sorted(os.listdir(directory)), ["postern.db", "postern.db.key"])
        for name in os.listdir(directory):
            self.assertEqual(stat.S_IMODE(os.stat(os.path.join(directory, name)).st_mode), 0o600)
        self.assertEqual(self.pool_names(self.serve(directory)), {"before"})

    def test_D26_the_operator_says_what_becomes_of_sessions(self):
        server = self.serve()
        pool = self.make_pool(server, "p")
        client = self.call(server, "CreateUserPoolClient", UserPoolId=pool, ClientName="c",
                           ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH",
                                              "ALLOW_REFRESH_TOKEN_AUTH"])
        client = client["UserPoolClient"]["ClientId"]
        user = {"UserPoolId": pool, "Username": "alice"}
        self.call(server, "AdminCreateUser", MessageAction="SUPPRESS", **user)
        self.call(server, "AdminSetUserPassword", Password="Correct-Horse-7", Permanent=True,
                  **user)
        parameters = {"USERNAME": "alice", "PASSWORD": "Correct-Horse-7"}
        _, answer = server.call("InitiateAuth", ClientId=client, AuthFlow="USER_PASSWORD_AUTH",
                                AuthParameters=parameters)
        token = answer["AuthenticationResult"]["RefreshToken"]
        self.assertEqual(self.backup().returncode, 0)
        for sessions, status, says in (((), 400, "sessions have ended"),
                                       (("--sessions", "end"), 400, "sessions have ended"),
                                       (("--sessions", "keep"), 200, "sessions go on")):
            directory = os.path.join(self.new_directory(), "new")
            done = self.restore(directory, *sessions)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(says, done.stdout)
            again = self.serve(directory)
            self.assertEqual(again.call("InitiateAuth", ClientId=client,
                                        AuthFlow="REFRESH_TOKEN_AUTH",
                                        AuthParameters={"REFRESH_TOKEN": token})[0], status)
        refused = self.restore(self.new_directory(), "--sessions", "some")
        self.assertNotEqual(refused.returncode, 0)

    def test_a_restore_touches_no_store_that_is_there(self):
        self.make_pool(self.serve(), "mine")
        self.assertEqual(self.backup().returncode, 0)
        for directory in (self.directory, self.new_directory()):
            key_file = os.path.join(directory, "postern.db.key")
            if directory != self.directory:
                with open(key_file, "w", encoding="ascii") as file:
                    file.write("somebody's")
            before = {name: os.stat(os.path.join(directory, name)).st_mtime_ns
                      for name in os.listdir(directory)}
            refused = self.restore(directory)
            self.assertNotEqual(refused.returncode, 0)
            self.assertIn("already", refused.stderr)
            self.assertEqual(before, {name: os.stat(os.path.join(directory, name)).st_mtime_ns
                                      for name in os.listdir(directory)})
        self.assertEqual(self.check().returncode, 0)

    def test_a_damaged_backup_and_a_wrong_key_restore_nothing(self):
        server = self.serve()
        pool = self.make_pool(server, "p")
        for number in range(40):
            self.call(server, "AdminCreateUser", UserPoolId=pool, Username=f"user-{number}",
                      MessageAction="SUPPRESS")
        self.assertEqual(self.backup().returncode, 0)
        wrong = os.path.join(self.new_directory(), "wrong.key")
        with open(wrong, "wb") as file:
            file.write(bytes(32))
        directory = self.new_directory()
        refused = self.restore(directory, key=wrong)
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("not the one this store was created with", refused.stderr)
        self.assertEqual(os.listdir(directory), [])
        with open(self.copy, "rb") as file:
            content = bytearray(file.read())
        at = len(content) // 2
        content[at:at + 3000] = bytes(byte ^ 0x10 for byte in content[at:at + 3000])
        with open(self.copy, "wb") as file:
            file.write(content)
        refused = self.restore(directory)
        self.assertNotEqual(refused.returncode, 0)
        self.assertEqual(os.listdir(directory), [])
        with open(self.copy, "wb") as file:
            file.write(content[:len(content) // 2])
        self.assertNotEqual(self.restore(directory).returncode, 0)
        self.assertEqual(os.listdir(directory), [])

    def test_a_backup_of_a_store_with_a_key_of_the_operators_keeps_it_there(self):
        key = os.path.join(self.new_directory(), "root.key")
        with open(key, "wb") as file:
            file.write(b"k" * 32)
        source = self.new_directory()
        create_key(source, "--root-key-file", key)
        made = run("backup", "--data", source, "--root-key-file", key, "--out", self.copy)
        self.assertEqual(made.returncode, 0, made.stderr)
        directory = self.new_directory()
        done = run("restore-store", "--data", directory, "--in", self.copy, "--root-key-file", key)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(os.listdir(directory), ["postern.db"])
        self.serve(directory, "--root-key-file", key)

    def test_the_room_of_deleted_data_goes_back_while_serving_and_after(self):
        server = self.serve()
        pool = self.make_pool(server, "p")
        self.make_pool(server, "kept")
        for number in range(60):
            self.call(server, "AdminCreateUser", UserPoolId=pool, Username=f"user-{number}",
                      MessageAction="SUPPRESS")
        request = json.dumps({"UserPoolId": pool})
        headers = sign(self.key, "DeleteUserPool", request)
        self.assertEqual(server.request("POST", "/", request, headers)[0], 200)
        path = os.path.join(self.directory, "postern.db")
        for arguments in ((), ("--rewrite",)):
            done = run("compact", "--data", self.directory, *arguments)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("the store takes", done.stdout)
        self.assertEqual(self.pool_names(server), {"kept"})
        self.assertEqual(server.stop(), 0)
        self.assertLess(os.path.getsize(path), 100_000)
        self.assertEqual(run("compact", "--data", self.directory).returncode, 0)
        self.assertEqual(self.check().returncode, 0)


if __name__ == "__main__":
    unittest.main()
