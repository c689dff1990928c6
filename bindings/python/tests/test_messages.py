# Delivery: the inbox of a memory engine, a host's own function, and none.
import pytest

import postern
from conftest import CHEAP, make_app

EMAIL = {"UserAttributes": [{"Name": "email", "Value": "alice@example.com"}]}


def test_a_memory_engine_keeps_its_messages(engine):
    app = make_app(engine, AutoVerifiedAttributes=["email"])
    app.sign_up("alice", **EMAIL)
    (message,) = engine.inbox
    assert (message.medium, message.destination) == ("EMAIL", "alice@example.com")
    assert (message.username, message.source) == ("alice", "SignUp")
    assert message.code in message.body
    engine.inbox.clear()
    assert len(engine.inbox) == 0


def test_K03_a_message_does_not_show_its_body(engine):
    app = make_app(engine, AutoVerifiedAttributes=["email"])
    app.sign_up("alice", **EMAIL)
    assert engine.inbox[-1].code not in repr(engine.inbox)


def test_an_inbox_is_bounded():
    inbox = postern.Inbox(messages_max=2)
    for number in range(3):
        inbox(postern.Message("SMS", f"+{number}", "", "", "", "", "", ""))
    assert [message.destination for message in inbox] == ["+1", "+2"]


def test_a_hosts_function_delivers():
    sent = []
    with postern.Engine(deliver=sent.append, **CHEAP) as engine:
        make_app(engine, AutoVerifiedAttributes=["email"]).sign_up("alice", **EMAIL)
        with pytest.raises(AttributeError, match="inbox"):
            engine.inbox
    assert [message.destination for message in sent] == ["alice@example.com"]


def test_a_delivery_that_fails_is_reported_with_its_cause():
    def deliver(message):
        raise OSError("the mail server is away")

    with postern.Engine(deliver=deliver, **CHEAP) as engine:
        app = make_app(engine, AutoVerifiedAttributes=["email"])
        with pytest.raises(postern.errors.CodeDeliveryFailureException) as caught:
            app.sign_up("alice", **EMAIL)
    assert isinstance(caught.value.__cause__, OSError)


def test_without_delivery_an_operation_that_must_send_is_refused(tmp_path):
    with postern.Engine(f"sqlite:{tmp_path}/data.db", **CHEAP) as engine:
        app = make_app(engine, AutoVerifiedAttributes=["email"])
        with pytest.raises(postern.errors.CodeDeliveryFailureException):
            app.sign_up("alice", **EMAIL)
        app.sign_up("bob")  # Nothing to send: no delivery needed.
