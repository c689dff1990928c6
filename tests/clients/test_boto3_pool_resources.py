# boto3: what a pool holds besides people, as Terraform manages it: made, read back equal, changed,
# listed, taken away.
import base64

import jwt
import pytest

from support import refused

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJg"
    "gg==")
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><rect width='1' height='1'/></svg>"
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
SCOPES = [{"ScopeName": "read", "ScopeDescription": "Look"},
          {"ScopeName": "write", "ScopeDescription": "Touch"}]
NAMES = iter(range(1_000_000))


@pytest.fixture
def pool(idp):
    """A pool of its own; a test may leave what it likes in it, domains too."""
    return idp.create_user_pool(PoolName="resources")["UserPool"]["Id"]


@pytest.fixture
def client(idp, pool):
    made = idp.create_user_pool_client(UserPoolId=pool, ClientName="web")
    return made["UserPoolClient"]["ClientId"]


def new_domain():
    return f"login-{next(NAMES)}"


def without(answer, *members):
    return {name: value for name, value in answer.items() if name not in members}


def test_a_resource_server_lives_as_terraform_manages_it(idp, pool):
    target = {"UserPoolId": pool, "Identifier": "https://files.example.com"}
    made = idp.create_resource_server(**target, Name="Files", Scopes=SCOPES)["ResourceServer"]
    assert made == {**target, "Name": "Files", "Scopes": SCOPES}
    assert idp.describe_resource_server(**target)["ResourceServer"] == made
    wanted = {**target, "Name": "More files", "Scopes": SCOPES[:1]}
    assert idp.update_resource_server(**wanted)["ResourceServer"] == wanted
    for _ in range(2):  # A plan without changes.
        assert idp.describe_resource_server(**target)["ResourceServer"] == wanted
        idp.update_resource_server(**wanted)
    assert idp.list_resource_servers(UserPoolId=pool, MaxResults=50)["ResourceServers"] == [wanted]
    idp.delete_resource_server(**target)
    with refused("ResourceNotFoundException",
                 "Resource server https://files.example.com does not exist."):
        idp.describe_resource_server(**target)


def test_resource_servers_are_listed_by_the_paginator(idp, pool):
    for i in range(5):
        idp.create_resource_server(UserPoolId=pool, Identifier=f"api{i}", Name="api")
    pages = idp.get_paginator("list_resource_servers").paginate(
        UserPoolId=pool, PaginationConfig={"PageSize": 2})
    found = [one["Identifier"] for page in pages for one in page["ResourceServers"]]
    assert found == [f"api{i}" for i in range(5)]


def test_a_client_lists_scopes_that_exist(idp, pool):
    listing = {"UserPoolId": pool, "ClientName": "m2m", "GenerateSecret": True,
               "AllowedOAuthFlows": ["client_credentials"],
               "AllowedOAuthFlowsUserPoolClient": True, "AllowedOAuthScopes": ["files/read"]}
    with pytest.raises(idp.exceptions.ScopeDoesNotExistException):
        idp.create_user_pool_client(**listing)
    idp.create_resource_server(UserPoolId=pool, Identifier="files", Name="f", Scopes=SCOPES)
    made = idp.create_user_pool_client(**listing)["UserPoolClient"]
    assert made["AllowedOAuthScopes"] == ["files/read"]


def test_a_prefix_domain_lives_as_terraform_manages_it(idp, pool):
    domain = new_domain()
    assert idp.describe_user_pool_domain(Domain=domain)["DomainDescription"] == {}
    idp.create_user_pool_domain(UserPoolId=pool, Domain=domain)
    shown = idp.describe_user_pool_domain(Domain=domain)["DomainDescription"]
    assert shown["Status"] == "ACTIVE"
    assert (shown["UserPoolId"], shown["Domain"]) == (pool, domain)
    assert shown["ManagedLoginVersion"] == 1
    assert idp.describe_user_pool(UserPoolId=pool)["UserPool"]["Domain"] == domain
    answer = idp.update_user_pool_domain(UserPoolId=pool, Domain=domain, ManagedLoginVersion=2)
    assert answer["ManagedLoginVersion"] == 2
    with refused("InvalidParameterException", "User pool cannot be deleted. It has a domain "
                                              "configured that should be deleted first."):
        idp.delete_user_pool(UserPoolId=pool)
    idp.delete_user_pool_domain(UserPoolId=pool, Domain=domain)
    assert idp.describe_user_pool_domain(Domain=domain)["DomainDescription"] == {}
    idp.delete_user_pool(UserPoolId=pool)


def test_a_custom_domain_has_a_certificate(idp, pool):
    domain = f"auth{next(NAMES)}.example.com"
    config = {"CertificateArn": CERTIFICATE, "SecurityPolicy": "TLS_V1_2_2021"}
    idp.create_user_pool_domain(UserPoolId=pool, Domain=domain, CustomDomainConfig=config)
    shown = idp.describe_user_pool_domain(Domain=domain)["DomainDescription"]
    assert shown["CustomDomainConfig"] == config
    assert idp.describe_user_pool(UserPoolId=pool)["UserPool"]["CustomDomain"] == domain
    idp.delete_user_pool_domain(UserPoolId=pool, Domain=domain)


