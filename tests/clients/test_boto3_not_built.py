# boto3: what the engine does not do yet it says, by name, and does not pretend.
import pytest

from support import refused


@pytest.mark.parametrize("method, operation, arguments", [
    ("create_user_import_job", "CreateUserImportJob",
     {"UserPoolId": "us-east-1_AAAAAAAAA", "JobName": "j",
      "CloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/r"}),
])
def test_an_operation_that_is_not_built_says_so_by_name(idp, method, operation, arguments):
    with pytest.raises(idp.exceptions.ClientError) as caught:
        getattr(idp, method)(**arguments)
    error = caught.value.response["Error"]
    assert error["Code"] == "NotImplementedException"
    assert operation in error["Message"]


def test_a_pool_setting_that_is_not_built_is_refused_rather_than_ignored(idp):
    with refused("NotImplementedException"):
        idp.create_user_pool(PoolName="p", IssuerConfiguration={"Type": "UPDATED"})
    idp.create_user_pool(PoolName="p", IssuerConfiguration={"Type": "ORIGINAL"})


def test_a_trigger_that_nobody_answers_fails_the_call_it_belongs_to(make_app):
    app = make_app(LambdaConfig={
        "PreSignUp": "arn:aws:lambda:us-east-1:123456789012:function:check"})
    with refused("UnexpectedLambdaException"):
        app.sign_up("ada")
    app.idp.update_user_pool(UserPoolId=app.pool, AutoVerifiedAttributes=["email"])
    app.sign_up("ada")
