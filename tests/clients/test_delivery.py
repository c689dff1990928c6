# Messages by SMTP and by webhook, to servers nobody here wrote: aiosmtpd, and Python's HTTP server.
import email
import email.policy
import hashlib
import hmac
import http.server
import json
import re
import socket
import ssl
import threading
import time

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from support import App, Postern, attributes, boto3_client, refused, run_postern

USER, PASSWORD = b"mailer@shop.example", b"Mail Pass\xc3\xa9 1"


class Mailbox:
    """What the mail server took on, and what it does with who comes next."""

    def __init__(self):
        self.messages, self.signed_in, self.refuse = [], [], None

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.messages.append(
            (envelope.mail_from, envelope.rcpt_tos, session.ssl is not None, message))
        return "250 OK"

    def authenticate(self, server, session, envelope, mechanism, data):
        right = (data.login, data.password) == (USER, PASSWORD)
        self.signed_in.append((mechanism, right))
        return AuthResult(success=right, handled=False)


class Mail(Controller):
    """A mail server with STARTTLS and sign-in, or with TLS from the first byte."""

    def __init__(self, handler, certificate, implicit=False, sign_in=True, mechanisms=(), **more):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        self.settings = {**more, "auth_exclude_mechanism": mechanisms, "enable_SMTPUTF8": True}
        if sign_in:
            self.settings |= {"authenticator": handler.authenticate, "auth_required": True}
        if implicit:
            self.settings["auth_require_tls"] = False  # It does not see the TLS around it.
        else:
            self.settings["tls_context"] = context
        super().__init__(handler, hostname="127.0.0.1", port=0,
                         ssl_context=context if implicit else None)

    def factory(self):
        return SMTP(self.handler, **self.settings)

    def _trigger_server(self):
        """Its own would connect to port 0, and not as a client of TLS."""
        self.port = self.server.sockets[0].getsockname()[1]
        with socket.create_connection(("127.0.0.1", self.port)):
            self._factory_invoked.wait(self.ready_timeout)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()


@pytest.fixture
def serve(tmp_path, authority):
    """Starts `postern serve` with options of delivery; gives an app there."""
    running = []

    def run(*arguments):
        data = str(tmp_path / f"data{len(running)}")
        key = json.loads(run_postern("keys", "create", "--data", data))
        server = Postern("serve", "--data", data, "--ca-file", authority.file, *arguments)
        running.append(server)
        return App(server, boto3_client(server.url, key["AccessKeyId"], key["SecretAccessKey"]))

    yield run
    for server in running:
        server.__exit__()


@pytest.fixture
def password_file(tmp_path):
    path = tmp_path / "password"
    path.write_bytes(PASSWORD + b"\n")
    return str(path)


def smtp(mail, password_file, scheme="smtp", user="mailer%40shop.example@"):
    return ("--smtp", f"{scheme}://{user}localhost:{mail.port}", "--mail-from",
            "Köhler's Shop <no-reply@shop.example>", "--smtp-password-file", password_file)


@pytest.mark.parametrize("implicit, hidden", [(False, ()), (False, ("PLAIN",)), (True, ())])
def test_an_email_arrives_over_tls_after_signing_in(serve, authority, password_file, implicit,
                                                    hidden):
    box = Mailbox()
    with Mail(box, authority.certificate("localhost"), implicit, mechanisms=hidden) as mail:
        app = serve(*smtp(mail, password_file, "smtps" if implicit else "smtp"))
        app.idp.update_user_pool(UserPoolId=app.pool, AutoVerifiedAttributes=["email"],
                                 EmailVerificationSubject="Grüße 🎉 " + "x" * 100,
                                 EmailVerificationMessage="<p>Grüße, {username}:\n.\n{####}</p>")
        app.sign_up("ada")
        [(sender, recipients, tls, message)] = box.messages
        assert (sender, recipients) == ("no-reply@shop.example", ["ada@example.com"])
        assert implicit or tls
        assert message["Subject"] == "Grüße 🎉 " + "x" * 100
        assert message["From"] == "Köhler's Shop <no-reply@shop.example>"
        assert message["To"] == "ada@example.com"
        assert message.get_content_type() == "text/html"
        body = message.get_content()
        code = re.fullmatch(r"<p>Grüße, ada:\n\.\n(\d{6})</p>\s*", body)[1]
        app.confirm("ada", code)
        assert box.signed_in == [("LOGIN" if hidden else "PLAIN", True)]


def test_an_address_beyond_ascii_is_written_to(serve, authority, password_file):
    box = Mailbox()
    with Mail(box, authority.certificate("localhost")) as mail:
        app = serve(*smtp(mail, password_file))
        app.sign_up("ada", UserAttributes=attributes(email="jürgen@example.com"))
        assert box.messages[0][1] == ["jürgen@example.com"]


