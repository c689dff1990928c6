# boto3: ListUsers by every attribute that can be searched, and page by page.
import pytest

from support import App, attributes, refused

PEOPLE = {
    "ada": {"name": "Ada Lovelace", "given_name": "Ada", "family_name": "Lovelace",
            "email": "ada@example.com", "phone_number": "+14255550101",
            "preferred_username": "countess"},
    "grace": {"name": "Grace Hopper", "given_name": "Grace", "family_name": "Hopper",
              "email": "grace@example.org", "phone_number": "+14255550202",
              "preferred_username": "admiral"},
    "alan": {"name": "Alan Turing", "given_name": "Alan", "family_name": "Turing",
             "email": "alan@example.com", "phone_number": "+442071234567",
             "preferred_username": 'p"rof'},
}


@pytest.fixture(scope="module")
def people(postern, idp):
    """A pool of three: grace is disabled, alan has not chosen a password yet."""
    app = App(postern, idp)
    for name, values in PEOPLE.items():
        idp.admin_create_user(**app.user(name), UserAttributes=attributes(**values),
                              MessageAction="SUPPRESS")
    for name in ("ada", "grace"):
        idp.admin_set_user_password(**app.user(name), Password="Correct-Horse-7",
                                    Permanent=True)
    idp.admin_disable_user(**app.user("grace"))
    return app


def names(app, text, **more):
    return {one["Username"] for one in
            app.idp.list_users(UserPoolId=app.pool, Filter=text, **more)["Users"]}


@pytest.mark.parametrize("text, found", [
    ('username = "ada"', {"ada"}),
    ('username ^= "a"', {"ada", "alan"}),
    ('username = "ADA"', set()),
    ('email = "ada@example.com"', {"ada"}),
    ('email ^= "a"', {"ada", "alan"}),
    ('phone_number = "+442071234567"', {"alan"}),
    ('phone_number ^= "+1425"', {"ada", "grace"}),
    ('name = "Grace Hopper"', {"grace"}),
    ('name ^= "A"', {"ada", "alan"}),
    ('given_name = "Alan"', {"alan"}),
    ('given_name ^= "G"', {"grace"}),
    ('family_name = "Hopper"', {"grace"}),
    ('family_name ^= "T"', {"alan"}),
    ('preferred_username = "admiral"', {"grace"}),
    ('preferred_username ^= "co"', {"ada"}),
    (r'preferred_username = "p\"rof"', {"alan"}),
    ('cognito:user_status = "CONFIRMED"', {"ada", "grace"}),
    ('cognito:user_status = "force_change_password"', {"alan"}),
    ('cognito:user_status ^= "CONF"', {"ada", "grace"}),
    ('status = "Enabled"', {"ada", "alan"}),
    ('status = "Disabled"', {"grace"}),
    ('status = "enabled"', set()),
    ('username="ada"', {"ada"}),
    ("", set(PEOPLE)),
])
def test_a_filter_finds_whom_it_describes(people, text, found):
    assert names(people, text) == found


def test_a_filter_finds_by_sub(people):
    sub = people.attributes_of("ada")["sub"]
    assert names(people, f'sub = "{sub}"') == {"ada"}
    assert "ada" in names(people, f'sub ^= "{sub[:8]}"')


@pytest.mark.parametrize("text, message", [
    ("username = ada", "Error while parsing filter"),
    ('username == "ada"', "Error while parsing filter"),
    ('username = "ada', "Error while parsing filter"),
    ('username = "ada" and email = "a"', "Error while parsing filter"),
    ('username = "x" or "" = ""', "Error while parsing filter"),
    ('custom:tier = "gold"', "Invalid search attribute: custom:tier"),
    ('nickname = "x"', "Invalid search attribute: nickname"),
])
def test_a07_a_filter_that_is_none_is_refused(people, text, message):
    with refused("InvalidParameterException", message):
        names(people, text)


def test_a07_wildcards_of_databases_mean_themselves(people):
    for value in ("%", "_da", "a*", "ada' --"):
        assert names(people, f'username = "{value}"') == set()


def test_a_filter_by_an_attribute_of_its_own_page_goes_on(people, idp):
    pages = list(idp.get_paginator("list_users").paginate(
        UserPoolId=people.pool, Filter='email ^= "a"', PaginationConfig={"PageSize": 1}))
    found = [one["Username"] for page in pages for one in page["Users"]]
    assert found == ["ada", "alan"]  # In the order of the attribute that was filtered by.


def test_pages_cover_everybody_once(people, idp):
    pages = idp.get_paginator("list_users").paginate(
        UserPoolId=people.pool, PaginationConfig={"PageSize": 2})
    found = [one["Username"] for page in pages for one in page["Users"]]
    assert sorted(found) == sorted(PEOPLE)


def test_a08_a_token_belongs_to_its_pool_and_filter(people, idp):
    def page(pool, **more):
        return idp.list_users(UserPoolId=pool, Limit=1, **more)

    token = page(people.pool)["PaginationToken"]
    other = idp.create_user_pool(PoolName="other")["UserPool"]["Id"]
    for arguments in ({"pool": other}, {"pool": people.pool, "Filter": 'username ^= "a"'}):
        with refused("InvalidParameterException"):
            page(**arguments, PaginationToken=token)
    with refused("InvalidParameterException"):
        page(people.pool, PaginationToken=token[:-4] + "AAAA")
    assert page(people.pool, PaginationToken=token)["Users"]


def test_only_the_attributes_asked_for_are_told(people, idp):
    users = idp.list_users(UserPoolId=people.pool, AttributesToGet=["email"])["Users"]
    assert all([a["Name"] for a in one["Attributes"]] == ["email"] for one in users)
    assert all("UserCreateDate" in one for one in users)
