// A small browser for tests of pages: keeps cookies, follows redirects, reads forms, sends them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "codec/form.h"
#include "engine/engine.h"
#include "http/http.h"

namespace postern::test {

using Fields = std::map<std::string, std::string>;

// What HTML means by a text.
inline std::string unescaped(std::string text) {
  const std::pair<std::string_view, std::string_view> entities[] = {
      {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}};
  for (const auto& [entity, character] : entities) {
    for (std::size_t at = 0; (at = text.find(entity, at)) != std::string::npos;) {
      text.replace(at, entity.size(), character);
      at += character.size();
    }
  }
  return text;
}

inline std::string between(std::string_view text, std::string_view before, std::string_view after) {
  const std::size_t begin = text.find(before);
  if (begin == std::string_view::npos) return {};
  const std::size_t end = text.find(after, begin + before.size());
  return std::string(text.substr(begin + before.size(), end - begin - before.size()));
}

// The value of an attribute of a tag.
inline std::string attribute_of(std::string_view tag, std::string_view name) {
  return unescaped(between(tag, " " + std::string(name) + "=\"", "\""));
}

struct WebForm {
  std::string name;
  std::string action;
  Fields fields;  // Inputs with their values; a form's buttons are not among them.
};

struct WebPage {
  int status = 0;
  std::string address;  // Where the browser is.
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;

  [[nodiscard]] std::string header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
      if (key == name) return value;
    }
    return {};
  }
  [[nodiscard]] bool has(std::string_view text) const {
    return body.find(text) != std::string::npos;
  }
  // What the page says went wrong, or of note.
  [[nodiscard]] std::string problem() const {
    return unescaped(between(between(body, "role=\"alert\"", "</p>"), ">", "\xff"));
  }
  [[nodiscard]] std::string notice() const {
    return unescaped(between(between(body, "role=\"status\"", "</p>"), ">", "\xff"));
  }
  [[nodiscard]] std::string title() const {
    return unescaped(between(body, "<title>", "</title>"));
  }
  [[nodiscard]] std::vector<WebForm> forms() const {
    std::vector<WebForm> found;
    std::string_view rest = body;
    for (std::size_t at = 0; (at = rest.find("<form")) != std::string_view::npos;) {
      rest.remove_prefix(at);
      const std::string_view form = rest.substr(0, rest.find("</form>"));
      const std::string_view tag = form.substr(0, form.find('>'));
      WebForm made{attribute_of(tag, "name"), attribute_of(tag, "action"), {}};
      std::string_view inputs = form;
      for (std::size_t input = 0; (input = inputs.find("<input")) != std::string_view::npos;) {
        inputs.remove_prefix(input);
        const std::string_view one = inputs.substr(0, inputs.find('>'));
        made.fields[attribute_of(one, "name")] = attribute_of(one, "value");
        inputs.remove_prefix(1);
      }
      found.push_back(std::move(made));
      rest.remove_prefix(1);
    }
    return found;
  }
  [[nodiscard]] WebForm form(std::string_view name) const {
    for (WebForm& form : forms()) {
      if (form.name == name) return std::move(form);
    }
    INFO("no form " << name << " at " << address << ": " << body);
    REQUIRE(false);
    return {};
  }
  // A parameter of the address.
  [[nodiscard]] std::string parameter(std::string_view name) const {
    const std::size_t question = address.find('?');
    if (question == std::string::npos) return {};
    const auto query = codec::Form::parse(std::string_view(address).substr(question + 1));
    return query.ok() ? std::string(query->get(name)) : std::string();
  }
};

class Browser {
 public:
  Browser(Engine& engine, std::string host)
      : engine_(&engine), host_(std::move(host)), origin_("https://" + host_) {}

  std::map<std::string, std::string> cookies;
  std::string remote_address = "203.0.113.7";
  // Of a form that is sent; empty: not sent.
  std::string sec_fetch_site = "same-origin";
  std::string origin;

  void reopen(Engine& engine) { engine_ = &engine; }

  // One request, without following.
  WebPage request(std::string_view method, std::string_view address, std::string_view body = {},
                  std::string_view content_type = "application/x-www-form-urlencoded") {
    std::string target = path_of(address);
    std::string cookie;
    for (const auto& [name, value] : cookies) {
      cookie.append(cookie.empty() ? "" : "; ").append(name).append("=").append(value);
    }
    http::Request request{.method = method, .target = target, .body = body};
    request.headers = {{"Host", host_}, {"User-Agent", "Test/1.0"}};
    if (!cookie.empty()) request.headers.emplace_back("Cookie", cookie);
    if (method == "POST") {
      request.headers.emplace_back("Content-Type", content_type);
      if (!sec_fetch_site.empty()) request.headers.emplace_back("Sec-Fetch-Site", sec_fetch_site);
      if (!origin.empty()) request.headers.emplace_back("Origin", origin);
    }
    request.remote_address = remote_address;
    http::Response response = engine_->handle_http(request);
    take_cookies(response);
    return {response.status, origin_ + target, std::move(response.body),
            std::move(response.headers)};
  }

  WebPage get(std::string_view address) { return follow(request("GET", address)); }

  // Sends a form, with `typed` over what its inputs hold.
  WebPage send(const WebForm& form, const Fields& typed) {
    return follow(request("POST", form.action, body_of(form, typed)));
  }
  static std::string body_of(const WebForm& form, const Fields& typed) {
    Fields all = form.fields;
    for (const auto& [name, value] : typed) all[name] = value;
    codec::Form encoded;
    for (const auto& [name, value] : all) encoded.add(name, value);
    return encoded.encode();
  }

 private:
  std::string path_of(std::string_view address) const {
    if (address.starts_with(origin_)) address.remove_prefix(origin_.size());
    return std::string(address);
  }

  // As long as it stays on the domain; the client's address is where it ends.
  WebPage follow(WebPage page) {
    for (int hops = 0; page.status == 303 && hops < 8; ++hops) {
      std::string location = page.header("Location");
      const bool is_own = location.starts_with('/') || location.starts_with(origin_ + "/");
      if (!is_own) {
        page.address = location;
        return page;
      }
      page = request("GET", location);
    }
    return page;
  }

  void take_cookies(const http::Response& response) {
    for (const auto& [name, value] : response.headers) {
      if (name != "Set-Cookie") continue;
      const std::size_t equals = value.find('=');
      const std::string cookie = value.substr(0, equals);
      if (value.find("Max-Age=0") != std::string::npos) {
        cookies.erase(cookie);
      } else {
        cookies[cookie] = value.substr(equals + 1, value.find(';') - equals - 1);
      }
    }
  }

  Engine* engine_;
  std::string host_;
  std::string origin_;
};

}  // namespace postern::test
