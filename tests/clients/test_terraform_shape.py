# Every Cognito resource of Terraform's AWS provider through its whole life, by the calls it makes:
# created, planned without changes, updated, imported by its id alone, destroyed twice.
import json

import pytest

import terraform

ROLE = "arn:aws:iam::123456789012:role/cognito"
SMS = {"SnsCallerArn": ROLE, "ExternalId": "postern", "SnsRegion": "us-east-1"}
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
LOG_GROUP = "arn:aws:logs:us-east-1:123456789012:log-group:cognito"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><rect width='1' height='1'/></svg>"
NAMES = iter(range(1_000_000))


def normal(value):
    """Lists that Terraform keeps as sets are compared as such."""
    if isinstance(value, dict):
        return {name: normal(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return sorted((normal(one) for one in value), key=lambda one: json.dumps(
            one, sort_keys=True, default=str))
    return value


def is_shown(wanted, shown):
    """Whether everything a config says is in what was read: a plan without changes."""
    wanted, shown = normal(wanted), normal(shown)
    if isinstance(wanted, dict) and isinstance(shown, dict):
        return all(name in shown and is_shown(value, shown[name]) for name, value in wanted.items())
    if isinstance(wanted, list) and isinstance(shown, list) and len(wanted) == len(shown):
        return all(is_shown(one, other) for one, other in zip(wanted, shown))
    return wanted == shown


def check_plan(resource, id, config, write_only=()):
    shown = resource.read(id)
    for name, value in terraform.without(config, *write_only).items():
        assert is_shown(value, shown.get(name)), (name, value, shown.get(name))
    assert normal(resource.read(id)) == normal(shown)  # Refreshed: still no change.
    return shown


# What the provider keeps as computed: it may change with every write.
COMPUTED = ("LastModifiedDate", "UserLastModifiedDate", "Version", "CSSVersion")


def live(resource, first, *later, write_only=(), same_after_import=True):
    """The whole life of one resource; `later` are its updates."""
    id = resource.create(first)
    check_plan(resource, id, first, write_only)
    for before, config in zip((first, *later), later):
        resource.update(id, before, config)
        shown = check_plan(resource, id, config, write_only)
        resource.update(id, config, config)
        after = terraform.without(resource.read(id), *COMPUTED)
        assert normal(after) == normal(terraform.without(shown, *COMPUTED))
    imported = type(resource)(resource.idp).read(id)
    assert normal(imported) == normal(resource.read(id))
    resource.delete(id)
    if same_after_import:
        assert resource.read(id) is None
    resource.delete(id)  # What is gone already is no failure.
    return id


@pytest.fixture
def pool(idp):
    made = idp.create_user_pool(PoolName="terraform", UserPoolTier="PLUS", Policies={
        "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]}})
    return made["UserPool"]["Id"]


@pytest.fixture
def client(idp, pool):
    made = idp.create_user_pool_client(UserPoolId=pool, ClientName="web")
    return made["UserPoolClient"]["ClientId"]


def attribute(name, kind="String", **constraints):
    return {"Name": name, "AttributeDataType": kind, "DeveloperOnlyAttribute": False,
            "Mutable": True, "Required": False, **constraints}


def test_aws_cognito_user_pool(idp):
    text = attribute("team", StringAttributeConstraints={"MinLength": "1", "MaxLength": "64"})
    number = attribute("level", "Number",
                       NumberAttributeConstraints={"MinValue": "1", "MaxValue": "10"})
    first = {
        "PoolName": "staff", "DeletionProtection": "INACTIVE", "UserPoolTier": "ESSENTIALS",
        "AliasAttributes": ["email", "preferred_username"], "AutoVerifiedAttributes": ["email"],
        "UsernameConfiguration": {"CaseSensitive": False}, "Schema": [text],
        "AccountRecoverySetting": {"RecoveryMechanisms": [
            {"Name": "verified_email", "Priority": 1},
            {"Name": "verified_phone_number", "Priority": 2}]},
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True, "InviteMessageTemplate": {
            "EmailMessage": "{username}: {####}", "EmailSubject": "Welcome",
            "SMSMessage": "{username}: {####}"}},
        "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True,
                                "DeviceOnlyRememberedOnUserPrompt": False},
        "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
        "LambdaConfig": {"PreSignUp": "arn:aws:lambda:us-east-1:123456789012:function:f"},
        "Policies": {"PasswordPolicy": {
            "MinimumLength": 10, "RequireLowercase": True, "RequireNumbers": True,
            "RequireSymbols": False, "RequireUppercase": True, "PasswordHistorySize": 3,
            "TemporaryPasswordValidityDays": 3}},
        "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
        "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE",
                                        "EmailMessage": "It is {####}", "EmailSubject": "Code"},
        "UserPoolTags": {"owner": "ops", "stage": "test"},
    }
    second = {
        **first, "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": True},
        "SmsConfiguration": SMS, "SmsAuthenticationMessage": "Sign in: {####}",
        "WebAuthnConfiguration": {"RelyingPartyId": "example.com", "UserVerification": "required"},
        "Schema": [text, number], "UserPoolTags": {"owner": "dev"},
        "UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"}, "UserPoolTier": "PLUS",
        "Policies": {"PasswordPolicy": {**first["Policies"]["PasswordPolicy"], "MinimumLength": 12},
                     "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}},
    }
    third = {**second, "SmsAuthenticationMessage": "It is {####}",
             "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}}
    live(terraform.UserPool(idp), first, second, third)


def test_aws_cognito_user_pool_of_nothing_but_a_name(idp):
    live(terraform.UserPool(idp), {"PoolName": "plain"}, {
        "PoolName": "plain", "AutoVerifiedAttributes": ["email"]})


def test_aws_cognito_user_pool_client(idp, pool):
    idp.create_resource_server(UserPoolId=pool, Identifier="files", Name="files",
                               Scopes=[{"ScopeName": "read", "ScopeDescription": "Look"}])
    first = {"UserPoolId": pool, "ClientName": "web", "GenerateSecret": True}
    second = {
        "UserPoolId": pool, "ClientName": "site", "AccessTokenValidity": 30,
        "IdTokenValidity": 30, "RefreshTokenValidity": 7, "TokenValidityUnits": {
            "AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "days"},
        "AllowedOAuthFlows": ["code"], "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthScopes": ["openid", "email", "files/read"],
        "CallbackURLs": ["https://example.com/in", "http://localhost:3000"],
        "DefaultRedirectURI": "https://example.com/in", "LogoutURLs": ["https://example.com/out"],
        "EnableTokenRevocation": True, "PreventUserExistenceErrors": "ENABLED",
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_AUTH"],
        "SupportedIdentityProviders": ["COGNITO"], "AuthSessionValidity": 5,
        "ReadAttributes": ["email", "name"], "WriteAttributes": ["email"],
        "EnablePropagateAdditionalUserContextData": True,
    }
    third = {**second, "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"],
             "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10}}
    live(terraform.UserPoolClient(idp), first, second, third, write_only=("GenerateSecret",))


def test_aws_cognito_managed_user_pool_client(idp, pool):
    idp.create_user_pool_client(UserPoolId=pool, ClientName="AmazonOpenSearchService-1")
    first = {"UserPoolId": pool, "ClientName": "AmazonOpenSearchService-1",
             "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"]}
    live(terraform.ManagedUserPoolClient(idp), first, {**first, "AccessTokenValidity": 2},
         same_after_import=False)


def test_aws_cognito_user_group(idp, pool):
    first = {"UserPoolId": pool, "GroupName": "admins"}
    live(terraform.UserGroup(idp), first,
         {**first, "Description": "All may", "Precedence": 3, "RoleArn": ROLE})


def test_aws_cognito_user(idp, pool):
    first = {"UserPoolId": pool, "Username": "ada", "Enabled": True, "Password": "Correct-Horse-7",
             "Attributes": {"email": "ada@example.com", "email_verified": "true", "name": "Ada"}}
    second = {**first, "Enabled": False, "Password": "Other-Horse-8",
              "Attributes": {"email": "ada@example.com", "email_verified": "true", "nickname": "A"}}
    live(terraform.User(idp), first, second, write_only=("Password",))


def test_aws_cognito_user_in_group(idp, pool):
    idp.admin_create_user(UserPoolId=pool, Username="ada", MessageAction="SUPPRESS")
    idp.create_group(UserPoolId=pool, GroupName="admins")
    live(terraform.UserInGroup(idp), {"UserPoolId": pool, "GroupName": "admins", "Username": "ada"})


def test_aws_cognito_resource_server(idp, pool):
    read = {"ScopeName": "read", "ScopeDescription": "Look"}
    write = {"ScopeName": "write", "ScopeDescription": "Touch"}
    first = {"UserPoolId": pool, "Identifier": "https://files.example.com", "Name": "Files",
             "Scopes": [read, write]}
    live(terraform.ResourceServer(idp), first, {**first, "Name": "More files", "Scopes": [read]})


@pytest.mark.parametrize("kind, details", [
    ("OIDC", {"client_id": "c", "client_secret": "s", "authorize_scopes": "openid",
              "oidc_issuer": "https://idp.example", "attributes_request_method": "GET"}),
    ("Google", {"client_id": "c", "client_secret": "s", "authorize_scopes": "openid email"}),
])
def test_aws_cognito_identity_provider(idp, pool, kind, details):
    name = kind if kind == "Google" else "Corporate"
    first = {"UserPoolId": pool, "ProviderName": name, "ProviderType": kind,
             "ProviderDetails": details, "AttributeMapping": {"username": "sub"}}
    second = {**first, "ProviderDetails": {**details, "client_id": "d"},
              "AttributeMapping": {"username": "sub", "email": "email"},
              "IdpIdentifiers": [f"idp{next(NAMES)}"]}
    live(terraform.IdentityProvider(idp), first, second)


def test_aws_cognito_user_pool_domain(idp, pool):
    prefix = {"UserPoolId": pool, "Domain": f"terraform-{next(NAMES)}"}
    live(terraform.UserPoolDomain(idp), {**prefix, "ManagedLoginVersion": 1},
         {**prefix, "ManagedLoginVersion": 2})
    custom = {"UserPoolId": pool, "Domain": f"terraform{next(NAMES)}.example.com"}
    live(terraform.UserPoolDomain(idp),
         {**custom, "CustomDomainConfig": {"CertificateArn": CERTIFICATE}},
         {**custom, "CustomDomainConfig": {"CertificateArn": CERTIFICATE[:-1] + "6"}})


def test_aws_cognito_user_pool_ui_customization(idp, pool, client):
    idp.create_user_pool_domain(UserPoolId=pool, Domain=f"terraform-{next(NAMES)}")
    for of in ("ALL", client):
        first = {"UserPoolId": pool, "ClientId": of, "CSS": ".label-customizable{color:red}"}
        second = {**first, "CSS": ".banner-customizable{color:blue}"}
        live(terraform.UICustomization(idp), first, second)


def test_aws_cognito_managed_login_branding(idp, pool, client):
    first = {"UserPoolId": pool, "ClientId": client, "UseCognitoProvidedValues": True}
    logo = {"Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "SVG", "Bytes": SVG}
    styled = {"UserPoolId": pool, "ClientId": client,
              "Settings": {"componentClasses": {"buttons": {"borderRadius": 4.0}}}}
    live(terraform.ManagedLoginBranding(idp), first, styled)
    live(terraform.ManagedLoginBranding(idp), {**styled, "Assets": [logo]})


def test_aws_cognito_risk_configuration(idp, pool, client):
    notify = {"SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/example.com",
              "From": "ops@example.com", "ReplyTo": "ops@example.com",
              **{name: {"Subject": "Sign-in of {username}", "HtmlBody": "<p>{login-time}</p>",
                        "TextBody": "{login-time}"}
                 for name in ("BlockEmail", "MfaEmail", "NoActionEmail")}}
    block, ask = ({"EventAction": action, "Notify": True} for action in ("BLOCK", "MFA_REQUIRED"))
    for of in ({"UserPoolId": pool}, {"UserPoolId": pool, "ClientId": client}):
        first = {**of, "RiskExceptionConfiguration": {"BlockedIPRangeList": ["10.10.10.10/32"]}}
        second = {**first, "CompromisedCredentialsRiskConfiguration": {
            "EventFilter": ["SIGN_IN"], "Actions": {"EventAction": "BLOCK"}}}
        third = {**second, "AccountTakeoverRiskConfiguration": {
            "NotifyConfiguration": notify,
            "Actions": {"LowAction": ask, "MediumAction": ask, "HighAction": block}}}
        live(terraform.RiskConfiguration(idp), first, second, third)


def test_aws_cognito_log_delivery_configuration(idp, pool):
    notices = {"EventSource": "userNotification", "LogLevel": "ERROR",
               "CloudWatchLogsConfiguration": {"LogGroupArn": LOG_GROUP}}
    events = {"EventSource": "userAuthEvents", "LogLevel": "INFO",
              "S3Configuration": {"BucketArn": "arn:aws:s3:::logs"}}
    live(terraform.LogDeliveryConfiguration(idp),
         {"UserPoolId": pool, "LogConfigurations": [notices]},
         {"UserPoolId": pool, "LogConfigurations": [notices, events]})
