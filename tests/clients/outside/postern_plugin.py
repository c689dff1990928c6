"""A pytest plugin that puts `postern dev` where a suite written for moto's mock looks for Cognito.

Each test begins in an empty engine. What the suite asks of IAM, a server of moto's own answers;
nothing reaches AWS. Outcomes are left as JSON in the file that POSTERN_OUTSIDE_RESULTS names.
"""

import json
import os
import subprocess
import urllib.request

import pytest
from moto.server import ThreadedMotoServer

REGION = "us-west-2"
NOBODY = "nobody"  # Credentials, for clients that insist on some.


class Servers:
    """Both servers, and the environment in which boto3 finds them."""

    def __init__(self):
        command = [os.environ["POSTERN_BINARY"], "dev", "--listen", "127.0.0.1:0",
                   "--region", REGION]
        self.postern = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.url = self.postern.stdout.readline().split()[-1]
        self.others = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self.others.start()
        host, port = self.others.get_host_and_port()
        os.environ.update(
            AWS_ENDPOINT_URL=f"http://{host}:{port}",
            AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER=self.url,
            AWS_DEFAULT_REGION=REGION, AWS_CONFIG_FILE=os.devnull,
            AWS_SHARED_CREDENTIALS_FILE=os.devnull,
            AWS_ACCESS_KEY_ID=NOBODY, AWS_SECRET_ACCESS_KEY=NOBODY,
            # Tests that moto verifies against the service then run without its mock.
            MOTO_TEST_ALLOW_AWS_REQUEST="true")

    def reset(self):
        request = urllib.request.Request(self.url + "/_postern/reset", b"{}",
                                         {"Content-Type": "application/json"})
        urllib.request.urlopen(request).read()

    def stop(self):
        self.others.stop()
        self.postern.terminate()
        self.postern.wait()


SERVERS = Servers()
OUTCOMES = {}


@pytest.fixture(autouse=True)
def empty_engine():
    SERVERS.reset()


def pytest_runtest_logreport(report):
    name = report.nodeid.split("::", 1)[1]
    seen = OUTCOMES.setdefault(name, {"outcome": "passed", "text": ""})
    if report.outcome != "passed":
        seen["outcome"] = report.outcome
        seen["text"] += report.longreprtext


def pytest_sessionfinish():
    SERVERS.stop()
    with open(os.environ["POSTERN_OUTSIDE_RESULTS"], "w", encoding="utf-8") as file:
        json.dump(OUTCOMES, file, indent=1)
