"""Large files into the server, and pools out of a data directory and back, by command line."""

import os
import signal
import stat
import time
import unittest

from binary import Server, data_directory, run
from serve_test import create_key, signed_call

ROLE = "arn:aws:iam::123456789012:role/import"


def resident_kib(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))


class Import(unittest.TestCase):
    def setUp(self):
        self.server = Server("dev")
        self.addCleanup(self.server.__exit__)
        self.pool = self.call("CreateUserPool", PoolName="p",
                              AutoVerifiedAttributes=["email"])["UserPool"]["Id"]

    def call(self, operation, **members):
        status, answer = self.server.call(operation, **members)
        self.assertEqual(status, 200, answer)
        return answer

    def create_job(self):
        job = self.call("CreateUserImportJob", UserPoolId=self.pool, JobName="j",
                        CloudWatchLogsRoleArn=ROLE)["UserImportJob"]
        return job["JobId"], job["PreSignedUrl"].partition(f":{self.server.port}")[2]

    def header(self):
        return self.call("GetCSVHeader", UserPoolId=self.pool)["CSVHeader"]

    def file_of(self, users, padding=0):
        columns = self.header()
        lines = [",".join(columns)]
        for number in range(users):
            row = {"cognito:username": f"u{number}", "email": f"u{number}@example.com",
                   "email_verified": "true", "profile": "x" * padding}
            lines.append(",".join(row.get(column, "") for column in columns))
        return "\n".join(lines).encode()

    def test_a_file_of_many_pieces_is_imported_while_it_shows_progress(self):
        job, path = self.create_job()
        body = self.file_of(1500, padding=2000)
        self.assertGreater(len(body), 2 << 20)  # Three pieces, larger than any request.
        status, answer = self.server.request("PUT", path, body)
        self.assertEqual(status, 200, answer)
        self.call("StartUserImportJob", UserPoolId=self.pool, JobId=job)
        seen = set()
        while True:
            shown = self.call("DescribeUserImportJob", UserPoolId=self.pool,
                              JobId=job)["UserImportJob"]
            seen.add(shown["ImportedUsers"])
            if shown["Status"] not in ("Pending", "InProgress"):
                break
        self.assertEqual((shown["Status"], shown["ImportedUsers"]), ("Succeeded", 1500))
        self.assertGreater(len(seen), 1)
        status, log = self.server.request("GET", path)
        self.assertEqual(status, 200)
        self.assertTrue(log.startswith(b"[SUCCEEDED] Line Number 2 - The import succeeded.\n"))

    def test_a_job_gets_on_by_itself(self):
        job, path = self.create_job()
        self.assertEqual(self.server.request("PUT", path, self.file_of(3))[0], 200)
        self.call("StartUserImportJob", UserPoolId=self.pool, JobId=job)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if self.server.call("AdminGetUser", UserPoolId=self.pool, Username="u2")[0] == 200:
                return
        self.fail("nobody did the job's work")

    @unittest.skipIf({"ASAN_OPTIONS", "TSAN_OPTIONS"} & os.environ.keys(),
                     "sanitizers keep books of memory, and what is freed")
    def test_a_large_file_is_not_held_in_memory(self):
        _, path = self.create_job()
        body = b"x" * (24 << 20)
        before = resident_kib(self.server.process.pid)
        self.assertEqual(self.server.request("PUT", path, body)[0], 200)
        # `dev` keeps its rows in memory: the file itself, sealed, and no second copy of it.
        self.assertLess(resident_kib(self.server.process.pid) - before, 44 << 10)

    def test_a_refused_piece_ends_the_upload(self):
        _, path = self.create_job()
        status, _ = self.server.request("PUT", path[:-4] + "AAAA", b"x" * (3 << 20))
        self.assertEqual(status, 403)
        status, _ = self.server.request("PUT", path, b"x", {"Content-Length": str((100 << 20) + 1)})
        self.assertEqual(status, 413)


