# Fixtures: one `postern dev` for the run, emptied before every test by its own reset.
import pytest

from support import App, Postern, boto3_client


@pytest.fixture(scope="session")
def running():
    with Postern("dev") as server:
        yield server


@pytest.fixture(scope="session")
def client(running):
    return boto3_client(running.url)


@pytest.fixture
def postern(running):
    running.post("/_postern/reset")
    return running


@pytest.fixture
def idp(postern, client):
    """boto3, given nothing but the address."""
    return client


@pytest.fixture
def app(postern, idp):
    return App(postern, idp)


@pytest.fixture
def make_app(postern, idp):
    """An app whose pool or client is not as most are."""
    return lambda **options: App(postern, idp, **options)
