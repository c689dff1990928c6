# boto3 and urllib import users from a CSV file, with and without password hashes.
import urllib.error
import urllib.request

import jwt
import pytest

from support import TIMEOUT_S, refused

ROLE = "arn:aws:iam::123456789012:role/import"
# "U*U", from the vectors of Openwall's crypt_blowfish 1.3 (wrapper.c).
BCRYPT = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"


def rows(columns, *users):
    lines = [",".join(columns)]
    lines += [",".join(user.get(column, "") for column in columns) for user in users]
    return ("\n".join(lines) + "\n").encode()


def person(name, **values):
    return {"cognito:username": name, "email": f"{name}@example.com", "email_verified": "true",
            **values}


def upload(url, body):
    """As Cognito's documentation has it done with curl."""
    request = urllib.request.Request(url, body, {"x-amz-server-side-encryption": "aws:kms"},
                                     method="PUT")
    with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
        return answer.status


def run_job(app, columns, *users, **options):
    idp, pool = app.idp, app.pool
    job = idp.create_user_import_job(UserPoolId=pool, JobName="job", CloudWatchLogsRoleArn=ROLE,
                                     **options)["UserImportJob"]
    assert job["Status"] == "Created"
    assert upload(job["PreSignedUrl"], rows(columns, *users)) == 200
    started = idp.start_user_import_job(UserPoolId=pool, JobId=job["JobId"])["UserImportJob"]
    assert started["Status"] == "Pending"
    while job["Status"] not in ("Succeeded", "Failed", "Stopped"):
        job = idp.describe_user_import_job(UserPoolId=pool, JobId=job["JobId"])["UserImportJob"]
    return job


@pytest.fixture
def columns(app):
    return app.idp.get_csv_header(UserPoolId=app.pool)["CSVHeader"]


def test_imported_users_choose_a_password_by_mail(app, columns):
    job = run_job(app, columns, person("ada"), person("alan"), {"cognito:username": "nobody"})
    assert (job["ImportedUsers"], job["SkippedUsers"], job["FailedUsers"]) == (2, 0, 1)
    assert app.idp.admin_get_user(**app.user("ada"))["UserStatus"] == "RESET_REQUIRED"
    with refused("PasswordResetRequiredException", "Password reset required for the user"):
        app.sign_in("ada")
    app.idp.forgot_password(ClientId=app.client_id, Username="ada")
    app.idp.confirm_forgot_password(ClientId=app.client_id, Username="ada", Password="New-Horse-99",
                                    ConfirmationCode=app.postern.newest_code())
    assert app.sign_in("ada", "New-Horse-99")["AccessToken"]


def test_an_imported_bcrypt_password_signs_in(app, columns):
    job = run_job(app, columns + ["password_hash"], person("ada", password_hash=BCRYPT),
                  PasswordHashingAlgorithm="BCRYPT")
    assert job["Status"] == "Succeeded"
    assert app.idp.admin_get_user(**app.user("ada"))["UserStatus"] == "CONFIRMED"
    for _ in range(2):  # The second one meets the engine's own hash.
        claims = jwt.decode(app.sign_in("ada", "U*U")["IdToken"],
                            options={"verify_signature": False})
        assert claims["cognito:username"] == "ada"
    with refused("NotAuthorizedException", "Incorrect username or password."):
        app.sign_in("ada", "U*V")


def test_the_url_is_good_for_its_job_alone(app):
    job = app.idp.create_user_import_job(UserPoolId=app.pool, JobName="job",
                                         CloudWatchLogsRoleArn=ROLE)
    url = job["UserImportJob"]["PreSignedUrl"]
    assert url.startswith(app.postern.url)
    with pytest.raises(urllib.error.HTTPError) as caught:
        upload(url[:-4] + "AAAA", b"x")
    assert caught.value.code == 403


def test_jobs_are_listed_page_by_page(app):
    for number in range(3):
        app.idp.create_user_import_job(UserPoolId=app.pool, JobName=f"job {number}",
                                       CloudWatchLogsRoleArn=ROLE)
    seen, token = set(), {}
    while token is not None:
        page = app.idp.list_user_import_jobs(UserPoolId=app.pool, MaxResults=2, **token)
        seen |= {job["JobName"] for job in page["UserImportJobs"]}
        token = ({"PaginationToken": page["PaginationToken"]} if "PaginationToken" in page
                 else None)
    assert {f"job {number}" for number in range(3)} <= seen
