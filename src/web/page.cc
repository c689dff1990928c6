// The one layout of all pages, and the headers that keep a page what it is.
#include "web/page.h"

#include <algorithm>

#include "http/response.h"
#include "web/look.h"

namespace postern::web {
namespace {

// RFC 3986, section 3.1. Addresses are registered by whoever may make clients, and nothing in one
// may end what is said of it here (O11).
bool is_scheme(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '-' || c == '.';
  });
}

// Browsers hold every redirect that follows a form against form-action (Chromium does, whatever the
// standard will say), also those that the client adds to its own address. So it is a scheme that is
// allowed: that of web pages and, for other addresses, the client's own.
std::string form_targets(std::string_view redirect_uri) {
  std::string targets = "'self' https:";
  const std::string_view scheme = redirect_uri.substr(0, redirect_uri.find(':'));
  if (is_scheme(scheme) && scheme != "https") targets.append(" ").append(scheme).append(":");
  return targets;
}

// Nothing but the domain's own style sheet, images and script, in no frame (O11, O18).
std::string content_policy(std::string_view form_targets, bool has_script) {
  std::string policy =
      "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
      "frame-ancestors 'none'; form-action ";
  policy += form_targets;
  if (has_script) policy += "; script-src 'self'";
  return policy;
}

http::Response html_response(int status, std::string_view policy, const Markup& markup) {
  http::Response response{.status = status, .headers = {}, .body = markup.html()};
  http::add_header(response, "Content-Type", "text/html; charset=utf-8");
  http::add_header(response, "Content-Security-Policy", policy);
  http::add_header(response, "X-Frame-Options", "DENY");
  http::add_header(response, "X-Content-Type-Options", "nosniff");
  // With "no-referrer" browsers would not even tell this domain where a form of its own was.
  http::add_header(response, "Referrer-Policy", "same-origin");
  http::add_header(response, "Cache-Control", "no-store");
  return response;
}

void begin_document(Markup& page, std::string_view language, std::string_view title) {
  page << "<!doctype html>\n<html";
  page.attribute("lang", language);
  page << "><head><meta charset=\"utf-8\">"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>";
  page.text(title);
  page << "</title>";
}

Markup sheet(std::string_view address) {
  Markup markup;
  markup << "<link rel=\"stylesheet\"";
  markup.href(address);
  markup << ">";
  return markup;
}

Markup said(const Visit& visit, std::string_view problem) {
  Markup markup;
  const bool is_notice = problem.empty() && visit.flow.is_notice;
  const std::string_view text = problem.empty() ? visit.flow.message : problem;
  if (text.empty()) return markup;
  if (is_notice) {
    markup << "<p class=\"notice textDescription-customizable\" role=\"status\">";
  } else {
    markup << "<p class=\"problem errorMessage-customizable\" id=\"loginErrorMessage\""
              " role=\"alert\">";
  }
  markup.text(text);
  markup << "</p>";
  return markup;
}

}  // namespace

http::Response render(const Visit& visit, Page page) {
  const Look look = look_of(visit);
  Markup html;
  begin_document(html, language_name(visit.language), visit.say(page.title));
  html << sheet(own_path(visit.login, "/assets/pages.css"));
  if (!look.sheet.empty()) html << sheet(look.sheet);
  if (!page.script.empty()) {
    html << "<script defer";
    html.attribute("src", own_path(visit.login, page.script));
    html << "></script>";
  }
  html << "</head><body class=\"background-customizable\"><main><header "
          "class=\"banner-customizable\">";
  if (!look.logo.empty()) {
    html << "<img class=\"logo-customizable\" alt=\"\"";
    html.attribute("src", look.logo);
    html << ">";
  }
  html << "</header><h1>";
  html.text(visit.say(page.title));
  html << "</h1>" << said(visit, page.problem) << page.body << "</main></body></html>\n";
  const std::string policy =
      content_policy(form_targets(visit.request.grant.redirect_uri), !page.script.empty());
  http::Response response = html_response(page.status, policy, html);
  if (visit.token.is_new) keep_form_token(visit.login, visit.token, response);
  // What was said is said once.
  if (!visit.flow.message.empty()) {
    Flow flow = visit.flow;
    flow.message.clear();
    keep_flow(visit.login, visit.client().id, flow, response);
  }
  return response;
}

