# boto3: the life of pools and their clients.
import pytest

from support import FLOWS, attribute_map, refused


def test_a_pool_is_created_described_listed_updated_and_deleted(empty):
    made = empty.create_user_pool(PoolName="people", AutoVerifiedAttributes=["email"])["UserPool"]
    pool = made["Id"]
    assert pool.startswith("us-east-1_")
    described = empty.describe_user_pool(UserPoolId=pool)["UserPool"]
    assert described["Arn"].endswith(":userpool/" + pool)
    assert described["AutoVerifiedAttributes"] == ["email"]
    assert described["MfaConfiguration"] == "OFF"
    listed = empty.list_user_pools(MaxResults=60)["UserPools"]
    assert [(one["Id"], one["Name"]) for one in listed] == [(pool, "people")]
    empty.update_user_pool(UserPoolId=pool, DeletionProtection="ACTIVE")
    with refused("InvalidParameterException",
                 "The user pool cannot be deleted because deletion protection is activated. "
                 "Deletion protection must be inactivated first."):
        empty.delete_user_pool(UserPoolId=pool)
    empty.update_user_pool(UserPoolId=pool)
    empty.delete_user_pool(UserPoolId=pool)
    with refused("ResourceNotFoundException", f"User pool {pool} does not exist."):
        empty.describe_user_pool(UserPoolId=pool)


