// Managed login branding through the API: styles, their images, and the defaults behind them.
#include "ops/auth_fixture.h"
#include "ops/images.h"

using namespace postern;
using namespace postern::test;

namespace {

Json asset(std::string_view category, std::string_view mode, std::string_view extension,
           std::string_view bytes) {
  return object("Category", category, "ColorMode", mode, "Extension", extension, "Bytes", bytes);
}

template <class... Assets>
Json list(Assets&&... assets) {
  return Json(Json::Array{std::forward<Assets>(assets)...});
}

struct BrandingFixture : EngineFixture {
  std::string pool = new_pool();
  std::string client = new_client(pool);

  Json request(std::string_view members = "{}", std::string_view of_client = {}) {
    return for_pool(pool, members)
        .set("ClientId", of_client.empty() ? std::string_view(client) : of_client);
  }
  Json create(const Json& asked) {
    return *run("CreateManagedLoginBranding", asked).find("ManagedLoginBranding");
  }
  Json by_id(const Json& style, std::string_view members = "{}") {
    return for_pool(pool, members)
        .set("ManagedLoginBrandingId", style.get_string("ManagedLoginBrandingId"));
  }
  Json describe(const Json& style, std::string_view members = "{}") {
    return *run("DescribeManagedLoginBranding", by_id(style, members)).find("ManagedLoginBranding");
  }
  Json update(const Json& asked) {
    return *run("UpdateManagedLoginBranding", asked).find("ManagedLoginBranding");
  }
};

constexpr std::string_view kSettings =
    R"({"Settings":{"components":{"pageBackground":{"lightMode":{"color":"ff0000ff"}}}}})";

}  // namespace

TEST_CASE_METHOD(BrandingFixture, "a style is described by id and by client as it was created") {
  const Json made =
      create(request(kSettings).set("Assets", list(asset("FORM_LOGO", "LIGHT", "PNG", png()),
                                                   asset("FORM_LOGO", "DARK", "SVG", svg()))));
  CHECK(made.get_string("UserPoolId") == pool);
  CHECK_FALSE(made.get_bool("UseCognitoProvidedValues", true));
  CHECK(*made.find("Settings") == *json(kSettings).find("Settings"));
  const auto& assets = made.find("Assets")->as_array();
  REQUIRE(assets.size() == 2);
  CHECK(assets[0].get_string("Bytes") == png());
  CHECK(assets[1].get_string("Bytes") == svg());
  CHECK_FALSE(assets[0].get_string("ResourceId").empty());
  CHECK(describe(made) == made);
  CHECK(*run("DescribeManagedLoginBrandingByClient", request()).find("ManagedLoginBranding") ==
        made);
}

TEST_CASE_METHOD(BrandingFixture, "merged with the defaults a style says everything") {
  const Json made = create(request(kSettings));
  const Json merged = *describe(made, R"({"ReturnMergedResources":true})").find("Settings");
  const Json& background = *merged.find("components")->find("pageBackground");
  CHECK(background.find("lightMode")->get_string("color") == "ff0000ff");
  CHECK_FALSE(background.find("darkMode")->get_string("color").empty());
  CHECK(merged.find("categories")->contains("form"));
}

TEST_CASE_METHOD(BrandingFixture, "a client has one style") {
  const Json made = create(request(kSettings));
  CHECK(refusal("CreateManagedLoginBranding", request(kSettings))
            .starts_with("ManagedLoginBrandingExistsException: "));
  run("DeleteManagedLoginBranding", by_id(made));
  CHECK(refusal("DescribeManagedLoginBranding", by_id(made))
            .starts_with("ResourceNotFoundException: "));
  CHECK(refusal("DescribeManagedLoginBrandingByClient", request()) ==
        "ResourceNotFoundException: App client " + client + " has no managed login branding.");
  create(request(kSettings));
}