class Crash(unittest.TestCase):
    def test_a_job_goes_on_where_a_killed_server_left_it(self):
        directory = data_directory()
        self.addCleanup(directory.cleanup)
        key = create_key(directory.name)
        users = 3000

        def call(server, operation, **members):
            status, answer = signed_call(server, key, operation, members)
            self.assertEqual(status, 200, answer)
            return answer

        server = Server("serve", "--data", directory.name)
        pool = call(server, "CreateUserPool", PoolName="p",
                    AutoVerifiedAttributes=["email"])["UserPool"]["Id"]
        columns = call(server, "GetCSVHeader", UserPoolId=pool)["CSVHeader"]
        lines = [",".join(columns)]
        for number in range(users):
            row = {"cognito:username": f"u{number}", "email": f"u{number}@example.com",
                   "email_verified": "true"}
            lines.append(",".join(row.get(column, "") for column in columns))
        job = call(server, "CreateUserImportJob", UserPoolId=pool, JobName="j",
                   CloudWatchLogsRoleArn=ROLE)["UserImportJob"]
        path = "/" + job["PreSignedUrl"].split("/", 3)[3]
        self.assertEqual(server.request("PUT", path, "\n".join(lines))[0], 200)
        name = {"UserPoolId": pool, "JobId": job["JobId"]}
        call(server, "StartUserImportJob", **name)
        while call(server, "DescribeUserImportJob", **name)["UserImportJob"]["ImportedUsers"] < 600:
            pass
        server.stop(signal.SIGKILL)
        server.process.communicate()

        with Server("serve", "--data", directory.name) as server:
            shown = {"Status": "InProgress"}
            while shown["Status"] == "InProgress":
                shown = call(server, "DescribeUserImportJob", **name)["UserImportJob"]
        self.assertEqual((shown["Status"], shown["ImportedUsers"], shown["SkippedUsers"]),
                         ("Succeeded", users, 0))


class PoolFile(unittest.TestCase):
    def setUp(self):
        directory = data_directory()
        self.addCleanup(directory.cleanup)
        self.root = directory.name
        self.passphrase = self.path("passphrase")
        with open(self.passphrase, "w", encoding="utf-8") as file:
            file.write("a long enough passphrase\n")

    def path(self, name):
        return os.path.join(self.root, name)

    def make_pool(self):
        """A pool in a data directory, made through its server's control of keys and signatures."""
        data = self.path("data")
        key = create_key(data)
        with Server("serve", "--data", data) as server:
            status, made = signed_call(server, key, "CreateUserPool", {"PoolName": "p"})
            self.assertEqual(status, 200, made)
        return data, made["UserPool"]["Id"]

    def lock(self):
        return "--passphrase-file", self.passphrase

    def test_a_pool_moves_from_one_directory_to_another(self):
        data, pool = self.make_pool()
        file = self.path("pool.file")
        saved = run("export", "--data", data, "--pool", pool, "--out", file, *self.lock())
        self.assertEqual(saved.returncode, 0, saved.stderr)
        self.assertEqual(stat.S_IMODE(os.stat(file).st_mode), 0o600)
        restored = run("restore", "--data", self.path("other"), "--in", file, *self.lock())
        self.assertEqual((restored.returncode, restored.stdout), (0, f"restored {pool}\n"),
                         restored.stderr)
        again = run("export", "--data", self.path("other"), "--pool", pool, "--out",
                    self.path("second.file"), *self.lock())
        self.assertEqual(again.returncode, 0, again.stderr)

    def test_what_is_wrong_is_said_and_leaves_nothing(self):
        data, pool = self.make_pool()
        file = self.path("pool.file")
        export = ("export", "--data", data, "--pool")
        self.assertIn("does not exist",
                      run(*export, "us-east-1_None", "--out", file, *self.lock()).stderr)
        self.assertFalse(os.path.exists(file))
        self.assertIn("either --key-file or --passphrase-file",
                      run(*export, pool, "--out", file).stderr)
        self.assertEqual(run(*export, pool, "--out", file, *self.lock()).returncode, 0)
        self.assertIn("exists", run(*export, pool, "--out", file, *self.lock()).stderr)
        self.assertIn("exists already",
                      run("restore", "--data", data, "--in", file, *self.lock()).stderr)
        with open(file, "rb") as whole:
            content = whole.read()
        with open(self.path("short.file"), "wb") as short:
            short.write(content[:-1])
        cut = run("restore", "--data", self.path("other"), "--in", self.path("short.file"),
                  *self.lock())
        self.assertNotEqual(cut.returncode, 0)
        self.assertIn("is not whole", cut.stderr)

    def test_a_running_server_exports_and_restores(self):
        data, pool = self.make_pool()
        file = self.path("pool.file")
        export = ("export", "--data", data, "--pool")
        with Server("serve", "--data", data):
            saved = run(*export, pool, "--out", file, *self.lock())
            self.assertEqual(saved.returncode, 0, saved.stderr)
            self.assertIn("does not exist",
                          run(*export, "us-east-1_None", "--out", self.path("x"),
                              *self.lock()).stderr)
        other = self.path("other")
        run("keys", "create", "--data", other)
        with Server("serve", "--data", other):
            restored = run("restore", "--data", other, "--in", file, *self.lock())
            self.assertEqual(restored.stdout, f"restored {pool}\n", restored.stderr)
            self.assertIn("exists already",
                          run("restore", "--data", other, "--in", file, *self.lock()).stderr)


if __name__ == "__main__":
    unittest.main()
