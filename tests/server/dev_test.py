"""`postern dev` as a developer meets it: inbox, clock, reset, and what pages may not do."""

import os
import subprocess
import unittest

from binary import BINARY, Server, run

SIGN_UP_POOL = {"PoolName": "p", "AutoVerifiedAttributes": ["email"]}


def make_client(server):
    pool = server.call("CreateUserPool", **SIGN_UP_POOL)[1]["UserPool"]["Id"]
    client = server.call("CreateUserPoolClient", UserPoolId=pool, ClientName="c",
                         ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"])[1]
    return pool, client["UserPoolClient"]["ClientId"]


def sign_up(server, client, name):
    return server.call("SignUp", ClientId=client, Username=name, Password="Passw0rd!x",
                       UserAttributes=[{"Name": "email", "Value": name + "@example.com"}])


class Dev(unittest.TestCase):
    def setUp(self):
        self.server = Server("dev")
        self.addCleanup(self.server.__exit__)

    def test_prints_one_line_when_ready_and_answers_then(self):
        self.assertEqual(self.server.ready_line,
                         f"postern dev listening on http://127.0.0.1:{self.server.port}\n")
        self.assertEqual(self.server.json("GET", "/_postern/health"), (200, {"status": "ok"}))

    def test_the_inbox_holds_every_message_oldest_first(self):
        _, client = make_client(self.server)
        self.assertEqual(self.server.json("GET", "/_postern/inbox"), (200, []))
        for name in ("ada", "grace"):
            self.assertEqual(sign_up(self.server, client, name)[0], 200)
        messages = self.server.json("GET", "/_postern/inbox")[1]
        self.assertEqual([m["destination"] for m in messages],
                         ["ada@example.com", "grace@example.com"])
        self.assertEqual(set(messages[0]),
                         {"id", "at", "medium", "destination", "subject", "body"})
        self.assertEqual(messages[0]["medium"], "EMAIL")
        self.assertLess(messages[0]["id"], messages[1]["id"])
        self.assertRegex(messages[0]["at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        self.assertRegex(messages[0]["body"], r"\d{6}")

    def test_a_code_from_the_inbox_confirms(self):
        _, client = make_client(self.server)
        sign_up(self.server, client, "ada")
        body = self.server.json("GET", "/_postern/inbox")[1][0]["body"]
        code = "".join(c for c in body if c.isdigit())
        confirmed = self.server.call("ConfirmSignUp", ClientId=client, Username="ada",
                                     ConfirmationCode=code)
        self.assertEqual(confirmed[0], 200)

    def test_the_clock_moves_forward(self):
        before = self.server.json("POST", "/_postern/clock", {"advance_s": 0})[1]["now"]
        after = self.server.json("POST", "/_postern/clock", {"advance_s": 31 * 86400})[1]["now"]
        self.assertLess(before[:10], after[:10])

    def test_the_clock_refuses_what_is_no_distance(self):
        for body in ("", "{}", "[]", '{"advance_s":-1}', '{"advance_s":1.5}', '{"advance_s":"1"}',
                     '{"advance_s":1e3}', '{"advance_s":99999999999}',
                     '{"advance_s":1,"advance_s":2}', '{"advance_s":1} x', '{"advance_s":'):
            self.assertEqual(self.server.request("POST", "/_postern/clock", body)[0], 400, body)

    def test_reset_empties_engine_inbox_and_clock(self):
        pool, client = make_client(self.server)
        sign_up(self.server, client, "ada")
        moved = self.server.json("POST", "/_postern/clock", {"advance_s": 10 * 86400})[1]["now"]
        self.assertEqual(self.server.json("POST", "/_postern/reset")[0], 200)
        self.assertEqual(self.server.json("GET", "/_postern/inbox"), (200, []))
        now = self.server.json("POST", "/_postern/clock", {"advance_s": 0})[1]["now"]
        self.assertLess(now, moved)
        gone = self.server.call("DescribeUserPool", UserPoolId=pool)
        self.assertEqual((gone[0], gone[1]["__type"]), (400, "ResourceNotFoundException"))

    def test_any_credentials_or_none_will_do(self):
        self.assertEqual(self.server.call("ListUserPools", MaxResults=10)[0], 200)

    def test_keys_and_discovery_of_a_pool_are_served_under_its_issuer(self):
        pool, _ = make_client(self.server)
        document = self.server.json("GET", f"/{pool}/.well-known/openid-configuration")[1]
        self.assertEqual(document["issuer"], f"http://127.0.0.1:{self.server.port}/{pool}")
        keys = self.server.json("GET", f"/{pool}/.well-known/jwks.json")[1]["keys"]
        self.assertGreaterEqual(len(keys), 1)

    def test_a_page_elsewhere_cannot_steer_it(self):
        clock, body = "/_postern/clock", '{"advance_s":0}'
        page = {"Origin": "https://evil.example"}
        for headers, status in (
                ({}, 200),
                ({"Host": "localhost:9229"}, 200),
                ({"Host": "[::1]:9229"}, 200),
                ({"Host": "evil.example:9229"}, 403),
                ({"Host": "127.0.0.1.evil.example"}, 403),
                ({**page, "Content-Type": "text/plain"}, 403),
                (page, 403),
                ({**page, "Content-Type": "application/json"}, 200)):
            self.assertEqual(self.server.request("POST", clock, body, headers)[0], status, headers)
        self.assertEqual(self.server.request("OPTIONS", clock, None, page)[0], 405)
        self.assertEqual(self.server.request("GET", "/_postern/inbox", None,
                                             {"Host": "evil.example"})[0], 403)

    def test_its_own_paths_are_exact(self):
        for method, path, status in (
                ("GET", "/_postern/clock", 405), ("GET", "/_postern/reset", 405),
                ("POST", "/_postern/inbox", 405), ("PUT", "/_postern/health", 405),
                ("GET", "/_postern/", 404), ("GET", "/_postern/inbox/", 404),
                ("POST", "/_postern/keys", 404)):
            self.assertEqual(self.server.request(method, path)[0], status, path)


class DevCommandLine(unittest.TestCase):
    def test_only_loopback_addresses_are_served(self):
        for address in ("0.0.0.0:0", "[::]:0", "192.0.2.1:0"):
            refused = run("dev", "--listen", address)
            self.assertEqual(refused.returncode, 1)
            self.assertIn("loopback", refused.stderr)

    def test_an_address_that_is_none_is_refused(self):
        for address in ("", "127.0.0.1", ":80", "127.0.0.1:", "127.0.0.1:99999", "example.com:80"):
            self.assertNotEqual(run("dev", "--listen", address).returncode, 0, address)

    def test_a_port_that_is_taken_is_an_error(self):
        with Server("dev") as server:
            taken = run("dev", "--listen", f"127.0.0.1:{server.port}")
            self.assertEqual(taken.returncode, 1)
            self.assertIn("cannot listen", taken.stderr)

    def test_the_region_shows_in_ids(self):
        with Server("dev", "--region", "eu-west-3") as server:
            self.assertTrue(make_client(server)[0].startswith("eu-west-3_"))

    def test_behind_a_proxy_it_goes_by_the_address_that_clients_know(self):
        with Server("dev", "--issuer-base", "https://localhost:9443") as server:
            pool, _ = make_client(server)
            server.call("CreateUserPoolDomain", UserPoolId=pool, Domain="demo")
            document = server.json("GET", f"/{pool}/.well-known/openid-configuration")[1]
            self.assertEqual(document["issuer"], f"https://localhost:9443/{pool}")
            self.assertEqual(document["token_endpoint"],
                             "https://localhost:9443/domains/demo/oauth2/token")

    def test_version_and_help(self):
        self.assertRegex(run("version").stdout, r"^\d+\.\d+\.\d+\n$")
        self.assertEqual(run("dev", "--help").returncode, 0)
        self.assertNotEqual(run("nonsense").returncode, 0)

    def test_it_needs_only_what_every_machine_has_and_is_small(self):
        allowed = ("linux-vdso", "libc.so", "libm.so", "ld-linux", "libgcc_s", "libstdc++",
                   "libdl.so", "libpthread.so", "librt.so")
        lines = subprocess.run(["ldd", BINARY], capture_output=True, text=True, check=True).stdout
        if "libasan" in lines or "libtsan" in lines:
            self.skipTest("a sanitizer brings its own library")
        for line in lines.splitlines():
            self.assertTrue(any(name in line for name in allowed), line)
        self.assertLess(os.path.getsize(BINARY), 15 << 20)


if __name__ == "__main__":
    unittest.main()
