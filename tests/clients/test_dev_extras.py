# What only `postern dev` has: its inbox, its clock, its reset.
from support import App, refused


def test_the_inbox_shows_what_was_sent_oldest_first(empty, postern):
    app = App(postern, empty)
    assert postern.inbox() == []
    app.sign_up("ada")
    app.sign_up("grace")
    messages = postern.inbox()
    assert [one["destination"] for one in messages] == ["ada@example.com", "grace@example.com"]
    assert set(messages[0]) == {"id", "at", "medium", "destination", "subject", "body"}
    assert messages[0]["id"] < messages[1]["id"] and messages[0]["at"] <= messages[1]["at"]


def test_a_text_message_goes_to_the_inbox_too(make_app, postern):
    app = make_app(AutoVerifiedAttributes=["phone_number"])
    sent = app.sign_up("ada", UserAttributes=[{"Name": "phone_number", "Value": "+14255550101"}])
    assert sent["CodeDeliveryDetails"]["DeliveryMedium"] == "SMS"
    assert (postern.inbox()[-1]["medium"], postern.inbox()[-1]["destination"]) == (
        "SMS", "+14255550101")
    app.confirm("ada")
    assert app.attributes_of("ada")["phone_number_verified"] == "true"


def test_the_clock_moves_time_for_codes_and_tokens(app, postern):
    app.add_user("ada")
    tokens = app.sign_in("ada")
    postern.advance(31 * 86400)
    with refused("NotAuthorizedException", "Refresh Token has expired"):
        app.refresh(tokens["RefreshToken"])
    app.refresh(app.sign_in("ada")["RefreshToken"])


def test_a_reset_leaves_nothing_and_goes_on_working(make_app, postern, idp):
    app = make_app()
    app.sign_up("ada")
    postern.reset()
    assert postern.inbox() == []
    assert idp.list_user_pools(MaxResults=1)["UserPools"] == []
    with refused("ResourceNotFoundException"):
        app.sign_up("ada")
    App(postern, idp).sign_up("ada")
