# boto3: what the engine does not do yet it says, by name, and does not pretend.
from support import refused


def test_a_pool_whose_key_the_engine_was_not_given_is_refused_rather_than_left_unsealed(idp):
    with refused("NotAuthorizedException"):
        idp.create_user_pool(PoolName="p", KeyConfiguration={
            "KeyType": "CUSTOMER_MANAGED_KEY",
            "KmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/1234"})
    idp.create_user_pool(PoolName="p", KeyConfiguration={"KeyType": "AWS_OWNED_KEY"})
    idp.create_user_pool(PoolName="p", IssuerConfiguration={"Type": "UPDATED"})


def test_a_trigger_that_nobody_answers_fails_the_call_it_belongs_to(make_app):
    app = make_app(LambdaConfig={
        "PreSignUp": "arn:aws:lambda:us-east-1:123456789012:function:check"})
    with refused("UnexpectedLambdaException"):
        app.sign_up("ada")
    app.idp.update_user_pool(UserPoolId=app.pool, AutoVerifiedAttributes=["email"])
    app.sign_up("ada")
