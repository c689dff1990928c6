"""`postern serve` as an operator meets it: keys, signatures, durability, delivery, permissions."""

import datetime
import hashlib
import hmac
import json
import os
import stat
import unittest

from binary import Server, data_directory, run

HOST = "localhost"


def sign(key, operation, body, region="us-east-1", secret=None):
    """The headers of an AWS Signature Version 4, from its specification."""
    stamp = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    target = "AWSCognitoIdentityProviderService." + operation
    scope = f"{stamp[:8]}/{region}/cognito-idp/aws4_request"
    names = "content-type;host;x-amz-date;x-amz-target"
    canonical = "\n".join([
        "POST", "/", "", "content-type:application/x-amz-json-1.1", "host:" + HOST,
        "x-amz-date:" + stamp, "x-amz-target:" + target, "", names,
        hashlib.sha256(body.encode()).hexdigest()])
    to_sign = "\n".join(["AWS4-HMAC-SHA256", stamp, scope,
                         hashlib.sha256(canonical.encode()).hexdigest()])
    derived = ("AWS4" + (secret or key["SecretAccessKey"])).encode()
    for part in (*scope.split("/"), to_sign):
        derived = hmac.new(derived, part.encode(), hashlib.sha256).digest()
    return {"Host": HOST, "Content-Type": "application/x-amz-json-1.1", "X-Amz-Date": stamp,
            "X-Amz-Target": target,
            "Authorization": f"AWS4-HMAC-SHA256 Credential={key['AccessKeyId']}/{scope}, "
                             f"SignedHeaders={names}, Signature={derived.hex()}"}


def signed_call(server, key, operation, members, **options):
    body = json.dumps(members)
    status, answer = server.request("POST", "/", body, sign(key, operation, body, **options))
    return status, json.loads(answer)


def create_key(directory, *options):
    made = run("keys", "create", "--data", directory, *options)
    assert made.returncode == 0, made.stderr
    return json.loads(made.stdout)


def list_ids(directory):
    listed = run("keys", "list", "--data", directory)
    assert listed.returncode == 0, listed.stderr
    return [key["AccessKeyId"] for key in json.loads(listed.stdout)["AccessKeys"]]