TEST_CASE_METHOD(BrandingFixture, "provided values exclude one's own, and take them away") {
  const std::string both =
      "InvalidParameterException: Settings and Assets cannot be specified when "
      "UseCognitoProvidedValues is true.";
  CHECK(refusal("CreateManagedLoginBranding",
                request(kSettings).set("UseCognitoProvidedValues", true)) == both);
  const Json made =
      create(request(kSettings).set("Assets", list(asset("FAVICON_SVG", "DYNAMIC", "SVG", svg()))));
  CHECK(refusal("UpdateManagedLoginBranding",
                by_id(made, R"({"UseCognitoProvidedValues":true,"Settings":{}})")) == both);
  const Json plain = update(by_id(made, R"({"UseCognitoProvidedValues":true,"Assets":[]})"));
  CHECK(plain.get_bool("UseCognitoProvidedValues"));
  CHECK_FALSE(plain.contains("Settings"));
  CHECK_FALSE(plain.contains("Assets"));
  CHECK_FALSE(update(by_id(made, kSettings)).get_bool("UseCognitoProvidedValues", true));
}

TEST_CASE_METHOD(BrandingFixture, "an update keeps what it does not name") {
  const Json made =
      create(request(kSettings).set("Assets", list(asset("FORM_LOGO", "LIGHT", "PNG", png()))));
  const Json more =
      update(by_id(made).set("Assets", list(asset("PAGE_BACKGROUND", "DARK", "JPEG", jpeg()))));
  CHECK(*more.find("Settings") == *made.find("Settings"));
  CHECK(more.find("Assets")->size() == 2);
  const Json replaced =
      update(by_id(made).set("Assets", list(asset("FORM_LOGO", "LIGHT", "SVG", svg()))));
  CHECK(replaced.find("Assets")->size() == 2);
  CHECK(replaced.find("Assets")->as_array()[1].get_string("Bytes") == svg());
  const Json other = update(by_id(made, R"({"Settings":{"categories":{}}})"));
  CHECK(*other.find("Settings") == json(R"({"categories":{}})"));
  CHECK(other.find("Assets")->size() == 2);
}

TEST_CASE_METHOD(BrandingFixture,
                 "what a style is described by is an update that changes nothing") {
  const Json made =
      create(request(kSettings).set("Assets", list(asset("FORM_LOGO", "LIGHT", "PNG", png()))));
  Json again = made;
  for (const auto own : {"CreationDate", "LastModifiedDate"}) again.erase(own);
  CHECK(update(again) == made);
  Json kept = *made.find("Assets");
  kept.as_array()[0].erase("Bytes");
  CHECK(update(by_id(made).set("Assets", kept)) == made);
  kept.as_array()[0].set("ColorMode", "DARK");
  CHECK(refusal("UpdateManagedLoginBranding", by_id(made).set("Assets", kept)) ==
        "InvalidParameterException: The asset FORM_LOGO DARK has no Bytes.");
}

TEST_CASE_METHOD(BrandingFixture, "an asset is an image of the type its extension says") {
  const std::string wrong =
      "InvalidParameterException: The asset FORM_LOGO LIGHT is not an image of the type its "
      "extension says.";
  const auto with = [&](Json one) {
    return request(kSettings).set("Assets", list(std::move(one)));
  };
  for (const auto extension : {"JPEG", "ICO", "WEBP", "SVG"}) {
    CHECK(refusal("CreateManagedLoginBranding",
                  with(asset("FORM_LOGO", "LIGHT", extension, png()))) == wrong);
  }
  CHECK(refusal("CreateManagedLoginBranding", with(asset("FAVICON_ICO", "LIGHT", "PNG", png())))
            .find("is not an image") != std::string::npos);
  create(with(asset("FORM_LOGO", "LIGHT", "PNG", png())));
}

TEST_CASE_METHOD(BrandingFixture, "an SVG image that a browser would run is none") {
  for (const auto inside : {"<script>alert(1)</script>", "<g onload='a()'/>",
                            "<g/onclick = 'a()'/>", "<a href='javascript:a()'/>",
                            "<foreignObject/>", "<x:script/>", "<a href='&#106;avascript:a()'/>"}) {
    const Json asked =
        request().set("Assets", list(asset("FORM_LOGO", "LIGHT", "SVG", svg(inside))));
    INFO(inside);
    CHECK(refusal("CreateManagedLoginBranding", asked).find("is not an image") !=
          std::string::npos);
  }
  create(request().set("Assets", list(asset("FORM_LOGO", "LIGHT", "SVG",
                                            svg("<desc>a description, on or off</desc>")))));
}

