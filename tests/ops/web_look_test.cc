// How the pages look: the pool's own style sheets, images and branding.
#include "codec/base64.h"
#include "ops/images.h"
#include "ops/web_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

struct WebLook : WebFixture<AuthFixture> {
  // The addresses of sheets, and of the logo, as the page links them.
  static std::string custom_sheet(const WebPage& page) {
    return unescaped(between(page.body, "href=\"/assets/custom.css", "\""));
  }
  static std::string logo(const WebPage& page) {
    return unescaped(between(page.body, "src=\"/assets/logo", "\""));
  }
  WebPage sheet() { return browser.get("/assets/custom.css" + custom_sheet(open("/login"))); }

  void use_managed_login() {
    run("UpdateUserPoolDomain",
        for_pool(pool).set("Domain", "login").set("ManagedLoginVersion", 2));
  }
  Json brand(std::string_view members) {
    return run("CreateManagedLoginBranding", for_pool(pool, members).set("ClientId", web));
  }
};

constexpr std::string_view kCss = ".banner-customizable { background: lightblue; }";

}  // namespace

TEST_CASE_METHOD(WebLook,
                 "a pool's style sheet and logo are on its pages; a client's own come first") {
  const WebPage plain = open("/login");
  CHECK(custom_sheet(plain).empty());
  CHECK(logo(plain).empty());
  run("SetUICustomization", for_pool(pool).set("CSS", kCss).set("ImageFile", png()));
  CHECK(sheet().body == kCss);
  CHECK(sheet().header("Content-Type") == "text/css; charset=utf-8");
  const WebPage image = browser.get("/assets/logo" + logo(open("/login")));
  CHECK(image.header("Content-Type") == "image/png");
  CHECK(codec::base64_encode(image.body) == png());
  run("SetUICustomization",
      for_pool(pool).set("ClientId", web).set("CSS", ".label-customizable{}"));
  CHECK(sheet().body == ".label-customizable{}");
  CHECK(logo(open("/login")).empty());
}

TEST_CASE_METHOD(WebLook,
                 "a change of the style has another address, so that none is kept too long") {
  run("SetUICustomization", for_pool(pool).set("CSS", kCss));
  const std::string before = custom_sheet(open("/login"));
  advance_s(1);
  run("SetUICustomization", for_pool(pool).set("CSS", ".label-customizable{}"));
  CHECK(custom_sheet(open("/login")) != before);
  CHECK(sheet().header("Cache-Control") == "public, max-age=3600");
}

TEST_CASE_METHOD(WebLook, "branding's colours, corners and logo are those of managed login") {
  brand(R"({"Settings":{"components":{"primaryButton":{"lightMode":{"defaults":
      {"backgroundColor":"12345678","textColor":"FFFFFFff"}}},"form":{"borderRadius":3}}},
      "Assets":[{"Category":"FORM_LOGO","ColorMode":"LIGHT","Extension":"SVG","Bytes":")" +
        svg() + R"("}]})");
  CHECK(custom_sheet(open("/login")).empty());
  use_managed_login();
  const std::string css = sheet().body;
  CHECK(css.find("--button:#12345678;") != std::string::npos);
  CHECK(css.find("--button-text:#FFFFFFff;") != std::string::npos);
  CHECK(css.find("--form-radius:3px;") != std::string::npos);
  const WebPage image = browser.get("/assets/logo" + logo(open("/login")));
  CHECK(image.header("Content-Type") == "image/svg+xml");
  // As a page of its own it could do nothing either.
  CHECK(image.header("Content-Security-Policy") == "default-src 'none'; sandbox");
  CHECK(image.header("X-Content-Type-Options") == "nosniff");
}

TEST_CASE_METHOD(WebLook, "O11: what is no colour in branding is not in the style sheet") {
  brand(R"({"Settings":{"components":{"primaryButton":{"lightMode":{"defaults":
      {"backgroundColor":"red;}*{x:","textColor":"1234567g","hover":7}}},
      "form":{"borderRadius":99999}},"categories":{"global":{"colorSchemeMode":"DYNAMIC"}}}})");
  use_managed_login();
  const std::string css = sheet().body;
  CHECK(css.find("red") == std::string::npos);
  CHECK(css.find("1234567g") == std::string::npos);
  CHECK(css.find("99999") == std::string::npos);
  CHECK(css.find("@media (prefers-color-scheme: dark){:root{") != std::string::npos);
}

TEST_CASE_METHOD(WebLook, "what is not there is not there") {
  CHECK(browser.get("/assets/logo?client_id=" + web).status == 404);
  CHECK(browser.get("/assets/logo").status == 404);
  CHECK(browser.get("/assets/custom.css?client_id=nobody").body.empty());
  CHECK(browser.get("/assets/pages.css").body.find(".submitButton-customizable") !=
        std::string::npos);
  CHECK(browser.get("/assets/passkeys.js").header("Content-Type") ==
        "text/javascript; charset=utf-8");
}