def test_an_update_that_names_nothing_resets_a_pool_to_its_defaults(idp):
    pool = idp.create_user_pool(
        PoolName="people", AutoVerifiedAttributes=["email"],
        Policies={"PasswordPolicy": {"MinimumLength": 20, "RequireSymbols": False}},
        AdminCreateUserConfig={"AllowAdminCreateUserOnly": True})["UserPool"]["Id"]
    before = idp.describe_user_pool(UserPoolId=pool)["UserPool"]
    assert before["Policies"]["PasswordPolicy"]["MinimumLength"] == 20
    idp.update_user_pool(UserPoolId=pool)
    after = idp.describe_user_pool(UserPoolId=pool)["UserPool"]
    assert after["Policies"]["PasswordPolicy"]["MinimumLength"] == 8
    assert after["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is False
    assert not after.get("AutoVerifiedAttributes")
    assert after["Name"] == "people"


def test_the_schema_holds_standard_and_custom_attributes(idp):
    pool = idp.create_user_pool(PoolName="people", Schema=[
        {"Name": "tier", "AttributeDataType": "String", "Mutable": True,
         "StringAttributeConstraints": {"MinLength": "1", "MaxLength": "10"}}])["UserPool"]["Id"]
    idp.add_custom_attributes(UserPoolId=pool, CustomAttributes=[
        {"Name": "score", "AttributeDataType": "Number"}])
    schema = {one["Name"]: one for one in
              idp.describe_user_pool(UserPoolId=pool)["UserPool"]["SchemaAttributes"]}
    assert {"sub", "email", "phone_number", "custom:tier", "custom:score"} <= set(schema)
    assert schema["custom:tier"]["StringAttributeConstraints"]["MaxLength"] == "10"
    with refused("InvalidParameterException",
                 "Required custom attributes are not supported currently."):
        idp.add_custom_attributes(UserPoolId=pool, CustomAttributes=[
            {"Name": "must", "AttributeDataType": "String", "Required": True}])


def test_pools_are_listed_page_by_page(empty):
    made = {empty.create_user_pool(PoolName=f"p{i}")["UserPool"]["Id"] for i in range(5)}
    pages = list(empty.get_paginator("list_user_pools").paginate(PaginationConfig={"PageSize": 2}))
    assert [len(page["UserPools"]) for page in pages] == [2, 2, 1]
    assert {pool["Id"] for page in pages for pool in page["UserPools"]} == made


def test_tags_are_set_listed_and_taken_away(idp):
    arn = idp.create_user_pool(PoolName="p", UserPoolTags={"team": "id"})["UserPool"]["Arn"]
    idp.tag_resource(ResourceArn=arn, Tags={"stage": "test"})
    assert idp.list_tags_for_resource(ResourceArn=arn)["Tags"] == {"team": "id", "stage": "test"}
    idp.untag_resource(ResourceArn=arn, TagKeys=["team"])
    assert idp.list_tags_for_resource(ResourceArn=arn)["Tags"] == {"stage": "test"}


def test_a_client_is_created_described_updated_listed_and_deleted(make_app, idp):
    app = make_app()
    target = {"UserPoolId": app.pool, "ClientId": app.client_id}
    described = idp.describe_user_pool_client(**target)["UserPoolClient"]
    assert described["ExplicitAuthFlows"] == FLOWS
    assert described["RefreshTokenValidity"] == 30
    assert described["EnableTokenRevocation"] is True
    assert "ClientSecret" not in described
    # What an update leaves out goes back to its default.
    idp.update_user_pool_client(**target, ClientName="renamed", AccessTokenValidity=2)
    updated = idp.describe_user_pool_client(**target)["UserPoolClient"]
    assert (updated["ClientName"], updated["AccessTokenValidity"]) == ("renamed", 2)
    assert not updated.get("ExplicitAuthFlows")
    others = {app.add_client(ClientName=f"c{i}")["ClientId"] for i in range(2)}
    pages = idp.get_paginator("list_user_pool_clients").paginate(
        UserPoolId=app.pool, PaginationConfig={"PageSize": 1})
    listed = [client["ClientId"] for page in pages for client in page["UserPoolClients"]]
    assert len(listed) == 3 and set(listed) == others | {app.client_id}
    idp.delete_user_pool_client(**target)
    with refused("ResourceNotFoundException",
                 f"User pool client {app.client_id} does not exist."):
        idp.describe_user_pool_client(**target)


def test_a_client_secret_is_shown_to_administrators(app, idp):
    client = app.add_client(GenerateSecret=True)
    shown = idp.describe_user_pool_client(UserPoolId=app.pool, ClientId=client["ClientId"])
    assert shown["UserPoolClient"]["ClientSecret"] == client["ClientSecret"]
    assert 24 <= len(client["ClientSecret"]) <= 64


@pytest.mark.parametrize("options, error, message", [
    ({"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ADMIN_NO_SRP_AUTH"]},
     "InvalidParameterException", None),
    ({"AccessTokenValidity": 25},
     "InvalidParameterException", "Invalid range for token validity."),
    ({"AccessTokenValidity": 2, "TokenValidityUnits": {"AccessToken": "minutes"}},
     "InvalidParameterException", "Invalid range for token validity."),
    ({"AllowedOAuthFlows": ["client_credentials"], "AllowedOAuthFlowsUserPoolClient": True,
      "AllowedOAuthScopes": ["api/read"]},
     "InvalidOAuthFlowException",
     "client_credentials flow can not be selected if client does not have a client secret."),
    ({"RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 5}},
     "InvalidParameterException", None),
])
def test_a_client_that_makes_no_sense_is_refused(app, options, error, message):
    with refused(error, message):
        app.add_client(**options)


def test_constraints_of_the_service_model_are_checked_before_anything_else(idp):
    with refused("InvalidParameterException",
                 "1 validation error detected: Value '61' at 'maxResults' failed to satisfy "
                 "constraint: Member must have value less than or equal to 60"):
        idp.list_user_pools(MaxResults=61)
    with refused("InvalidParameterException",
                 "1 validation error detected: Value 'no pool' at 'userPoolId' failed to satisfy "
                 r"constraint: Member must satisfy regular expression pattern: "
                 r"[\w-]+_[0-9a-zA-Z]+"):
        idp.describe_user_pool(UserPoolId="no pool")


def test_custom_attributes_travel_with_a_user(make_app):
    app = make_app(Schema=[{"Name": "tier", "AttributeDataType": "String", "Mutable": True}])
    app.sign_up("ada", UserAttributes=[{"Name": "email", "Value": "ada@example.com"},
                                       {"Name": "custom:tier", "Value": "gold"}])
    app.confirm("ada")
    user = app.idp.get_user(AccessToken=app.sign_in("ada")["AccessToken"])
    assert attribute_map(user["UserAttributes"])["custom:tier"] == "gold"


def test_a_client_has_two_secrets_at_most_and_either_proves_it(app, idp):
    app.add_user("ada")
    first = app.add_client(GenerateSecret=True)
    target = {"UserPoolId": app.pool, "ClientId": first["ClientId"]}
    added = idp.add_user_pool_client_secret(**target)["ClientSecretDescriptor"]
    with refused("LimitExceededException"):
        idp.add_user_pool_client_secret(**target)
    second = {**first, "ClientSecret": added["ClientSecretValue"]}
    for client in (first, second):
        assert app.sign_in_with(client)["AccessToken"]
    secrets = idp.list_user_pool_client_secrets(**target)["ClientSecrets"]
    oldest, = [one["ClientSecretId"] for one in secrets
               if one["ClientSecretId"] != added["ClientSecretId"]]
    idp.delete_user_pool_client_secret(**target, ClientSecretId=oldest)
    with refused("NotAuthorizedException"):
        app.sign_in_with(first)
    app.sign_in_with(second)
