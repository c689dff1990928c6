// Classic customisation of the sign-in pages through the API.
#include "ops/auth_fixture.h"
#include "ops/images.h"

using namespace postern;
using namespace postern::test;

namespace {

struct UiFixture : EngineFixture {
  std::string pool = new_pool();
  std::string client = new_client(pool);

  UiFixture() { run("CreateUserPoolDomain", for_pool(pool).set("Domain", "login")); }

  Json set(const Json& request) {
    return *run("SetUICustomization", request).find("UICustomization");
  }
  Json get(const Json& request) {
    return *run("GetUICustomization", request).find("UICustomization");
  }
  Json styled(std::string_view css) { return for_pool(pool).set("CSS", css); }
  Json for_client() { return for_pool(pool).set("ClientId", client); }
};

constexpr std::string_view kCss = ".banner-customizable { background: lightblue; }";

}  // namespace

TEST_CASE_METHOD(UiFixture, "what is set for all clients is shown as it was set") {
  CHECK(get(for_pool(pool)) == Json::object());
  const Json made = set(styled(kCss).set("ImageFile", png()));
  CHECK(made.get_string("ClientId") == "ALL");
  CHECK(made.get_string("CSS") == kCss);
  CHECK(made.get_string("ImageUrl") == "data:image/png;base64," + png());
  CHECK(made.get_string("CSSVersion").size() == 14);
  CHECK(get(for_pool(pool)) == made);
  CHECK(get(for_pool(pool).set("ClientId", "ALL")) == made);
}

TEST_CASE_METHOD(UiFixture, "a client's own comes before that of all clients") {
  set(styled(kCss));
  CHECK(get(for_client()).get_string("ClientId") == "ALL");
  const Json own = set(for_client().set("ImageFile", jpeg()));
  CHECK(own.get_string("ImageUrl").starts_with("data:image/jpeg;base64,"));
  CHECK(get(for_client()) == own);
  CHECK(get(for_pool(pool)).get_string("CSS") == kCss);
}

TEST_CASE_METHOD(UiFixture, "a setting replaces the one before; an empty one takes it away") {
  const Json first = set(styled(kCss).set("ImageFile", png()));
  REQUIRE(engine->advance_clock(2'000'000).ok());
  const Json second = set(styled(".logo-customizable{}"));
  CHECK_FALSE(second.contains("ImageUrl"));
  CHECK(*second.find("CreationDate") == *first.find("CreationDate"));
  CHECK(*second.find("LastModifiedDate") != *first.find("LastModifiedDate"));
  CHECK(second.get_string("CSSVersion") != first.get_string("CSSVersion"));
  set(for_pool(pool));
  CHECK(get(for_pool(pool)).empty());
}

TEST_CASE_METHOD(UiFixture, "a pool without a domain has no pages to customise") {
  const std::string other = new_pool("other");
  const std::string refused =
      "InvalidParameterException: There has to be an existing domain associated with this user "
      "pool";
  CHECK(refusal("SetUICustomization", for_pool(other).set("CSS", kCss)) == refused);
  CHECK(refusal("GetUICustomization", for_pool(other)) == refused);
  run("CreateUserPoolDomain", for_pool(other).set("Domain", "other"));
  run("SetUICustomization", for_pool(other).set("CSS", kCss));
}

TEST_CASE_METHOD(UiFixture, "the logo is a PNG or JPEG image of at most 100 KB") {
  const std::string wrong_kind =
      "InvalidParameterException: The image file must be a PNG or JPEG image.";
  for (const std::string& image :
       {svg(), codec::base64_encode("GIF89a"), codec::base64_encode("<html></html>")}) {
    CHECK(refusal("SetUICustomization", for_pool(pool).set("ImageFile", image)) == wrong_kind);
  }
  const std::size_t head = codec::base64_decode(png()).value().size();
  CHECK(
      refusal("SetUICustomization", for_pool(pool).set("ImageFile", png(100 * 1024 + 1 - head))) ==
      "InvalidParameterException: The image file is larger than 100 KB.");
  set(for_pool(pool).set("ImageFile", png(100 * 1024 - head)));
}

TEST_CASE_METHOD(UiFixture, "a style sheet stays one: no imports, no markup, no escapes") {
  for (const auto css :
       {"@import url(//e.com/x.css);", "@IMPORT 'x';", "@media print {}", "@supports (a:b) {}",
        "@page {}", "</style><script>", "a{b:\\65 }", "a{background:url(javascript:x)}"}) {
    CHECK(refusal("SetUICustomization", styled(css))
              .starts_with("InvalidParameterException: CSS cannot contain "));
  }
  CHECK(refusal("SetUICustomization", styled(std::string(131'073, 'a')))
            .starts_with("InvalidParameterException: 1 validation error detected"));
  set(styled("/*" + std::string(131'068, 'a') + "*/"));
}

TEST_CASE_METHOD(UiFixture, "a style sheet names the classes that Cognito names, and no others") {
  // The classes and properties of the template in Cognito's own documentation.
  const std::string sheet =
      ".logo-customizable{max-width:60%;max-height:30%}\n.banner-customizable{padding:25px 0px;"
      "background-color:lightgray}.label-customizable{font-weight:400}.textDescription-customizable"
      "{display:block}.idpDescription-customizable{display:none}.legalText-customizable{color:#"
      "747474}"
      ".submitButton-customizable, .submitButton-customizable:hover{margin:20px 0px 10px 0px}"
      ".errorMessage-customizable{border:2px solid "
      "#D64958}.inputField-customizable{border-radius:0px}"
      ".inputField-customizable:focus{outline:0}.idpButton-customizable:hover{color:#fff}"
      ".socialButton-customizable{height:40px}.redirect-customizable{text-align:center}"
      ".passwordCheck-notValid-customizable{color:#DF3312}"
      ".passwordCheck-valid-customizable{color:#19BF00}.background-customizable{}"
      ".idpButton-customizable{background-color:#5bc0de}";
  CHECK(set(styled(sheet)).get_string("CSS") == sheet);
  for (const auto selector : {".a", "body", ".logo-customizable img", ".label-customizable:hover",
                              ".Logo-customizable", "*"}) {
    CHECK(refusal("SetUICustomization",
                  styled(".label-customizable{}" + std::string(selector) + "{color:red}")) ==
          "InvalidParameterException: CSS cannot customize " + std::string(selector));
  }
  for (const auto broken : {".label-customizable", ".label-customizable{", "@keyframes x{}"}) {
    CHECK(refusal("SetUICustomization", styled(broken)) ==
          "InvalidParameterException: CSS must consist of rules without at-rules.");
  }
}

TEST_CASE_METHOD(UiFixture, "customisation belongs to a client that exists, and goes with it") {
  CHECK(refusal("SetUICustomization", for_pool(pool).set("ClientId", "nobody")) ==
        "ResourceNotFoundException: User pool client nobody does not exist.");
  set(for_client().set("CSS", kCss).set("ImageFile", png()));
  run("DeleteUserPoolClient", for_client());
  CHECK(refusal("GetUICustomization", for_client()).starts_with("ResourceNotFoundException"));
}
