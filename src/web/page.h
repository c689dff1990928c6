// The one layout of all pages, and the headers that keep a page what it is.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "web/visit.h"

namespace postern::web {

struct Page {
  Text title;
  Markup body;
  std::string problem{};  // Said above the body, as a refusal.
  int status = 200;
  std::string_view script{};  // Below /assets; empty: none.
};

// The page, with what the flow's last step left to say.
http::Response render(const Visit& visit, Page page);

// A form that was not taken: a page that says so.
http::Response refuse_page(const Visit& visit, const Error& error);

// A page outside any client's request.
http::Response plain_page(const oauth::LoginRequest& login, int status, std::string_view text);

// What users are told of a refusal: what the API says, in their language. A failure is told without
// details.
std::string told(const Visit& visit, const Error& error);
int status_of(const Error& error);

// `<form>` to a page of this sign-in with the token in it; `name` is an id for programs.
template <std::size_t N>
Markup begin_form(const Visit& visit, const char (&name)[N], std::string_view path) {
  Markup form;
  form << "<form method=\"post\"";
  form.attribute("name", name).attribute("id", name).attribute("action", visit.address(path));
  form << "><input type=\"hidden\"";
  form.attribute("name", kTokenField).attribute("value", visit.token.text);
  form << ">";
  return form;
}

// One labelled input.
struct Input {
  std::string_view name;
  std::string_view label;
  std::string_view type = "text";
  std::string_view id{};            // That of Cognito's page; empty: the name.
  std::string_view autocomplete{};  // As HTML lists them; empty: none.
  std::string_view value{};
  std::string_view hint{};
  bool required = true;
  bool focused = false;
};
Markup input_field(const Input& input);

// A button that sends its form, with a value where a form has several.
Markup button(std::string_view label, std::string_view name = {}, std::string_view value = {});

// A line with a link to another page of this sign-in.
Markup link_line(const Visit& visit, std::string_view path, Text label);

}  // namespace postern::web
