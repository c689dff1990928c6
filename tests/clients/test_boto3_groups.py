# boto3: groups, their members, and what tokens say of them.
import jwt
import pytest

from support import refused

ROLE = "arn:aws:iam::123456789012:role/"


@pytest.fixture
def ada(app):
    app.add_user("ada")
    return app


def test_a_group_is_created_read_updated_listed_and_deleted(app, idp):
    group = {"UserPoolId": app.pool, "GroupName": "admins"}
    idp.create_group(**group, Description="they may", Precedence=1, RoleArn=ROLE + "admin")
    with refused("GroupExistsException", "A group with the name already exists"):
        idp.create_group(**group)
    idp.update_group(**group, Precedence=9)
    shown = idp.get_group(**group)["Group"]
    assert (shown["Precedence"], shown["Description"]) == (9, "they may")
    idp.create_group(UserPoolId=app.pool, GroupName="others")
    pages = idp.get_paginator("list_groups").paginate(
        UserPoolId=app.pool, PaginationConfig={"PageSize": 1})
    assert [one["GroupName"] for page in pages for one in page["Groups"]] == ["admins", "others"]
    idp.delete_group(**group)
    for operation in (idp.get_group, idp.delete_group):
        with refused("ResourceNotFoundException", "Group not found."):
            operation(**group)


def test_members_come_and_go(ada, idp):
    group = {"UserPoolId": ada.pool, "GroupName": "readers"}
    idp.create_group(**group)
    for _ in range(2):  # Adding a member again is no error.
        idp.admin_add_user_to_group(**group, Username="ada")
    with refused("UserNotFoundException", "User does not exist."):
        idp.admin_add_user_to_group(**group, Username="nobody")
    with refused("ResourceNotFoundException", "Group not found."):
        idp.admin_add_user_to_group(**ada.user("ada"), GroupName="none")
    assert [one["Username"] for one in idp.list_users_in_group(**group)["Users"]] == ["ada"]
    mine = idp.admin_list_groups_for_user(**ada.user("ada"))["Groups"]
    assert [one["GroupName"] for one in mine] == ["readers"]
    idp.admin_remove_user_from_group(**group, Username="ada")
    assert idp.list_users_in_group(**group)["Users"] == []
    idp.admin_add_user_to_group(**group, Username="ada")
    idp.delete_group(**group)
    assert idp.admin_list_groups_for_user(**ada.user("ada"))["Groups"] == []


def test_members_are_listed_page_by_page(app, idp):
    group = {"UserPoolId": app.pool, "GroupName": "readers"}
    idp.create_group(**group)
    names = {f"user{i}" for i in range(5)}
    for name in names:
        idp.admin_create_user(**app.user(name), MessageAction="SUPPRESS")
        idp.admin_add_user_to_group(**group, Username=name)
    pages = list(idp.get_paginator("list_users_in_group").paginate(
        **group, PaginationConfig={"PageSize": 2}))
    assert [len(page["Users"]) for page in pages] == [2, 2, 1]
    assert {one["Username"] for page in pages for one in page["Users"]} == names


def test_tokens_name_groups_roles_and_the_preferred_role(ada, idp):
    def claims(kind):
        return jwt.decode(ada.sign_in("ada")[kind], options={"verify_signature": False})

    assert "cognito:groups" not in claims("IdToken")
    for name, precedence in (("admins", 1), ("readers", 5)):
        idp.create_group(UserPoolId=ada.pool, GroupName=name, Precedence=precedence,
                         RoleArn=ROLE + name)
        idp.admin_add_user_to_group(**ada.user("ada"), GroupName=name)
    identity = claims("IdToken")
    assert set(identity["cognito:groups"]) == {"admins", "readers"}
    assert set(identity["cognito:roles"]) == {ROLE + "admins", ROLE + "readers"}
    assert identity["cognito:preferred_role"] == ROLE + "admins"
    access = claims("AccessToken")
    assert set(access["cognito:groups"]) == {"admins", "readers"}
    assert "cognito:roles" not in access
