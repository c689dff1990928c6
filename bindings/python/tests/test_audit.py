# The audit log from Python: switching it on, reading it, following it.
import pytest

import postern
from conftest import CHEAP, make_app


def names(engine):
    records = engine.call("postern:ListAuditEvents", {"Limit": 1000})["Records"]
    return [record["eventName"] for record in records]


def test_changes_are_logged_and_followed():
    with postern.Engine(audit="changes", **CHEAP) as engine:
        app = make_app(engine)
        app.add_user("alice")
        engine.cognito_idp.admin_get_user(UserPoolId=app.pool, Username="alice")
        logged = names(engine)
        assert "AdminCreateUser" in logged and "AdminGetUser" not in logged
        read = engine.call("postern:ReadChanges", {})
        entities = [kind["Kind"] for change in read["Changes"] for kind in change["Entities"]]
        assert {"UserPool", "UserPoolClient", "User"} <= set(entities)
        assert engine.call("postern:ReadChanges", {"Cursor": read["Cursor"]})["Changes"] == []
        app.add_user("bob")
        later = engine.call("postern:ReadChanges", {"Cursor": read["Cursor"]})["Changes"]
        assert later[0]["EventName"] == "AdminCreateUser"
        for chain in engine.call("postern:ListAuditChains", {})["Chains"]:
            verified = engine.call("postern:VerifyAuditChain", {"Chain": chain["Chain"]})
            assert verified["Findings"] == []


def test_all_calls_are_logged_where_they_are_wanted():
    with postern.Engine(audit="all", **CHEAP) as engine:
        app = make_app(engine)
        with pytest.raises(postern.errors.UserNotFoundException):
            engine.cognito_idp.admin_get_user(UserPoolId=app.pool, Username="nobody")
        assert "AdminGetUser" in names(engine)


def test_nothing_is_logged_unless_it_is_wanted(engine):
    make_app(engine)
    assert names(engine) == []


def test_a_log_of_something_else_is_refused():
    with pytest.raises(ValueError, match="audit is"):
        postern.Engine(audit="some")
