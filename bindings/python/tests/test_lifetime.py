# Opening, closing, dropping and forking engines.
import base64
import gc
import hashlib
import os
import sqlite3
import ssl
import subprocess
import sys
import textwrap

import pytest

import postern
from conftest import CHEAP, make_app
from postern.errors import EngineBusyError, EngineClosedError


def test_a_closed_engine_says_so():
    engine = postern.Engine()
    engine.close()
    engine.close()
    assert engine.closed
    for use in (
        lambda: engine.call("ListUserPools", {"MaxResults": 1}),
        lambda: engine.cognito_idp.list_user_pools(MaxResults=1),
        lambda: engine.verify("token"),
        lambda: engine.clock.now(),
        lambda: engine.clock.advance(seconds=1),
        lambda: engine.http("GET", "/"),
        lambda: engine.trigger("PreSignUp")(lambda event: event),
    ):
        with pytest.raises(EngineClosedError):
            use()


def test_closing_from_a_trigger_is_refused(app):
    @app.engine.trigger("PreSignUp")
    def close(event):
        with pytest.raises(EngineBusyError):
            app.engine.close()
        return event

    app.sign_up("alice")
    assert not app.engine.closed


def test_engines_do_not_see_each_other():
    with postern.Engine(**CHEAP) as one, postern.Engine(**CHEAP) as two:
        app = make_app(one)
        app.add_user("alice")
        token = app.sign_in("alice")["AccessToken"]
        assert one.verify(token)["username"] == "alice"
        with pytest.raises(postern.errors.NotAuthorizedException):
            two.verify(token)


def test_a_dropped_engine_is_closed(tmp_path):
    url = f"sqlite:{tmp_path}/data.db"
    engine = postern.Engine(url)
    with pytest.raises(EngineBusyError):
        postern.Engine(url)
    del engine
    gc.collect()
    postern.Engine(url).close()


def test_a_backup_opens_with_the_key_of_the_original(tmp_path):
    url, copy, key = f"sqlite:{tmp_path}/data.db", tmp_path / "copy.db", bytes(range(32))
    with postern.Engine(url, root_key=key, **CHEAP) as engine:
        app = make_app(engine)
        app.add_user("alice")
        token = app.sign_in("alice")["AccessToken"]
        engine.backup(copy)
        with pytest.raises(postern.errors.InvalidArgumentError):
            engine.backup(copy)
        app.add_user("bob")
    with pytest.raises(EngineClosedError):
        engine.backup(copy)
    with pytest.raises(postern.errors.CorruptError):
        postern.Engine(f"sqlite:{copy}", root_key=bytes(32))
    with postern.Engine(f"sqlite:{copy}", root_key=key, **CHEAP) as restored:
        with pytest.raises(postern.errors.NotAuthorizedException):  # D26: sessions end,
            restored.verify(token)
        restored.call("postern:DeclareRestored", {"Sessions": "KEEP"})  # unless they are kept.
        assert restored.verify(token)["username"] == "alice"
        findings, request = [], {}
        while True:
            answer = restored.call("postern:CheckStore", request)
            findings += answer["Findings"]
            if "NextToken" not in answer:
                break
            request = {"NextToken": answer["NextToken"]}
        assert findings == []


def test_an_engine_in_memory_has_nothing_to_back_up(tmp_path):
    with postern.Engine(**CHEAP) as engine, pytest.raises(ValueError):
        engine.backup(tmp_path / "copy.db")


def test_data_survives_in_a_file(tmp_path):
    url = f"sqlite:{tmp_path}/data.db"
    with postern.Engine(url, **CHEAP) as engine:
        app = make_app(engine)
        app.add_user("alice")
        token = app.sign_in("alice")["AccessToken"]
    with postern.Engine(url, **CHEAP) as engine:
        assert engine.verify(token, user_pool=app.pool)["username"] == "alice"


def test_another_root_key_opens_nothing(tmp_path):
    url = f"sqlite:{tmp_path}/data.db"
    postern.Engine(url, root_key=b"k" * 32).close()
    with pytest.raises(postern.errors.CorruptError):
        postern.Engine(url, root_key=b"x" * 32)
    postern.Engine(url, root_key=b"k" * 32).close()