TEST_CASE_METHOD(BrandingFixture, "an asset is given once, and no two share an id") {
  const Json one = asset("FORM_LOGO", "LIGHT", "PNG", png());
  CHECK(
      refusal("CreateManagedLoginBranding", request().set("Assets", list(Json(one), Json(one)))) ==
      "InvalidParameterException: The asset FORM_LOGO LIGHT is given more than once.");
  Json first = one;
  first.set("ResourceId", "logo");
  Json second = asset("FORM_LOGO", "DARK", "PNG", png(7));
  second.set("ResourceId", "logo");
  CHECK(refusal("CreateManagedLoginBranding",
                request().set("Assets", list(Json(first), Json(second))))
            .find("has the ResourceId of another asset") != std::string::npos);
  second.set("ResourceId", "dark logo");
  create(request().set("Assets", list(std::move(first), std::move(second))));
}

TEST_CASE_METHOD(BrandingFixture, "large images come in several requests") {
  const std::string large = png(900'000);
  const Json made =
      create(request().set("Assets", list(asset("FORM_LOGO", "LIGHT", "PNG", large))));
  const Json second = by_id(made).set("Assets", list(asset("FORM_LOGO", "DARK", "PNG", large)));
  REQUIRE(call("UpdateManagedLoginBranding", second).ok());
  // Together they are more than any request may be.
  const std::string text = call("DescribeManagedLoginBranding", by_id(made)).value();
  const Json answer = Json::parse(text, {.bytes_max = 8 << 20}).value();
  const Json& shown = *answer.find("ManagedLoginBranding")->find("Assets");
  REQUIRE(shown.size() == 2);
  for (const Json& one : shown.as_array()) CHECK((one.get_string("Bytes") == large));
}

TEST_CASE_METHOD(BrandingFixture, "an image is a million bytes at most") {
  const std::size_t head = codec::base64_decode(png()).value().size();
  const auto with = [&](std::size_t bytes) {
    return request().set("Assets", list(asset("FORM_LOGO", "LIGHT", "PNG", png(bytes - head))));
  };
  const auto refused = call("CreateManagedLoginBranding", with(1'000'001));
  CHECK((!refused.ok() && refused.error().code == "InvalidParameterException"));
  CHECK(call("CreateManagedLoginBranding", with(1'000'000)).ok());
}

TEST_CASE_METHOD(BrandingFixture, "settings are an object") {
  CHECK(refusal("CreateManagedLoginBranding", request(R"({"Settings":"text"})")) ==
        "InvalidParameterException: Settings must be a JSON object.");
  create(request(R"({"Settings":{}})"));
}

TEST_CASE_METHOD(BrandingFixture, "a pool has 20 styles") {
  for (int i = 0; i < 20; ++i) create(request("{}", new_client(pool)));
  CHECK(refusal("CreateManagedLoginBranding", request()) ==
        "LimitExceededException: A user pool has at most 20 managed login branding styles.");
  const std::string other = new_pool("other");
  run("CreateManagedLoginBranding", for_pool(other).set("ClientId", new_client(other)));
}

TEST_CASE_METHOD(BrandingFixture,
                 "A09: a style is found in its own pool alone, and with its client") {
  const Json made = create(request(kSettings));
  const std::string other = new_pool("other");
  const Json elsewhere =
      for_pool(other).set("ManagedLoginBrandingId", made.get_string("ManagedLoginBrandingId"));
  for (const auto operation : {"DescribeManagedLoginBranding", "UpdateManagedLoginBranding",
                               "DeleteManagedLoginBranding"}) {
    CHECK(refusal(operation, elsewhere).starts_with("ResourceNotFoundException: Managed login"));
  }
  CHECK(refusal("UpdateManagedLoginBranding", for_pool(pool)) ==
        "InvalidParameterException: Missing required parameter ManagedLoginBrandingId");
  CHECK(describe(made) == made);
  run("DeleteUserPoolClient", request());
  CHECK(refusal("DescribeManagedLoginBranding", by_id(made))
            .starts_with("ResourceNotFoundException: Managed login"));
}
