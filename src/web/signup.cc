// /signup: a user registers themselves.
#include "domain/settings.h"
#include "domain/sign_in_policy.h"
#include "domain/terms.h"
#include "web/api_call.h"
#include "web/attribute_fields.h"
#include "web/delivery.h"
#include "web/new_password_field.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/providers.h"
#include "web/sign_in_call.h"
#include "web/usernames.h"

namespace postern::web {
namespace {

// The link of a document in the visit's language, else its default; empty without one.
std::string terms_link(const Visit& visit, std::string_view name) {
  const auto found = visit.login.services.store.read([&](domain::Txn& txn) {
    return domain::find_terms_of_client(txn, visit.pool().id, visit.client().id, name);
  });
  if (!found.ok() || !*found) return {};
  const Json& links = domain::member_or_empty((*found)->settings, "Links");
  const std::string own = "cognito:" + std::string(language_in_links(visit.language));
  return std::string(links.get_string(own, links.get_string("cognito:default")));
}

// Both documents are shown, or none, as at Cognito.
Markup terms_line(const Visit& visit) {
  const std::string terms = terms_link(visit, "terms-of-use");
  const std::string privacy = terms_link(visit, "privacy-policy");
  Markup line;
  if (terms.empty() || privacy.empty()) return line;
  const auto link = [&](std::string_view address, Text text) {
    line << " <a target=\"_blank\" rel=\"noopener noreferrer\"";
    line.href(address) << ">";
    line.text(visit.say(text)) << "</a>";
  };
  line << "<p class=\"legalText-customizable\">";
  line.text(visit.say(Text::terms_agree));
  link(terms, Text::terms_of_use);
  line << ",";
  link(privacy, Text::privacy_policy);
  line << ".</p>";
  return line;
}

bool needs_password(const Visit& visit) {
  return !domain::first_factors(visit.pool()).sends_codes();
}

// What was typed is there again, but for the password.
http::Response signup_page(const Visit& visit, const codec::Form& typed, Page page) {
  Markup form = begin_form(visit, "signupForm", "/signup");
  form << input_field({.name = "username",
                       .label = username_label(visit),
                       .type = username_input_type(visit),
                       .autocomplete = "username",
                       .value = typed.get("username"),
                       .focused = true});
  for (const AskedAttribute& asked : asked_attributes(visit)) {
    form << attribute_field(visit, asked.name, asked.required, attribute_in(typed, asked.name));
  }
  form << new_password_field(visit, Text::password, needs_password(visit)) << terms_line(visit)
       << button(visit.say(Text::sign_up), "signUpButton", "signUp") << "</form>";
  page.body << provider_buttons(visit) << form << link_line(visit, "/login", Text::have_an_account);
  return render(visit, std::move(page));
}

Json sign_up_request(const Visit& visit, const codec::Form& form) {
  Json attributes = Json::array();
  for (const AskedAttribute& asked : asked_attributes(visit)) {
    const std::string_view value = attribute_in(form, asked.name);
    if (value.empty()) continue;
    attributes.push_back(Json::object().set("Name", asked.name).set("Value", value));
  }
  Json request = Json::object();
  request.set("Username", form.get("username")).set("UserAttributes", std::move(attributes));
  if (!form.get("password").empty()) request.set("Password", form.get("password"));
  return request;
}

// A user whom the pool's functions confirmed need not say again who they are.
http::Response sign_in_at_once(Visit& visit, const codec::Form& form) {
  const std::string username(form.get("username"));
  Json parameters = Json::object();
  parameters.set("USERNAME", username).set("PASSWORD", form.get("password"));
  const auto answer = begin_sign_in(visit, "USER_PASSWORD_AUTH", parameters);
  if (answer.ok()) return follow(visit, username, *answer);
  return go_to(visit, "/login", {.username = username}, visit.say(Text::account_confirmed),
               /*is_notice=*/true);
}

}  // namespace

http::Response show_signup(const oauth::LoginRequest& login) {
  return show(login, [](Visit& visit) {
    const Error closed = not_authorized("SignUp is not permitted for this user pool");
    if (visit.pool().admin_create_only || !takes_own_users(visit.client())) {
      return refuse_page(visit, closed);
    }
    return signup_page(visit, codec::Form(), {.title = Text::sign_up});
  });
}

http::Response take_signup(const oauth::LoginRequest& login) {
  return take(login, [](Visit& visit, const codec::Form& form) {
    const auto answer = call_api(visit, "SignUp", sign_up_request(visit, form));
    if (!answer.ok()) {
      return signup_page(visit, form,
                         {.title = Text::sign_up,
                          .problem = told(visit, answer.error()),
                          .status = status_of(answer.error())});
    }
    if (answer->get_bool("UserConfirmed")) return sign_in_at_once(visit, form);
    Flow flow{.username = std::string(form.get("username")),
              .session = std::string(answer->get_string("Session")),
              .adds_passkey = visit.flow.adds_passkey};
    note_delivery(flow, *answer);
    return go_to(visit, "/confirm", flow);
  });
}

}  // namespace postern::web
