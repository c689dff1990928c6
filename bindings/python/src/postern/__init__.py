# The package: what a user of Postern in Python imports.
"""An identity engine in your process: Amazon Cognito's behaviour without the network.

    import postern

    with postern.Engine("memory:") as engine:
        pool = engine.cognito_idp.create_user_pool(PoolName="people")["UserPool"]
"""
from . import errors
from ._load import lib as _lib
from .client import Client
from .clock import Clock
from .engine import Engine
from .errors import ClientError, PosternError
from .http import Response
from .inbox import Inbox, Message
from .storage import Storage, Transaction
from .totp import totp_uri

__version__ = _lib.version().decode()

__all__ = [
    "Client",
    "ClientError",
    "Clock",
    "Engine",
    "Inbox",
    "Message",
    "PosternError",
    "Response",
    "Storage",
    "Transaction",
    "errors",
    "totp_uri",
]
