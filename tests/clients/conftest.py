# Fixtures: one `postern dev` and one app for the run; what a test leaves in them is cleared away.
import pytest

from certificates import Authority
from support import App, Postern, boto3_client


@pytest.fixture(scope="session")
def postern():
    with Postern("dev") as running:
        yield running


@pytest.fixture(scope="session")
def idp(postern):
    """boto3, given nothing but the address."""
    return boto3_client(postern.url)


@pytest.fixture(scope="session")
def standing():
    """The app that tests share, so that not each waits for a new pool's keys."""
    return {}


@pytest.fixture
def empty(postern, idp):
    """boto3 for an engine in which there is nothing."""
    postern.reset()
    return idp


@pytest.fixture
def app(postern, idp, standing):
    """An app without users, at the time that it is."""
    if postern.moved:  # Clients that read their own clock must agree with the server's.
        postern.reset()
    if standing.get("resets") != postern.resets:
        standing.update(app=App(postern, idp), resets=postern.resets)
    standing["app"].clear()
    return standing["app"]


@pytest.fixture
def make_app(postern, idp):
    """A pool of its own, for a test that wants it or its client otherwise."""
    if postern.moved:
        postern.reset()
    return lambda **options: App(postern, idp, **options)


@pytest.fixture
def authority(tmp_path):
    """A certificate authority of the test's own."""
    return Authority(tmp_path)