@pytest.mark.parametrize("new_key", [None, b"n" * 32])
def test_a_new_root_key_takes_over_while_serving(tmp_path, new_key):
    url = f"sqlite:{tmp_path}/data.db"
    key_file = tmp_path / "data.db.key"
    old_key = b"k" * 32 if new_key else None
    with postern.Engine(url, root_key=old_key, **CHEAP) as engine:
        app = make_app(engine)
        app.add_user("alice")
        token = app.sign_in("alice")["AccessToken"]
        first = old_key or key_file.read_bytes()
        if new_key:
            request = {"NewRootKey": base64.b64encode(new_key).decode()}
        else:
            request = {"Generate": True}
        while not engine.call("postern:RotateRootKey", request)["Complete"]:
            request = {}
        assert engine.verify(token)["username"] == "alice"
        assert engine.call("postern:CompactStore", {"Rewrite": True})["Complete"]
    with pytest.raises(postern.errors.CorruptError):
        postern.Engine(url, root_key=first)
    with postern.Engine(url, root_key=new_key, **CHEAP) as engine:
        assert engine.verify(token)["username"] == "alice"


@pytest.mark.parametrize(
    "options",
    [{"storage": "carrier-pigeon:"}, {"root_key": b"short"}, {"password_passes": 1000}],
)
def test_options_that_make_no_sense_are_refused(options):
    with pytest.raises(postern.PosternError):
        postern.Engine(**options)


def run_python(program):
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_forked_child_cannot_use_the_parents_engine():
    done = run_python(
        """
        import os, postern
        engine = postern.Engine()
        child = os.fork()
        if child == 0:
            try:
                engine.call("ListUserPools", {"MaxResults": 1})
            except postern.errors.EngineClosedError:
                with postern.Engine() as own:
                    own.call("ListUserPools", {"MaxResults": 1})
                raise SystemExit(7)
            raise SystemExit(1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
        engine.call("ListUserPools", {"MaxResults": 1})
        print("parent goes on")
        """
    )
    assert (done.stdout, done.returncode) == ("parent goes on\n", 0), done.stderr


def test_C18_the_interpreter_ends_while_calls_run():
    done = run_python(
        """
        import threading, postern
        engine = postern.Engine()
        started = threading.Event()
        def work():
            try:
                while True:
                    engine.call("ListUserPools", {"MaxResults": 1})
                    started.set()
            except postern.errors.EngineClosedError:
                pass  # A traceback now would meet Python's own end of stderr.
        for _ in range(4):
            threading.Thread(target=work, daemon=True).start()
        started.wait()
        print("end")
        """
    )
    assert (done.stdout, done.returncode) == ("end\n", 0), done.stderr


def test_D19_a_second_sqlite_in_the_process_loses_nothing_that_was_acknowledged(tmp_path):
    """Its locks are the process's: they keep other processes out, not another copy of SQLite."""
    path = tmp_path / "data.db"
    read = f"import sqlite3; sqlite3.connect({str(path)!r}, 0.1).execute('SELECT 1 FROM kv')"
    with postern.Engine(f"sqlite:{path}", **CHEAP) as engine:
        app = make_app(engine)
        app.add_user("alice")
        refused = run_python(read)
        assert "locked" in refused.stderr
        app.add_user("bob")
        other = sqlite3.connect(path)
        other.execute("SELECT count(*) FROM kv").fetchone()
        other.close()
        with pytest.raises(postern.errors.StorageError, match="Open the database again"):
            app.add_user("carol")
    with postern.Engine(f"sqlite:{path}", **CHEAP) as engine:
        users = engine.call("ListUsers", {"UserPoolId": app.pool})["Users"]
        assert {user["Username"] for user in users} == {"alice", "bob"}
        assert engine.call("postern:CheckStore", {})["Findings"] == []


def test_C13_a_hosts_own_openssl_goes_on_before_during_and_after():
    def use_ssl():
        context = ssl.create_default_context()
        return hashlib.sha256(b"x").hexdigest(), len(context.get_ciphers())

    before = use_ssl()
    with postern.Engine(**CHEAP) as engine:
        app = make_app(engine)
        app.add_user("alice")
        assert engine.verify(app.sign_in("alice")["AccessToken"])["username"] == "alice"
        assert use_ssl() == before
    assert use_ssl() == before


def test_a_missing_library_is_an_import_error(tmp_path):
    done = run_python(
        f"""
        import os
        os.environ["POSTERN_LIBRARY"] = {str(tmp_path / "none.so")!r}
        import postern
        """
    )
    assert "ImportError: postern: libpostern.so was not found" in done.stderr


def test_another_library_is_an_import_error():
    done = run_python(
        """
        import glob, os
        os.environ["POSTERN_LIBRARY"] = glob.glob("/lib/*/libm.so.6")[0]
        import postern
        """
    )
    assert "is not a Postern library" in done.stderr


def test_a_library_that_is_not_one_is_an_import_error(tmp_path):
    text = tmp_path / "libpostern.so"
    text.write_text("not a library")
    done = run_python(
        f"""
        import os
        os.environ["POSTERN_LIBRARY"] = {str(text)!r}
        import postern
        """
    )
    assert "ImportError: postern:" in done.stderr
