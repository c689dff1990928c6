# Engines over a store written in Python: the demo's dict, and stores that fail.
import random
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import postern
from conftest import CHEAP, PASSWORD, make_app
from postern.errors import (
    ConflictError,
    CorruptError,
    EngineBusyError,
    InvalidArgumentError,
    NotAuthorizedException,
    StorageError,
    UnknownCommitError,
    UsernameExistsException,
)

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "demo"))
from dict_storage import DictStorage, DictTransaction, main  # noqa: E402

KEY = bytes(range(32))


def engine_on(store, **more):
    return postern.Engine(
        storage=store, root_key=KEY, deliver=postern.Inbox(), test_clock=True, **CHEAP, **more
    )


@pytest.fixture
def store():
    return DictStorage()


@pytest.fixture
def app(store):
    with engine_on(store) as engine:
        yield make_app(engine, AutoVerifiedAttributes=["email"])


def test_the_demo_runs(capsys):
    main()
    assert capsys.readouterr().out.startswith("alice is one of ")


def test_a_user_signs_up_signs_in_refreshes_and_is_listed(app):
    idp, email = app.engine.cognito_idp, [{"Name": "email", "Value": "alice@example.com"}]
    app.sign_up("alice", UserAttributes=email)
    code = app.engine.inbox[-1].code
    idp.confirm_sign_up(ClientId=app.client, Username="alice", ConfirmationCode=code)
    tokens = app.sign_in("alice")
    assert app.engine.verify(tokens["AccessToken"])["username"] == "alice"
    fresh = idp.initiate_auth(
        ClientId=app.client,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": tokens["RefreshToken"]},
    )["AuthenticationResult"]
    for name in ("bob", "carol", "dave"):
        app.add_user(name)
    listed = idp.list_users(UserPoolId=app.pool, Limit=2)
    rest = idp.list_users(UserPoolId=app.pool, PaginationToken=listed["PaginationToken"])
    names = {user["Username"] for user in listed["Users"] + rest["Users"]}
    assert names == {"alice", "bob", "carol", "dave"}
    idp.global_sign_out(AccessToken=fresh["AccessToken"])
    with pytest.raises(NotAuthorizedException):
        app.engine.verify(fresh["AccessToken"])


def test_the_next_engine_finds_everything_and_another_key_nothing(store):
    with engine_on(store) as engine:
        app = make_app(engine)
        app.add_user("alice")
        token = app.sign_in("alice")["AccessToken"]
    with engine_on(store) as engine:
        assert engine.verify(token)["username"] == "alice"
    with pytest.raises(CorruptError):
        postern.Engine(storage=store, root_key=bytes(32))


def test_threads_race_for_one_name_and_one_wins(app):
    def work(_):
        try:
            app.sign_up("alice")
            return 1
        except UsernameExistsException:
            return 0

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(work, range(8))) == 1


def test_what_does_not_fit_is_refused_when_the_engine_opens(store):
    with pytest.raises(InvalidArgumentError, match="needs a root_key"):
        postern.Engine(storage=store)
    with pytest.raises(TypeError, match=r"neither a URL nor a postern\.Storage"):
        postern.Engine(storage={})
    engine_on(store).close()


# Random operations on users through two engines, one on the dict and one in memory.


def outcome(engine, pool, client, step):
    name, kind, value = step
    idp = engine.cognito_idp
    try:
        if kind == "create":
            idp.admin_create_user(UserPoolId=pool, Username=name, MessageAction="SUPPRESS")
        elif kind == "delete":
            idp.admin_delete_user(UserPoolId=pool, Username=name)
        elif kind == "rename":
            attributes = [{"Name": "name", "Value": value}]
            idp.admin_update_user_attributes(
                UserPoolId=pool, Username=name, UserAttributes=attributes
            )
        elif kind == "password":
            idp.admin_set_user_password(
                UserPoolId=pool, Username=name, Password=PASSWORD, Permanent=True
            )
        elif kind == "sign_in":
            idp.initiate_auth(
                ClientId=client,
                AuthFlow="USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": name, "PASSWORD": PASSWORD},
            )
        else:
            users = idp.list_users(UserPoolId=pool, Filter=f'username ^= "{name[0]}"')["Users"]
            shown = []
            for user in users:
                values = {a["Name"]: a["Value"] for a in user["Attributes"]}
                shown.append((user["Username"], user["UserStatus"], values.get("name")))
            return sorted(shown)
        return "done"
    except postern.ClientError as refused:
        return refused.code