http::Response refuse_page(const Visit& visit, const Error& error) {
  Page page{.title = Text::something_wrong,
            .body = link_line(visit, "/login", Text::back_to_sign_in),
            .problem = told(visit, error),
            .status = status_of(error)};
  return render(visit, std::move(page));
}

http::Response plain_page(const oauth::LoginRequest& login, int status, std::string_view text) {
  Markup html;
  begin_document(html, "en", text_in(Language::en, Text::something_wrong));
  html << sheet(own_path(login, "/assets/pages.css")) << "</head><body><main><h1>";
  html.text(text_in(Language::en, Text::something_wrong));
  html << "</h1><p class=\"problem\" role=\"alert\">";
  html.text(text);
  html << "</p></main></body></html>\n";
  return html_response(status, content_policy("'none'", false), html);
}

int status_of(const Error& error) {
  if (error.code == "ForbiddenException") return 403;
  if (error.code == "RequestEntityTooLargeException") return 413;
  if (error.code == "UnsupportedMediaTypeException") return 415;
  if (error.errc == Errc::conflict || error.errc == Errc::busy) return 503;
  const bool is_callers = error.errc == Errc::rejected || error.errc == Errc::invalid_argument;
  return is_callers ? 400 : 500;
}

std::string told(const Visit& visit, const Error& error) {
  const int status = status_of(error);
  if (status == 503) return std::string(visit.say(Text::busy));
  if (status == 500) return std::string(visit.say(Text::failed));
  std::string text = error.message;
  while (text.ends_with('\n')) text.pop_back();
  return translate_refusal(visit.language, text);
}

Markup input_field(const Input& input) {
  const std::string_view id = input.id.empty() ? input.name : input.id;
  Markup markup;
  markup << "<p class=\"field\"><label class=\"label-customizable\"";
  markup.attribute("for", id);
  markup << ">";
  markup.text(input.label);
  markup << "</label><input class=\"inputField-customizable\"";
  markup.attribute("type", input.type).attribute("id", id).attribute("name", input.name);
  if (!input.autocomplete.empty()) markup.attribute("autocomplete", input.autocomplete);
  if (input.autocomplete == "one-time-code") markup << " inputmode=\"numeric\"";
  if (input.autocomplete == "username") markup << " autocapitalize=\"none\" spellcheck=\"false\"";
  if (!input.value.empty()) markup.attribute("value", input.value);
  if (!input.hint.empty()) markup.attribute("aria-describedby", std::string(id) + "-hint");
  markup.flag("required", input.required).flag("autofocus", input.focused);
  markup << ">";
  if (!input.hint.empty()) {
    markup << "<small class=\"textDescription-customizable\"";
    markup.attribute("id", std::string(id) + "-hint");
    markup << ">";
    markup.text(input.hint);
    markup << "</small>";
  }
  markup << "</p>";
  return markup;
}

Markup button(std::string_view label, std::string_view name, std::string_view value) {
  Markup markup;
  markup << "<button type=\"submit\" class=\"submitButton-customizable\"";
  if (!name.empty()) markup.attribute("name", name).attribute("value", value);
  markup << ">";
  markup.text(label);
  markup << "</button>";
  return markup;
}

Markup link_line(const Visit& visit, std::string_view path, Text label) {
  Markup markup;
  markup << "<p class=\"redirect-customizable\"><a";
  markup.href(visit.address(path));
  markup << ">";
  markup.text(visit.say(label));
  markup << "</a></p>";
  return markup;
}

}  // namespace postern::web
