// Message texts: the pool's own or the defaults, and how values are put in.
#include "triggers/templates.h"

#include "triggers/messenger.h"
#include "unit/domain/settings.h"

using namespace postern;
using namespace postern::triggers;
using test::pool_of;

TEST_CASE("without templates the texts are Cognito's") {
  const MessageText verification =
      message_text(pool_of(R"({"PoolName":"p"})"), Template::verification);
  CHECK(verification.email_subject == "Your verification code");
  CHECK(verification.email_body == "Your verification code is {####}");
  CHECK(verification.sms_body == "Your verification code is {####}");
  const MessageText invitation = message_text(pool_of(R"({"PoolName":"p"})"), Template::invitation);
  CHECK(invitation.email_subject == "Your temporary password");
  CHECK(invitation.email_body == "Your username is {username} and temporary password is {####}.");
}

TEST_CASE("a pool's newer template wins over its older one, member by member") {
  const MessageText text = message_text(
      pool_of(
          R"({"PoolName":"p","EmailVerificationMessage":"old {####}",
              "EmailVerificationSubject":"old",
          "VerificationMessageTemplate":{"EmailMessage":"new {####}"}})"),
      Template::verification);
  CHECK(text.email_body == "new {####}");
  CHECK(text.email_subject == "old");
}

TEST_CASE("R14: values are put in once; what looks like a placeholder in them stays") {
  CHECK(fill_in("{username}: {####}", "{username}", "{####}", false) == "{####}: {username}");
  CHECK(fill_in("{####}{####}", "1", "x", false) == "11");
  CHECK(fill_in("{###} {####", "1", "x", false) == "{###} {####");
  CHECK(fill_in("", "1", "x", false).empty());
}

TEST_CASE("R14: an e-mail shows a username as text, never as markup") {
  CHECK(fill_in("<b>{username}</b>", "", R"(<script>"&'</script>)", true) ==
        "<b>&lt;script&gt;&quot;&amp;&#39;&lt;/script&gt;</b>");
  CHECK(fill_in("{username}", "", "<x>", false) == "<x>");
  CHECK(fill_in("{####}", "<&>", "", true) == "<&>");
}

TEST_CASE("delivery details show a masked destination") {
  CHECK(code_delivery_details("email", "alice@example.com").dump() ==
        R"({"AttributeName":"email","DeliveryMedium":"EMAIL","Destination":"a***@e***"})");
  CHECK(code_delivery_details("phone_number", "+4912345678").get_string("DeliveryMedium") == "SMS");
}