def test_random_operations_answer_as_the_store_in_memory_does(store):
    chance = random.Random(20261121)
    kinds = ("create", "delete", "rename", "password", "sign_in", "list")
    names = [f"{letter}{number}" for letter in "ab" for number in range(4)]
    with engine_on(store) as one, postern.Engine(**CHEAP) as two:
        apps = make_app(one), make_app(two)
        seen = set()
        for _ in range(400):
            step = chance.choice(names), chance.choice(kinds), str(chance.randrange(9))
            answers = [outcome(app.engine, app.pool, app.client, step) for app in apps]
            assert answers[0] == answers[1], step
            seen.add(str(answers[0]))
        assert {"done", "UsernameExistsException", "UserNotFoundException"} <= seen


# Stores that fail


class Failing(DictStorage):
    """The dict, with one function exchanged where a test says so."""

    def __init__(self):
        super().__init__()
        self.instead = {}

    def begin(self, write):
        if "begin" in self.instead:
            return self.instead["begin"]()
        return FailingTransaction(self)


class FailingTransaction(DictTransaction):
    def get(self, key):
        return self.store.instead.get("get", super().get)(key)

    def scan(self, *arguments, **more):
        return self.store.instead.get("scan", super().scan)(*arguments, **more)

    def commit(self, writes, reads):
        self.store.instead.get("before", lambda: None)()
        super().commit(writes, reads)
        self.store.instead.get("after", lambda: None)()


@pytest.fixture
def failing():
    store = Failing()
    with engine_on(store) as engine:
        yield store, make_app(engine)


def raising(error):
    def function(*_, **__):
        raise error

    return function


@pytest.mark.parametrize("place", ["begin", "get", "scan"])
def test_an_exception_while_reading_is_a_storage_error_with_it_as_cause(failing, place):
    store, app = failing
    store.instead[place] = raising(OSError("the disk is gone"))
    list_users = app.engine.cognito_idp.list_users
    with pytest.raises(StorageError, match="the disk is gone") as raised:
        list_users(UserPoolId=app.pool)
    assert isinstance(raised.value.__cause__, OSError)
    store.instead.clear()
    assert list_users(UserPoolId=app.pool)["Users"] == []


@pytest.mark.parametrize(
    "error, wanted",
    [
        (OSError("connection reset"), UnknownCommitError),
        (StorageError("read-only"), StorageError),
        (ConflictError("always"), ConflictError),
    ],
)
def test_what_an_exception_of_commit_means(failing, error, wanted):
    store, app = failing
    store.instead["before"] = raising(error)
    with pytest.raises(wanted):
        app.add_user("alice")
    store.instead.clear()
    app.add_user("alice")


def test_a_commit_whose_answer_was_lost_has_happened_all_the_same(failing):
    store, app = failing
    store.instead["after"] = raising(ConnectionError("reset by peer"))
    with pytest.raises(UnknownCommitError, match="reset by peer"):
        app.sign_up("alice")
    store.instead.clear()
    with pytest.raises(UsernameExistsException):
        app.sign_up("alice")


def test_a_conflict_now_and_then_is_not_seen(failing):
    store, app = failing
    left = iter([True, True, False] * 50)

    def sometimes():
        if next(left):
            raise ConflictError("try again")

    store.instead["before"] = sometimes
    app.sign_up("alice")
    with pytest.raises(UsernameExistsException) as raised:
        app.sign_up("alice")
    assert raised.value.__cause__ is None


@pytest.mark.parametrize(
    "place, answer, why",
    [
        ("scan", [(b"\xff", b"")], "outside the range"),
        ("scan", [(b"", b"")], "empty or too long"),
        ("scan", [("text", b"")], "key is str, not bytes"),
        ("get", "text", "value is str, not bytes"),
        ("get", bytes(4 * 2**20 + 1), "too long"),
        ("begin", None, "not a Transaction"),
    ],
)
def test_a_wrong_answer_is_a_storage_error(failing, place, answer, why):
    store, app = failing
    store.instead[place] = lambda *_, **__: answer
    with pytest.raises(StorageError, match=why):
        app.engine.cognito_idp.list_users(UserPoolId=app.pool)


def test_an_interrupt_inside_the_store_reaches_the_program(failing):
    store, app = failing
    store.instead["get"] = raising(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        app.engine.cognito_idp.list_users(UserPoolId=app.pool)


def test_a_store_cannot_call_the_engine(failing):
    store, app = failing
    refused = []

    def call(*_):
        try:
            app.engine.cognito_idp.list_user_pools(MaxResults=1)
        except EngineBusyError as error:
            refused.append(error)
        return None

    store.instead["get"] = call
    with pytest.raises(postern.ClientError):
        app.engine.cognito_idp.describe_user_pool(UserPoolId=app.pool)
    assert refused
    store.instead.clear()
    app.engine.cognito_idp.describe_user_pool(UserPoolId=app.pool)
