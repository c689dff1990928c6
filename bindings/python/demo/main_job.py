#!/usr/bin/env python3
# The main job, end to end, on an embedded SQLite file: one user's life with Postern.
import pathlib
import tempfile

import postern
from srp import SrpClient

EMAIL, PASSWORD = "alice@example.com", "Correct-Horse-7"


def say(call, what):
    print(f"  {call:<27} {what}")


def add_triggers(engine):
    @engine.trigger("PreSignUp")
    def only_our_domain(event):
        email = event["request"]["userAttributes"]["email"]
        if not email.endswith("@example.com"):
            raise PermissionError(f"{email.split('@')[1]} is not our domain")
        return event

    @engine.trigger("PreTokenGeneration", version=2)
    def add_team(event):
        details = {"accessTokenGeneration": {"claimsToAddOrOverride": {"team": "lighthouse"}}}
        event["response"]["claimsAndScopeOverrideDetails"] = details
        return event

    say("@engine.trigger", "PreSignUp and PreTokenGeneration are plain Python functions")


def make_pool_and_client(idp):
    pool = idp.create_user_pool(PoolName="people", AutoVerifiedAttributes=["email"])
    pool_id = pool["UserPool"]["Id"]
    say("create_user_pool", pool_id)
    flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    client = idp.create_user_pool_client(
        UserPoolId=pool_id, ClientName="app", ExplicitAuthFlows=flows
    )
    client_id = client["UserPoolClient"]["ClientId"]
    say("create_user_pool_client", client_id)
    return pool_id, client_id


def sign_up(idp, client_id, inbox):
    def attempt(email):
        attributes = [{"Name": "email", "Value": email}]
        return idp.sign_up(
            ClientId=client_id, Username="alice", Password=PASSWORD, UserAttributes=attributes
        )

    try:
        attempt("alice@elsewhere.test")
    except idp.exceptions.UserLambdaValidationException as refusal:
        say("sign_up", f"refused: {refusal.message}")
    details = attempt(EMAIL)["CodeDeliveryDetails"]
    say("sign_up", f"alice is there; a code went to {details['Destination']}")
    message = inbox[-1]
    say("deliver callback", f"{message.medium} to {message.destination}: {message.body!r}")
    idp.confirm_sign_up(ClientId=client_id, Username="alice", ConfirmationCode=message.code)
    say("confirm_sign_up", "the code is right: alice is confirmed")


def sign_in(idp, pool_id, client_id):
    srp = SrpClient(pool_id, PASSWORD)
    parameters = {"USERNAME": "alice", "SRP_A": srp.public}
    challenge = idp.initiate_auth(
        ClientId=client_id, AuthFlow="USER_SRP_AUTH", AuthParameters=parameters
    )
    say("initiate_auth", f"USER_SRP_AUTH answers with {challenge['ChallengeName']}")
    answer = idp.respond_to_auth_challenge(
        ClientId=client_id,
        ChallengeName=challenge["ChallengeName"],
        ChallengeResponses=srp.answer(challenge["ChallengeParameters"]),
    )
    say("respond_to_auth_challenge", "proof accepted, and the password never left the client")
    return answer["AuthenticationResult"]


def refresh(idp, client_id, refresh_token):
    return idp.initiate_auth(
        ClientId=client_id,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": refresh_token},
    )["AuthenticationResult"]["AccessToken"]


def use_tokens(engine, pool_id, client_id, tokens):
    idp = engine.cognito_idp
    claims = engine.verify(tokens["AccessToken"], user_pool=pool_id, token_use="access")
    say("engine.verify", f"offline: {claims['username']} of team {claims['team']}")
    access = refresh(idp, client_id, tokens["RefreshToken"])
    say("initiate_auth", "REFRESH_TOKEN_AUTH gives new tokens")
    idp.global_sign_out(AccessToken=access)
    say("global_sign_out", "alice is signed out everywhere")
    for call, attempt in (
        ("engine.verify", lambda: engine.verify(access)),
        ("initiate_auth", lambda: refresh(idp, client_id, tokens["RefreshToken"])),
    ):
        try:
            attempt()
            raise SystemExit(f"{call} was not refused after the sign-out")
        except idp.exceptions.NotAuthorizedException as refusal:
            say(call, f"refused: {refusal.message}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        data, inbox = pathlib.Path(folder, "identity.db"), postern.Inbox()
        with postern.Engine(f"sqlite:{data}", deliver=inbox) as engine:
            say("postern.Engine", f"open on {data.name}, in this process")
            pool_id, client_id = make_pool_and_client(engine.cognito_idp)
            add_triggers(engine)
            sign_up(engine.cognito_idp, client_id, inbox)
            tokens = sign_in(engine.cognito_idp, pool_id, client_id)
            use_tokens(engine, pool_id, client_id, tokens)
        say("engine.close", f"all of it is in one file of {data.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
