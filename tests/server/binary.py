"""Starting and talking to the built binary, with nothing but the standard library."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile

BINARY = sys.argv.pop(1) if len(sys.argv) > 1 else os.environ["POSTERN_BINARY"]
TIMEOUT_S = 60


class Server:
    """`postern dev` or `postern serve` on a port of the system's choice."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [BINARY, *arguments, "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.ready_line = self.process.stdout.readline()
        if "listening on http://" not in self.ready_line:
            raise RuntimeError(self.process.communicate()[1])
        self.port = int(self.ready_line.rsplit(":", 1)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        """Ends it in order, so that whatever a sanitizer has to say is heard."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        errors = self.process.communicate(timeout=TIMEOUT_S)[1]
        if self.process.returncode != 0:
            raise RuntimeError(f"exit status {self.process.returncode}: {errors}")

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return self.process.wait(TIMEOUT_S)

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), TIMEOUT_S)

    def raw(self, data):
        """Sends bytes as they are; returns all that comes back until the server closes."""
        with self.connect() as peer:
            peer.sendall(data)
            return read_to_end(peer)

    def request(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S)
        with contextlib.closing(connection):
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return response.status, response.read()

    def json(self, method, path, body=None, headers=None):
        text = None if body is None else json.dumps(body)
        status, answer = self.request(method, path, text, headers)
        return status, json.loads(answer)

    def call(self, operation, **members):
        """An operation of the API, unsigned."""
        return self.json("POST", "/", members, {
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": "AWSCognitoIdentityProviderService." + operation})


def read_to_end(peer):
    answer = b""
    while True:
        try:
            piece = peer.recv(65536)
        except ConnectionResetError:
            return answer
        if not piece:
            return answer
        answer += piece


def run(*arguments):
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=TIMEOUT_S,
                          check=False)


def data_directory():
    return tempfile.TemporaryDirectory(prefix="postern-")