def test_a_domain_is_one_pools_at_a_time(idp, pool):
    domain = new_domain()
    other = idp.create_user_pool(PoolName="other")["UserPool"]["Id"]
    idp.create_user_pool_domain(UserPoolId=pool, Domain=domain)
    with refused("InvalidParameterException",
                 "Domain already associated with another user pool."):
        idp.create_user_pool_domain(UserPoolId=other, Domain=domain)
    with refused("InvalidParameterException", "Domain cannot contain reserved word: cognito"):
        idp.create_user_pool_domain(UserPoolId=other, Domain="cognito-login")
    with refused("InvalidParameterException", "No such domain or user pool exists."):
        idp.delete_user_pool_domain(UserPoolId=other, Domain=domain)


def test_terms_live_as_terraform_manages_them(idp, pool, client):
    links = {"cognito:default": "https://example.com/terms",
             "cognito:spanish": "https://example.com/es"}
    made = idp.create_terms(UserPoolId=pool, ClientId=client, TermsName="terms-of-use",
                            TermsSource="LINK", Enforcement="NONE", Links=links)["Terms"]
    assert made["Links"] == links
    target = {"UserPoolId": pool, "TermsId": made["TermsId"]}
    assert idp.describe_terms(**target)["Terms"] == made
    assert idp.describe_terms_by_client(UserPoolId=pool, ClientId=client,
                                        TermsName="terms-of-use")["Terms"] == made
    changed = idp.update_terms(**target, Links={"cognito:default": "https://example.com/2"})["Terms"]
    assert changed["Links"] == {"cognito:default": "https://example.com/2"}
    assert idp.describe_terms(**target)["Terms"] == changed
    listed = idp.list_terms(UserPoolId=pool)["Terms"]
    assert [one["TermsId"] for one in listed] == [made["TermsId"]]
    with pytest.raises(idp.exceptions.TermsExistsException):
        idp.create_terms(UserPoolId=pool, ClientId=client, TermsName="terms-of-use",
                         TermsSource="LINK", Enforcement="NONE", Links=links)
    idp.delete_terms(**target)
    with refused("ResourceNotFoundException"):
        idp.describe_terms(**target)


