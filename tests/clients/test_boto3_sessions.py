# boto3: tracked sessions, the history of sign-ins, and what one Region has of replicas and limits.
import pytest

from support import PASSWORD, refused


@pytest.fixture
def tracked(make_app, idp):
    app = make_app(UserPoolTier="PLUS", UserPoolAddOns={"AdvancedSecurityMode": "AUDIT"})
    configuration = {"UserPoolId": app.pool, "UserSessionTracking": "ENABLED",
                     "TokenSession": {"MaxPerUser": 2}}
    answer = idp.set_user_pool_session_configuration(**configuration)
    assert configuration.items() <= answer.items()
    app.add_user("ada")
    return app


def test_sessions_are_listed_and_ended_one_by_one(tracked, idp):
    mine, other = tracked.sign_in("ada"), tracked.sign_in("ada")
    sessions = idp.list_user_sessions(AccessToken=mine["AccessToken"])["Sessions"]
    by_current = {one["IsCurrentSession"]: one["SessionId"] for one in sessions}
    with refused("InvalidParameterException"):
        idp.revoke_user_session(AccessToken=mine["AccessToken"], SessionId=by_current[True])
    idp.revoke_user_session(AccessToken=mine["AccessToken"], SessionId=by_current[False])
    with refused("NotAuthorizedException", "Access Token has been revoked"):
        idp.get_user(AccessToken=other["AccessToken"])
    listed = idp.admin_list_user_sessions(**tracked.user("ada"))["Sessions"]
    assert [one["SessionId"] for one in listed] == [by_current[True]]
    idp.admin_revoke_user_session(**tracked.user("ada"), SessionId=by_current[True])
    with refused("NotAuthorizedException", "Access Token has been revoked"):
        idp.get_user(AccessToken=mine["AccessToken"])


def test_a_third_session_ends_the_one_used_least_recently(tracked, idp):
    first, second, third = (tracked.sign_in("ada") for _ in range(3))
    with refused("NotAuthorizedException", "Access Token has been revoked"):
        idp.get_user(AccessToken=first["AccessToken"])
    for tokens in (second, third):
        idp.get_user(AccessToken=tokens["AccessToken"])


def test_a_clients_session_configuration_is_read_back(tracked, idp):
    configuration = {"UserPoolId": tracked.pool, "ClientId": tracked.client_id,
                     "SSOSession": {"MaxValidityMinutes": 15}}
    idp.set_user_pool_client_session_configuration(**configuration)
    shown = idp.get_user_pool_client_session_configuration(
        UserPoolId=tracked.pool, ClientId=tracked.client_id)
    assert configuration.items() <= shown.items()


def test_what_was_tried_is_in_the_history(tracked, idp):
    with refused("NotAuthorizedException"):
        tracked.sign_in("ada", "Wrong-Horse-7")
    tracked.sign_in("ada", PASSWORD)
    events = idp.admin_list_user_auth_events(**tracked.user("ada"))["AuthEvents"]
    assert [(one["EventType"], one["EventResponse"]) for one in events] == [
        ("SignIn", "Pass"), ("SignIn", "Fail")]
    event = events[0]["EventId"]
    idp.admin_update_auth_event_feedback(**tracked.user("ada"), EventId=event,
                                         FeedbackValue="Valid")
    events = idp.admin_list_user_auth_events(**tracked.user("ada"), MaxResults=1)["AuthEvents"]
    assert events[0]["EventFeedback"]["FeedbackValue"] == "Valid"
    with refused("NotAuthorizedException"):
        idp.update_auth_event_feedback(**tracked.user("ada"), EventId=event, FeedbackToken="x",
                                       FeedbackValue="Valid")


def test_a_pool_has_no_replica_but_itself(app, idp):
    (primary,) = idp.list_user_pool_replicas(UserPoolId=app.pool)["UserPoolReplicas"]
    assert (primary["Role"], primary["Status"]) == ("PRIMARY", "ACTIVE")
    with refused("OperationNotEnabledException"):
        idp.create_user_pool_replica(UserPoolId=app.pool, RegionName="eu-west-1")


def test_limits_are_the_documented_ones(idp):
    definition = {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserRead"}}
    limit = idp.get_provisioned_limit(LimitDefinition=definition)["Limit"]
    assert limit == {"LimitDefinition": definition, "ProvisionedLimitValue": 120,
                     "FreeLimitValue": 120}
    with refused("ServiceQuotaExceededException"):
        idp.update_provisioned_limit(LimitDefinition=definition, RequestedLimitValue=121)