class Serve(unittest.TestCase):
    def setUp(self):
        directory = data_directory()
        self.addCleanup(directory.cleanup)
        self.directory = directory.name

    def serve(self, *arguments):
        server = Server("serve", "--data", self.directory, *arguments)
        self.addCleanup(server.__exit__)
        return server

    def test_keys_are_made_listed_and_deleted_without_a_server(self):
        key = create_key(self.directory)
        self.assertEqual(set(key) & {"AccessKeyId", "SecretAccessKey"},
                         {"AccessKeyId", "SecretAccessKey"})
        self.assertEqual(list_ids(self.directory), [key["AccessKeyId"]])
        deleted = run("keys", "delete", "--data", self.directory, key["AccessKeyId"])
        self.assertEqual(deleted.returncode, 0, deleted.stderr)
        self.assertEqual(list_ids(self.directory), [])

    def test_keys_are_made_listed_and_deleted_while_it_serves(self):
        server = self.serve()
        key = create_key(self.directory)
        self.assertEqual(signed_call(server, key, "ListUserPools", {"MaxResults": 1})[0], 200)
        self.assertEqual(list_ids(self.directory), [key["AccessKeyId"]])
        deleted = run("keys", "delete", "--data", self.directory, key["AccessKeyId"])
        self.assertEqual(deleted.returncode, 0, deleted.stderr)
        status, answer = signed_call(server, key, "ListUserPools", {"MaxResults": 1})
        self.assertEqual((status, answer["__type"]), (403, "UnrecognizedClientException"))

    def test_an_unknown_key_cannot_be_deleted(self):
        self.serve()
        for key_id in ("AKIANOBODY", "../keys", ""):
            refused = run("keys", "delete", "--data", self.directory, key_id)
            self.assertNotEqual(refused.returncode, 0, key_id)

    def test_operations_that_need_credentials_need_a_good_signature(self):
        key = create_key(self.directory)
        server = self.serve()
        arguments = ("ListUserPools", {"MaxResults": 1})
        self.assertEqual(signed_call(server, key, *arguments)[0], 200)
        for options, refusal in (({"secret": "guess"}, "InvalidSignatureException"),
                                 ({"region": "eu-west-1"}, "InvalidSignatureException")):
            status, answer = signed_call(server, key, *arguments, **options)
            self.assertEqual((status, answer["__type"]), (403, refusal))
        status, answer = server.call("ListUserPools", MaxResults=1)
        self.assertEqual((status, answer["__type"]), (403, "MissingAuthenticationTokenException"))

    def test_what_was_acknowledged_is_there_after_a_restart(self):
        key = create_key(self.directory)
        with Server("serve", "--data", self.directory) as server:
            signed_call(server, key, "CreateUserPool", {"PoolName": "kept"})
            self.assertEqual(server.stop(), 0)
        server = self.serve()
        pools = signed_call(server, key, "ListUserPools", {"MaxResults": 10})[1]["UserPools"]
        self.assertEqual([pool["Name"] for pool in pools], ["kept"])

    def test_messages_go_to_the_deliver_file_and_to_nobody_else(self):
        key = create_key(self.directory)
        path = os.path.join(self.directory, "messages.jsonl")
        server = self.serve("--deliver-file", path)
        pool = signed_call(server, key, "CreateUserPool", {
            "PoolName": "p", "AutoVerifiedAttributes": ["email"]})[1]["UserPool"]["Id"]
        client = signed_call(server, key, "CreateUserPoolClient", {
            "UserPoolId": pool, "ClientName": "c"})[1]["UserPoolClient"]["ClientId"]
        status, _ = server.call("SignUp", ClientId=client, Username="ada", Password="Passw0rd!x",
                                UserAttributes=[{"Name": "email", "Value": "ada@example.com"}])
        self.assertEqual(status, 200)
        with open(path, encoding="utf-8") as file:
            messages = [json.loads(line) for line in file]
        self.assertEqual([m["Destination"] for m in messages], ["ada@example.com"])
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)

    def test_the_control_socket_is_the_owners_alone(self):
        self.serve()
        mode = os.stat(os.path.join(self.directory, "control.sock")).st_mode
        self.assertTrue(stat.S_ISSOCK(mode))
        self.assertEqual(stat.S_IMODE(mode), 0o600)

    def test_the_network_sees_health_and_no_other_page_of_its_own(self):
        server = self.serve()
        self.assertEqual(server.json("GET", "/_postern/health"), (200, {"status": "ok"}))
        for method, path in (("POST", "/_postern/keys"), ("GET", "/_postern/inbox"),
                             ("POST", "/_postern/clock"), ("POST", "/_postern/reset")):
            self.assertEqual(server.request(method, path, "{}")[0], 404, path)

    def test_W21_no_path_is_there_that_is_not_written_down(self):
        server = self.serve()
        documented = {"/": 405, "/_postern/health": 200, "/confirmUser": 400,
                      "/authEventFeedback": 400,
                      "/user-import/x": 403,
                      "/us-east-1_x/.well-known/jwks.json": 404,
                      "/us-east-1_x/.well-known/openid-configuration": 404}
        for path, status in documented.items():
            self.assertEqual(server.request("GET", path)[0], status, path)
        nothing = b"There is nothing here."
        for path in ("/register", "/login", "/webauthn/register", "/q/webauthn/login", "/admin",
                     "/metrics", "/health", "/_postern", "/_postern/", "/_postern/health/",
                     "/_postern/keys", "/_postern/inbox", "/_postern/clock", "/_postern/reset",
                     "/_postern/backup", "/_postern/call/RotateRootKey", "/passkeys/add",
                     "/.well-known/openid-configuration"):
            for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS"):
                status, body = server.request(method, path)
                self.assertEqual(status, 404, (method, path))
                self.assertIn(nothing, body, (method, path))

    def test_two_servers_cannot_share_a_directory(self):
        self.serve()
        second = run("serve", "--data", self.directory, "--listen", "127.0.0.1:0")
        self.assertEqual(second.returncode, 1)
        self.assertNotEqual(second.stderr, "")

    def test_a_data_directory_may_be_deep(self):
        self.directory = os.path.join(self.directory, "d" * 120)
        self.serve()
        self.assertEqual(len(list_ids(self.directory)), 0)

    def test_a_wrong_root_key_is_refused(self):
        files = {}
        for name in ("a", "b", "short"):
            files[name] = os.path.join(self.directory, name)
            with open(files[name], "wb") as file:
                file.write(name.encode() * (1 if name == "short" else 32))
        made = run("keys", "create", "--data", self.directory, "--root-key-file", files["a"])
        self.assertEqual(made.returncode, 0, made.stderr)
        for name in ("b", "short", "missing"):
            refused = run("keys", "list", "--data", self.directory, "--root-key-file",
                          files.get(name, "/nonexistent"))
            self.assertEqual(refused.returncode, 1, name)

    def test_a_pool_under_a_customers_key_answers_while_the_operator_gives_it(self):
        arn = "arn:aws:kms:us-east-1:123456789012:key/theirs"
        path = os.path.join(self.directory, "customer.key")
        with open(path, "wb") as file:
            file.write(os.urandom(32))
        key = create_key(self.directory)
        server = self.serve("--customer-key", f"{arn}={path}")
        configuration = {"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": arn}
        status, made = signed_call(server, key, "CreateUserPool",
                                   {"PoolName": "p", "KeyConfiguration": configuration})
        self.assertEqual(status, 200, made)
        wanted = {"UserPoolId": made["UserPool"]["Id"]}
        server.stop()
        server = self.serve()
        status, refused = signed_call(server, key, "DescribeUserPool", wanted)
        self.assertEqual((status, refused["__type"]), (400, "NotAuthorizedException"))
        server.stop()
        server = self.serve("--customer-key", f"{arn}={path}")
        self.assertEqual(signed_call(server, key, "DescribeUserPool", wanted)[0], 200)

    def test_the_issuer_is_the_operators_choice(self):
        key = create_key(self.directory)
        server = self.serve("--issuer-base", "https://id.example.com")
        pool = signed_call(server, key, "CreateUserPool", {"PoolName": "p"})[1]["UserPool"]["Id"]
        document = server.json("GET", f"/{pool}/.well-known/openid-configuration")[1]
        self.assertEqual(document["issuer"], "https://id.example.com/" + pool)


if __name__ == "__main__":
    unittest.main()