def test_a_managed_login_style_lives_as_terraform_manages_it(idp, pool, client):
    settings = {"components": {"primaryButton": {"lightMode": {"defaults": {
        "backgroundColor": "0972d3ff", "textColor": "ffffffff"}}}},
        "componentClasses": {"buttons": {"borderRadius": 8.5}}}
    assets = [{"Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "PNG", "Bytes": PNG},
              {"Category": "FAVICON_SVG", "ColorMode": "DYNAMIC", "Extension": "SVG",
               "Bytes": SVG}]
    made = idp.create_managed_login_branding(
        UserPoolId=pool, ClientId=client, Settings=settings,
        Assets=assets)["ManagedLoginBranding"]
    target = {"UserPoolId": pool, "ManagedLoginBrandingId": made["ManagedLoginBrandingId"]}
    for _ in range(2):
        shown = idp.describe_managed_login_branding(**target)["ManagedLoginBranding"]
        assert shown == made
        assert shown["Settings"] == settings
        assert [without(one, "ResourceId") for one in shown["Assets"]] == assets
        assert shown["UseCognitoProvidedValues"] is False
    by_client = idp.describe_managed_login_branding_by_client(UserPoolId=pool, ClientId=client)
    assert by_client["ManagedLoginBranding"] == made
    merged = idp.describe_managed_login_branding(
        **target, ReturnMergedResources=True)["ManagedLoginBranding"]["Settings"]
    assert merged["componentClasses"]["buttons"]["borderRadius"] == 8.5
    assert "categories" in merged
    # What a description says, with one value changed, is how styles are edited.
    edit = without(made, "CreationDate", "LastModifiedDate")
    edit["Settings"] = {"componentClasses": {"buttons": {"borderRadius": 2}}}
    changed = idp.update_managed_login_branding(**edit)["ManagedLoginBranding"]
    assert changed["Settings"] == edit["Settings"]
    assert changed["Assets"] == made["Assets"]
    with pytest.raises(idp.exceptions.ManagedLoginBrandingExistsException):
        idp.create_managed_login_branding(UserPoolId=pool, ClientId=client)
    plain = idp.update_managed_login_branding(**target, UseCognitoProvidedValues=True)
    assert plain["ManagedLoginBranding"]["UseCognitoProvidedValues"] is True
    idp.delete_managed_login_branding(**target)
    with refused("ResourceNotFoundException"):
        idp.describe_managed_login_branding(**target)


def test_an_image_of_a_megabyte_arrives_whole(idp, pool, client):
    image = PNG + bytes(1_000_000 - len(PNG))
    asset = {"Category": "PAGE_BACKGROUND", "ColorMode": "DARK", "Extension": "PNG",
             "Bytes": image}
    idp.create_managed_login_branding(UserPoolId=pool, ClientId=client, Assets=[asset])
    shown = idp.describe_managed_login_branding_by_client(UserPoolId=pool, ClientId=client)
    assert shown["ManagedLoginBranding"]["Assets"][0]["Bytes"] == image


def test_classic_pages_are_customised_as_terraform_does(idp, pool, client):
    with refused("InvalidParameterException",
                 "There has to be an existing domain associated with this user pool"):
        idp.set_ui_customization(UserPoolId=pool, CSS=".logo-customizable{}")
    idp.create_user_pool_domain(UserPoolId=pool, Domain=new_domain())
    css = ".label-customizable {font-weight: 400;}"
    target = {"UserPoolId": pool, "ClientId": "ALL"}
    made = idp.set_ui_customization(**target, CSS=css, ImageFile=PNG)["UICustomization"]
    assert made["CSS"] == css
    assert base64.b64decode(made["ImageUrl"].split(",")[1]) == PNG
    assert idp.get_ui_customization(**target)["UICustomization"] == made
    assert idp.get_ui_customization(UserPoolId=pool, ClientId=client)["UICustomization"] == made
    changed = idp.set_ui_customization(**target, CSS=".logo-customizable{}")["UICustomization"]
    assert "ImageUrl" not in changed
    idp.set_ui_customization(**target)  # How it is taken away.
    assert idp.get_ui_customization(**target)["UICustomization"] == {}


def test_what_is_too_large_is_refused_in_words_a_client_can_read(idp, pool, client):
    idp.create_user_pool_domain(UserPoolId=pool, Domain=new_domain())
    sheet = "/*" + "a" * 131_068 + "*/"
    with refused("InvalidParameterException"):
        idp.set_ui_customization(UserPoolId=pool, CSS=sheet + " ")
    with refused("InvalidParameterException", "The image file is larger than 100 KB."):
        idp.set_ui_customization(UserPoolId=pool, ImageFile=PNG + bytes(110_000))
    idp.set_ui_customization(UserPoolId=pool, CSS=sheet, ImageFile=PNG + bytes(90_000))


def test_a_risk_configuration_lives_as_terraform_manages_it(idp, pool, client):
    wanted = {
        "AccountTakeoverRiskConfiguration": {"Actions": {
            "MediumAction": {"Notify": False, "EventAction": "MFA_REQUIRED"},
            "HighAction": {"Notify": False, "EventAction": "BLOCK"}}},
        "CompromisedCredentialsRiskConfiguration": {
            "EventFilter": ["SIGN_IN"], "Actions": {"EventAction": "BLOCK"}},
        "RiskExceptionConfiguration": {"BlockedIPRangeList": ["10.10.10.10/32"],
                                       "SkippedIPRangeList": ["10.10.10.12/32"]}}
    for target in ({"UserPoolId": pool}, {"UserPoolId": pool, "ClientId": client}):
        made = idp.set_risk_configuration(**target, **wanted)["RiskConfiguration"]
        assert without(made, "LastModifiedDate") == {**target, **wanted}
        assert idp.describe_risk_configuration(**target)["RiskConfiguration"] == made
        idp.set_risk_configuration(**target)
        assert idp.describe_risk_configuration(**target)["RiskConfiguration"] == target
    with refused("InvalidParameterException"):
        idp.set_risk_configuration(UserPoolId=pool, RiskExceptionConfiguration={
            "BlockedIPRangeList": ["10.10.10.10"]})


def test_log_delivery_lives_as_terraform_manages_it(idp, pool):
    wanted = [{"LogLevel": "ERROR", "EventSource": "userNotification",
               "CloudWatchLogsConfiguration": {
                   "LogGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:pool"}}]
    idp.set_log_delivery_configuration(UserPoolId=pool, LogConfigurations=wanted)
    shown = idp.get_log_delivery_configuration(UserPoolId=pool)["LogDeliveryConfiguration"]
    assert shown == {"UserPoolId": pool, "LogConfigurations": wanted}
    activity = [{"LogLevel": "INFO", "EventSource": "userAuthEvents",
                 "S3Configuration": {"BucketArn": "arn:aws:s3:::logs"}}]
    with refused("FeatureUnavailableInTierException"):
        idp.set_log_delivery_configuration(UserPoolId=pool, LogConfigurations=activity)
    idp.set_log_delivery_configuration(UserPoolId=pool, LogConfigurations=[])
    shown = idp.get_log_delivery_configuration(UserPoolId=pool)["LogDeliveryConfiguration"]
    assert shown["LogConfigurations"] == []
