# One engine, many threads.
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from postern.errors import EngineBusyError, UserLambdaValidationException, UsernameExistsException

THREADS = 8


def test_eight_threads_sign_up_their_own_users(app):
    @app.engine.trigger("PreSignUp")
    def confirm(event):
        event["response"]["autoConfirmUser"] = True
        return event

    def work(number):
        names = [f"user-{number}-{turn}" for turn in range(5)]
        for name in names:
            app.sign_up(name)
            assert app.engine.verify(app.sign_in(name)["AccessToken"])["username"] == name
        return names

    with ThreadPoolExecutor(THREADS) as pool:
        made = [name for names in pool.map(work, range(THREADS)) for name in names]
    for name in made:
        app.engine.cognito_idp.admin_get_user(UserPoolId=app.pool, Username=name)


def test_one_of_eight_gets_the_name(app):
    together = threading.Barrier(THREADS)

    def work(_):
        together.wait()
        try:
            app.sign_up("alice")
            return 1
        except UsernameExistsException:
            return 0

    with ThreadPoolExecutor(THREADS) as pool:
        assert sum(pool.map(work, range(THREADS))) == 1


def test_each_thread_gets_its_own_triggers_exception(app):
    @app.engine.trigger("PreSignUp")
    def refuse(event):
        raise RuntimeError(event["userName"])

    def work(number):
        for turn in range(20):
            name = f"user-{number}-{turn}"
            with pytest.raises(UserLambdaValidationException) as caught:
                app.sign_up(name)
            assert str(caught.value.__cause__) == name

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))


def test_other_threads_run_while_a_trigger_waits(app):
    """C18: the interpreter lock is not held by a thread that is inside the engine."""
    inside, go_on = threading.Event(), threading.Event()

    @app.engine.trigger("PreSignUp")
    def wait(event):
        inside.set()
        assert go_on.wait(60)
        return event

    with ThreadPoolExecutor(1) as pool:
        signing_up = pool.submit(app.sign_up, "alice")
        assert inside.wait(60)
        app.engine.cognito_idp.list_users(UserPoolId=app.pool)
        with pytest.raises(EngineBusyError):
            app.engine.close()
        go_on.set()
        signing_up.result()
