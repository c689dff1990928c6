# Imports many users through import jobs, then lists them by each of the ten attributes that
# ListUsers filters by: what a page costs at the front and deep in the list. Prints a table.
"""PYTHONPATH=bindings/python/src build/venv/bin/python bench/listing.py [USERS]"""
import itertools
import statistics
import sys
import tempfile
import time
from urllib.parse import urlsplit

import postern

PIECE_BYTES = 1 << 20
JOB_USERS = 500_000  # Most rows of one import job.
PAGE = 60
ROUNDS = 25
FLOWS = ["ALLOW_USER_PASSWORD_AUTH"]


def person(number):
    """Attributes of one user: names are shared by a hundred, addresses are theirs alone."""
    return {"cognito:username": f"user{number:07}", "email": f"user{number:07}@example.com",
            "email_verified": "true", "phone_number": f"+1555{number:07}",
            "phone_number_verified": "true", "name": f"Name {number // 100:05}",
            "given_name": f"Given {number // 100:05}", "family_name": f"Family {number // 100:05}",
            "preferred_username": f"nick{number:07}", "cognito:mfa_enabled": "false"}


def pieces(columns, numbers):
    """The file in pieces of one megabyte; rows may run over their ends."""
    lines = (",".join(person(n).get(column, "") for column in columns) + "\n" for n in numbers)
    held = ",".join(columns) + "\n"
    for line in lines:
        held += line
        if len(held) >= PIECE_BYTES:
            yield held[:PIECE_BYTES].encode()
            held = held[PIECE_BYTES:]
    yield held.encode()


def upload(engine, url, columns, numbers):
    total = sum(len(piece) for piece in pieces(columns, numbers))
    target, first, upload_id = urlsplit(url).path, 0, None
    for piece in pieces(columns, numbers):
        headers = {"Content-Range": f"bytes {first}-{first + len(piece) - 1}/{total}"}
        if upload_id:
            headers["X-Postern-Upload-Id"] = upload_id
        answer = engine.http("PUT", target, headers=headers, body=piece)
        assert answer.status == 200, answer
        given = {name.lower(): value for name, value in answer.headers}
        upload_id = given.get("x-postern-upload-id", upload_id)
        first += len(piece)


def run_job(engine, pool, columns, numbers):
    """One import job, of the people of these numbers."""
    idp = engine.cognito_idp
    job = idp.create_user_import_job(
        UserPoolId=pool, JobName="all", CloudWatchLogsRoleArn="arn:aws:iam::123456789012:role/r"
    )["UserImportJob"]
    upload(engine, job["PreSignedUrl"], columns, numbers)
    idp.start_user_import_job(UserPoolId=pool, JobId=job["JobId"])
    while job["Status"] not in ("Succeeded", "Failed", "Stopped"):
        engine.call("postern:RunMaintenance")
        job = idp.describe_user_import_job(UserPoolId=pool, JobId=job["JobId"])["UserImportJob"]
    assert job["ImportedUsers"] == len(numbers), job


def import_users(engine, pool, users):
    columns = engine.cognito_idp.get_csv_header(UserPoolId=pool)["CSVHeader"]
    started = time.monotonic()
    for first in range(0, users, JOB_USERS):
        run_job(engine, pool, columns, range(first, min(first + JOB_USERS, users)))
    print(f"imported {users} users in {time.monotonic() - started:.0f} s", flush=True)


def page_us(engine, **request):
    """The median time of one page, and the page."""
    times = []
    for _ in range(ROUNDS):
        start_ns = time.thread_time_ns()
        page = engine.call("ListUsers", {**request, "Limit": PAGE})
        times.append((time.thread_time_ns() - start_ns) / 1000)
    return statistics.median(times), page


def walk(engine, request, pages):
    """The token of a page deep in the list, or of the last there is."""
    token = None
    for _ in range(pages):
        page = engine.call("ListUsers", {**request, **token_of(token), "Limit": PAGE})
        if "PaginationToken" not in page:
            break
        token = page["PaginationToken"]
    return token


def token_of(token):
    return {"PaginationToken": token} if token else {}


def filters(users, sub):
    middle = person(users // 2)
    for name in ("username", "email", "phone_number", "name", "given_name", "family_name",
                 "preferred_username"):
        value = middle["cognito:username" if name == "username" else name]
        yield f'{name} = "{value}"'
        yield f'{name} ^= "{value[:-3]}"'
    yield f'sub = "{sub}"'
    yield f'sub ^= "{sub[:1]}"'
    yield 'cognito:user_status = "RESET_REQUIRED"'
    yield 'status = "Enabled"'


def main():
    users = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory(dir=".") as folder:
        with postern.Engine(f"sqlite:{folder}/users.db", password_memory_kib=8) as engine:
            pool = engine.cognito_idp.create_user_pool(
                PoolName="all", AutoVerifiedAttributes=["email"])["UserPool"]["Id"]
            import_users(engine, pool, users)
            request = {"UserPoolId": pool}
            sub = engine.call("ListUsers", {**request, "Limit": 1})["Users"][0]["Attributes"]
            sub = next(one["Value"] for one in sub if one["Name"] == "sub")
            deep = users // PAGE * 9 // 10
            print(f"{'filter':45} {'users':>6} {'us, page 1':>11} {'us, deep':>9}  page")
            for text in itertools.chain([None], filters(users, sub)):
                asked = {**request, **({"Filter": text} if text else {})}
                first_us, page = page_us(engine, **asked)
                line = f"{text or '(none)':45} {len(page['Users']):6} {first_us:11.0f}"
                if len(page["Users"]) == PAGE:
                    token = walk(engine, asked, deep)
                    later_us, _ = page_us(engine, **asked, **token_of(token))
                    line += f" {later_us:9.0f}"
                print(line, flush=True)


if __name__ == "__main__":
    main()
