// /passkeys/add: a browser that has just signed in registers a passkey, and goes on to the client.
#include "auth/browser_session.h"
#include "auth/webauthn_registration.h"
#include "oauth/browser.h"
#include "web/assets.h"
#include "web/challenge.h"
#include "web/pages.h"

namespace postern::web {
namespace {

// A passkey lasts: it is registered by who has shown who they are within minutes, not by whoever
// finds a browser open.
constexpr std::int64_t kRecentUs = 600 * kMicrosPerSecond;

// Whether the sign-in was made for this very page.
bool is_made_for(const Visit& visit) {
  const std::string_view session = oauth::browser_session_text(visit.login);
  return !visit.flow.session.empty() && visit.flow.session == session;
}

std::optional<auth::BrowserSignIn> recent_sign_in(const Visit& visit) {
  const oauth::LoginRequest& login = visit.login;
  auto found =
      auth::open_browser_session(login.services, visit.pool(), oauth::browser_session_text(login));
  if (!found.ok() || !*found) return std::nullopt;
  if (!is_made_for(visit)) {
    const auto suffices = auth::still_suffices(login.services, visit.pool(), **found);
    if (!suffices.ok() || !*suffices) return std::nullopt;
  }
  const std::int64_t age_us = login.services.store.now_us() - (*found)->session.started_us;
  const bool is_own = (*found)->session.provider.empty();
  return is_own && age_us < kRecentUs ? std::move(*found) : std::nullopt;
}

http::Response sign_in_first(const Visit& visit) {
  return go_to(visit, "/login", {.adds_passkey = true});
}

// A sign-in that was made for this answers it; any other only as it would answer /oauth2/authorize.
bool may_complete(const Visit& visit) {
  if (is_made_for(visit)) return true;
  const auto usable = oauth::usable_browser_session(visit.login, visit.request);
  return usable.ok() && !usable->empty();
}

http::Response done(const Visit& visit) {
  if (!may_complete(visit)) return go_to(visit, "/login", Flow{});
  http::Response response = oauth::complete_authorization(visit.login, visit.request,
                                                          oauth::browser_session_text(visit.login));
  end_flow(visit.login, visit.flow, response);
  return response;
}

// Each page asks for a passkey with a challenge of its own.
http::Response add_page(const Visit& visit, const auth::BrowserSignIn& signed_in, Page page) {
  const auto options =
      auth::begin_registration(visit.login.services, visit.pool(), visit.client(), signed_in.user);
  if (!options.ok()) return refuse_page(visit, options.error());
  page.title = Text::add_passkey;
  page.script = kPasskeyScript;
  page.body << "<p class=\"textDescription-customizable\">";
  page.body.text(visit.say(Text::add_passkey_hint)) << "</p>";
  page.body << passkey_form(visit, "/passkeys/add", "create", options->dump(), Text::add_passkey);
  page.body << begin_form(visit, "skipForm", "/passkeys/add") << "<div class=\"second\">"
            << button(visit.say(Text::not_now), "skip", "skip") << "</div></form>";
  return render(visit, std::move(page));
}

Status register_passkey(const Visit& visit, const auth::BrowserSignIn& signed_in,
                        std::string_view text) {
  POSTERN_TRY(const Json credential, Json::parse(text));
  return auth::complete_registration(visit.login.services, visit.pool(), visit.client(),
                                     signed_in.user, credential);
}

}  // namespace

http::Response show_add_passkey(const oauth::LoginRequest& login) {
  return show(login, [](Visit& visit) {
    const auto signed_in = recent_sign_in(visit);
    return signed_in ? add_page(visit, *signed_in, {}) : sign_in_first(visit);
  });
}

http::Response take_add_passkey(const oauth::LoginRequest& login) {
  return take(login, [](Visit& visit, const codec::Form& form) {
    const auto signed_in = recent_sign_in(visit);
    if (!signed_in) return sign_in_first(visit);
    if (form.find("skip") != nullptr) return done(visit);
    visit.outcome = register_passkey(visit, *signed_in, form.get("credential"));
    if (visit.outcome.ok()) return done(visit);
    const Error& error = visit.outcome.error();
    return add_page(visit, *signed_in, {.problem = told(visit, error), .status = status_of(error)});
  });
}

}  // namespace postern::web
