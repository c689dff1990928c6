# Verifying a token from Python, for the first time and again, beside PyJWT with its key cached.
# Adds its rows to build/bench.json.
import json
import pathlib
import statistics
import time

import jwt

import postern

RESULTS = pathlib.Path("build/bench.json")
TOKENS_FORGOTTEN = 12_000  # More than the engine remembers: going round them meets none it knows.
ROUNDS = 101
PASSWORD = "Correct-Horse-7"


def open_engine():
    # The cheapest password hash: passwords are not what is measured.
    engine = postern.Engine("memory:", password_memory_kib=8, password_passes=1)
    idp = engine.cognito_idp
    pool_id = idp.create_user_pool(PoolName="bench")["UserPool"]["Id"]
    flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    client = idp.create_user_pool_client(
        UserPoolId=pool_id, ClientName="app", ExplicitAuthFlows=flows
    )
    idp.admin_create_user(UserPoolId=pool_id, Username="alice", MessageAction="SUPPRESS")
    idp.admin_set_user_password(
        UserPoolId=pool_id, Username="alice", Password=PASSWORD, Permanent=True
    )
    return engine, pool_id, client["UserPoolClient"]["ClientId"]


def access_tokens(engine, client_id, count):
    def result(flow, **parameters):
        answer = engine.cognito_idp.initiate_auth(
            ClientId=client_id, AuthFlow=flow, AuthParameters=parameters
        )
        return answer["AuthenticationResult"]

    refresh = result("USER_PASSWORD_AUTH", USERNAME="alice", PASSWORD=PASSWORD)["RefreshToken"]
    return [
        result("REFRESH_TOKEN_AUTH", REFRESH_TOKEN=refresh)["AccessToken"] for _ in range(count)
    ]


def signing_key(engine, pool_id, token):
    jwks = json.loads(engine.http("GET", f"/{pool_id}/.well-known/jwks.json").body)
    kid = jwt.get_unverified_header(token)["kid"]
    return next(jwt.PyJWK(key).key for key in jwks["keys"] if key["kid"] == kid)


def call_us(calls, body):
    start_ns = time.thread_time_ns()
    for _ in range(calls):
        body()
    return (time.thread_time_ns() - start_ns) / 1000 / calls


def compare(name, goal, calls, work, pyjwt):
    work_us, pyjwt_us = [], []
    for turn in range(ROUNDS):
        sides = [(work_us, calls, work), (pyjwt_us, 100, pyjwt)]
        for times, count, body in sides if turn % 2 else reversed(sides):
            times.append(call_us(count, body))
    ours, theirs = statistics.median(work_us), statistics.median(pyjwt_us)
    return {
        "work": name,
        "against": "PyJWT with its key cached",
        "ratio": theirs / ours,
        "goal": goal,
        "work_value": ours,
        "against_value": theirs,
        "unit": "us",
        "clock": "thread CPU",
    }


def show(row):
    met = "met" if row["ratio"] >= row["goal"] else "MISSED"
    print(f"{row['work']:<52} {row['work_value']:9.2f} us")
    print(
        f"  against {row['against']:<42} {row['against_value']:9.2f} us"
        f"   ratio {row['ratio']:.2f}, goal {row['goal']:.2f}: {met}"
    )


def main():
    engine, pool_id, client_id = open_engine()
    tokens = access_tokens(engine, client_id, TOKENS_FORGOTTEN)
    key = signing_key(engine, pool_id, tokens[0])
    state = {"next": 0}

    def cold():
        state["next"] = (state["next"] + 1) % len(tokens)
        engine.verify(tokens[state["next"]])

    def pyjwt():
        jwt.decode(tokens[0], key, algorithms=["RS256"])

    rows = [
        compare("verify from Python, cold", 1.7, 100, cold, pyjwt),
        compare("verify from Python, seen before", 8, 500, lambda: engine.verify(tokens[0]), pyjwt),
    ]
    for row in rows:
        show(row)
    before = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
    RESULTS.write_text(json.dumps(before + rows, indent=1) + "\n")


main()
