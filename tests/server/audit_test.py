"""`postern audit` as an operator meets it: who did what, and is the log as it was written."""

import json
import os
import sqlite3
import unittest

from binary import Server, data_directory, run
from serve_test import create_key, signed_call


class Audit(unittest.TestCase):
    def setUp(self):
        directory = data_directory()
        self.addCleanup(directory.cleanup)
        self.directory = directory.name
        self.key = create_key(self.directory)

    def serve(self, *arguments):
        return Server("serve", "--data", self.directory, *arguments)

    def make_pool(self, server, name="pool"):
        status, answer = signed_call(server, self.key, "CreateUserPool", {"PoolName": name})
        self.assertEqual(status, 200, answer)
        return answer["UserPool"]["Id"]

    def records(self):
        done = run("audit", "export", "--data", self.directory)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def verify(self, *arguments):
        return run("audit", "verify", "--data", self.directory, *arguments)

    def test_changes_are_exported_while_serving_and_after(self):
        with self.serve() as server:
            pool = self.make_pool(server)
            live = self.records()
        self.assertEqual(self.records(), live)
        (record,) = [one for one in live if one["eventName"] == "CreateUserPool"]
        self.assertEqual(record["userIdentity"]["accessKeyId"], self.key["AccessKeyId"])
        self.assertEqual(record["sourceIPAddress"], "127.0.0.1")
        self.assertEqual(record["requestParameters"]["poolName"], "pool")
        changes = record["additionalEventData"]["changes"]
        self.assertIn({"Kind": "UserPool", "UserPoolId": pool}, changes)
        self.assertNotIn(self.key["SecretAccessKey"], json.dumps(live))

    def addresses_of(self, fields, *arguments):
        """Where sign-ups come from that reach a server so started with these X-Forwarded-For."""
        with self.serve(*arguments) as server:
            pool = self.make_pool(server)
            _, made = signed_call(server, self.key, "CreateUserPoolClient",
                                  {"UserPoolId": pool, "ClientName": "app"})
            for number, forwarded in enumerate(fields):
                body = json.dumps({"ClientId": made["UserPoolClient"]["ClientId"],
                                   "Username": f"user{number}", "Password": "Correct-Horse-7"})
                status, answer = server.request("POST", "/", body, {
                    "Content-Type": "application/x-amz-json-1.1", "X-Forwarded-For": forwarded,
                    "X-Amz-Target": "AWSCognitoIdentityProviderService.SignUp"})
                self.assertEqual(status, 200, answer)
        return [record["sourceIPAddress"] for record in self.records()
                if record["eventName"] == "SignUp"]

    def test_nobody_is_believed_about_where_a_request_comes_from(self):
        self.assertEqual(self.addresses_of(["203.0.113.9"]), ["127.0.0.1"])

    def test_a_proxy_is_believed_about_where_a_request_comes_from(self):
        sent = {"203.0.113.9": "203.0.113.9", "1.1.1.1, 203.0.113.9": "203.0.113.9",
                "1.1.1.1,203.0.113.9:4711": "203.0.113.9", "[2001:db8::9]:4711": "2001:db8::9",
                "1.1.1.1, 2001:db8::9": "2001:db8::9", "1.1.1.1, unknown": ""}
        self.assertEqual(self.addresses_of(sent, "--proxies", "1"), list(sent.values()))

    def test_of_two_proxies_the_outer_one_is_believed(self):
        sent = {"1.1.1.1, 203.0.113.9, 192.0.2.7": "203.0.113.9",
                "203.0.113.9, 192.0.2.7": "203.0.113.9", "192.0.2.7": "192.0.2.7"}
        self.assertEqual(self.addresses_of(sent, "--proxies", "2"), list(sent.values()))

    def test_a_file_is_written_and_never_overwritten(self):
        with self.serve() as server:
            self.make_pool(server)
        out = os.path.join(self.directory, "log")
        done = run("audit", "export", "--data", self.directory, "--out", out)
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(out, encoding="utf-8") as file:
            self.assertEqual([json.loads(line) for line in file], self.records())
        again = run("audit", "export", "--data", self.directory, "--out", out)
        self.assertNotEqual(again.returncode, 0)

    def test_no_log_is_kept_where_none_is_wanted(self):
        with self.serve("--audit", "off") as server:
            self.make_pool(server)
        # What the command line does itself is logged nevertheless.
        self.assertEqual([one["eventName"] for one in self.records()], ["CreateAccessKey"])
        refused = run("serve", "--data", self.directory, "--listen", "127.0.0.1:0", "--audit", "x")
        self.assertNotEqual(refused.returncode, 0)

    def test_each_run_has_a_chain_and_an_anchor_finds_a_log_that_was_put_back(self):
        with self.serve() as server:
            self.make_pool(server)
        with self.serve() as server:
            self.make_pool(server)
        whole = self.verify()
        self.assertEqual(whole.returncode, 0, whole.stdout)
        lines = whole.stdout.splitlines()
        self.assertEqual(len(lines), 3)  # One for the command that made the key.
        anchor = lines[-1].split()[0]
        self.assertEqual(self.verify("--anchor", anchor).returncode, 0)
        chain, number, _ = anchor.split(":")
        for wrong in [f"{chain}:{number}:{'0' * 64}", f"gone:{number}:{'0' * 64}", "nonsense"]:
            self.assertNotEqual(self.verify("--anchor", wrong).returncode, 0)

    def test_a_row_that_was_removed_is_found(self):
        with self.serve() as server:
            for number in range(3):
                self.make_pool(server, f"pool{number}")
        self.assertEqual(self.verify().returncode, 0)
        self.remove_an_event()
        found = self.verify()
        self.assertEqual(found.returncode, 1)
        self.assertIn("BrokenLink", found.stdout)
        self.assertEqual(run("check", "--data", self.directory).returncode, 1)

    def remove_an_event(self):
        database = sqlite3.connect(os.path.join(self.directory, "postern.db"))
        with database:
            database.execute("DELETE FROM kv WHERE key = (SELECT max(key) FROM kv "
                             "WHERE substr(key, 1, 1) = x'61')")
        database.close()


if __name__ == "__main__":
    unittest.main()
