# A small Lambda: the Invoke operation over HTTP, in front of Python handlers.
"""It believes no signature that botocore's own code would not have made."""

import contextlib
import http.server
import json
import re
import ssl
import threading
import time
import traceback
import urllib.parse

import botocore.auth
import botocore.awsrequest
import botocore.credentials

ACCESS_KEY, SECRET_KEY, TOKEN = "AKIDLAMBDA", "secret/of+lambda", "session//token=="
REGION = "us-east-1"
ARN = "arn:aws:lambda:us-east-1:000000000000:function:"


class Context:
    function_name = "f"
    aws_request_id = "00000000-0000-4000-8000-000000000000"

    def get_remaining_time_in_millis(self):
        return 5000


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        match = re.fullmatch(r"/2015-03-31/functions/([^/]+)/invocations", self.path)
        name = urllib.parse.unquote(match[1]).removeprefix(ARN) if match else ""
        if not self.signed(body):
            return self.answer(403, {"message": "signature"},
                               {"x-amzn-ErrorType": "InvalidSignatureException"})
        assert self.headers["X-Amz-Invocation-Type"] == "RequestResponse"
        function = self.server.functions.get(name)
        if function is None:
            return self.answer(404, {"Message": "Function not found: " + name},
                               {"x-amzn-ErrorType": "ResourceNotFoundException:"})
        event = json.loads(body)
        self.server.events.append(event)
        if isinstance(function, int):
            return self.answer(function, {}, {"x-amzn-ErrorType": "ServiceException:http://x"})
        try:
            self.answer(200, function(event, Context()))
        except Exception as error:
            self.answer(200, {"errorMessage": str(error), "errorType": type(error).__name__,
                              "requestId": Context.aws_request_id,
                              "stackTrace": traceback.format_tb(error.__traceback__)},
                        {"X-Amz-Function-Error": "Unhandled"})

    def signed(self, body):
        found = re.fullmatch(r"AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), "
                             r"Signature=([0-9a-f]{64})", self.headers.get("Authorization", ""))
        if not found or self.headers.get("X-Amz-Security-Token") != TOKEN:
            return False
        names = found[2].split(";")
        if not {"host", "x-amz-date", "x-amz-security-token"} <= set(names):
            return False
        request = botocore.awsrequest.AWSRequest(
            "POST", f"http://{self.headers['Host']}{self.path}",
            {name: self.headers[name] for name in names}, body)
        request.context["timestamp"] = self.headers["X-Amz-Date"]
        auth = botocore.auth.SigV4Auth(
            botocore.credentials.Credentials(ACCESS_KEY, SECRET_KEY, TOKEN), "lambda", REGION)
        text = auth.string_to_sign(request, auth.canonical_request(request))
        return (auth.scope(request), auth.signature(text, request)) == (found[1], found[3])

    def answer(self, status, payload, headers=None):
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_):
        pass


class Runtime(http.server.ThreadingHTTPServer):
    """Functions by name: a handler, or the status that invoking it answers."""

    daemon_threads = True

    def __init__(self, certificate=None, **functions):
        super().__init__(("127.0.0.1", 0), Handler)
        self.functions, self.events, scheme = functions, [], "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)
            scheme = "https"
        self.url = f"{scheme}://localhost:{self.server_port}"

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


def hang(event, context):
    time.sleep(2)
    return event