def test_a_mail_server_nobody_certified_gets_no_password_and_no_message(serve, authority, tmp_path,
                                                                        password_file):
    box = Mailbox()
    with Mail(box, authority.certificate("elsewhere.example")) as mail:
        app = serve(*smtp(mail, password_file))
        with refused("CodeDeliveryFailureException", "The message could not be delivered."):
            app.sign_up("ada")
        assert (box.messages, box.signed_in) == ([], [])


def test_a_mail_server_without_starttls_gets_nothing_unless_that_is_wanted(serve, password_file):
    box = Mailbox()

    class Plain(Mail):
        def __init__(self):
            Controller.__init__(self, box, hostname="127.0.0.1", port=0)
            self.settings = {}

    with Plain() as mail:
        app = serve("--smtp", f"smtp://localhost:{mail.port}", "--mail-from", "a@shop.example")
        with refused("CodeDeliveryFailureException"):
            app.sign_up("ada")
        assert box.messages == []
        app = serve("--smtp", f"smtp://localhost:{mail.port}", "--mail-from", "a@shop.example",
                    "--smtp-plaintext")
        app.sign_up("ada")
        assert len(box.messages) == 1


def test_what_the_mail_server_refuses_fails_without_its_words(serve, authority, password_file,
                                                              capfd):
    box = Mailbox()
    box.refuse = "550 5.1.1 nobody of that name: 123456"
    with Mail(box, authority.certificate("localhost")) as mail:
        app = serve(*smtp(mail, password_file))
        with refused("CodeDeliveryFailureException", "The message could not be delivered."):
            app.sign_up("ada")
        box.refuse = None
        app.idp.resend_confirmation_code(ClientId=app.client_id, Username="ada")
        assert len(box.messages) == 1
    told = capfd.readouterr().err
    assert "the mail server answered 550 to RCPT" in told
    assert "123456" not in told


def test_a_wrong_password_fails(serve, authority, tmp_path):
    box = Mailbox()
    wrong = tmp_path / "wrong"
    wrong.write_text("guess")
    with Mail(box, authority.certificate("localhost")) as mail:
        app = serve(*smtp(mail, str(wrong)))
        with refused("CodeDeliveryFailureException"):
            app.sign_up("ada")
    assert box.messages == []
    assert box.signed_in == [("PLAIN", False)]


class Hook(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        hook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hook.received.append((self.path, dict(self.headers), body))
                self.send_response(hook.status)
                self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.received, self.status = [], 204
        self.url = f"http://localhost:{self.server_port}/in?from=postern"

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


def test_a_webhook_gets_the_message_signed(serve, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("webhook secret\n")
    with Hook() as hook:
        app = serve("--webhook", hook.url, "--webhook-secret-file", str(secret))
        app.sign_up("ada")
        [(path, headers, body)] = hook.received
        message = json.loads(body)
        assert path == "/in?from=postern"
        assert headers["Content-Type"] == "application/json"
        assert (message["Medium"], message["Destination"]) == ("EMAIL", "ada@example.com")
        stamp, signature = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})",
                                        headers["Postern-Signature"]).groups()
        assert abs(int(stamp) - time.time()) < 60
        assert signature == hmac.new(b"webhook secret", stamp.encode() + b"." + body,
                                     hashlib.sha256).hexdigest()
        app.confirm("ada", re.search(r"\d{6}", message["Body"])[0])


@pytest.mark.parametrize("status", [302, 400, 500])
def test_a_webhook_that_does_not_take_the_message_fails_the_call(serve, status):
    with Hook() as hook:
        app = serve("--webhook", hook.url)
        hook.status = status
        with refused("CodeDeliveryFailureException", "The message could not be delivered."):
            app.sign_up("ada")
        assert len(hook.received) == 1  # And a redirect is not followed.
        assert "Postern-Signature" not in hook.received[0][1]


def test_sms_goes_to_the_webhook_and_email_to_the_mail_server(serve, authority, password_file):
    box = Mailbox()
    with Mail(box, authority.certificate("localhost")) as mail, Hook() as hook:
        app = serve(*smtp(mail, password_file), "--webhook", hook.url)
        app.idp.update_user_pool(UserPoolId=app.pool,
                                 AutoVerifiedAttributes=["email", "phone_number"])
        app.sign_up("ada", UserAttributes=attributes(phone_number="+4915112345678"))
        app.sign_up("bob")
        assert [json.loads(body)["Medium"] for _, _, body in hook.received] == ["SMS"]
        assert [to for _, to, _, _ in box.messages] == [["bob@example.com"]]


def test_a_password_in_a_url_is_refused(tmp_path):
    import subprocess

    from support import BUILD
    done = subprocess.run(
        [BUILD / "postern", "serve", "--data", str(tmp_path / "d"), "--listen", "127.0.0.1:0",
         "--smtp", "smtp://user:hunter2@localhost", "--mail-from", "a@shop.example"],
        capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "a password in a URL is seen by others" in done.stderr
    assert "hunter2" not in done.stderr
