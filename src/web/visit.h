// A visit to a page: who asks for it through which client, how far they have come, and what a page
// answers with.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "codec/form.h"
#include "http/http.h"
#include "oauth/authorization_request.h"
#include "oauth/login_request.h"
#include "web/flow.h"
#include "web/form_guard.h"
#include "web/markup.h"
#include "web/texts.h"

namespace postern::web {

struct Visit {
  const oauth::LoginRequest& login;
  oauth::AuthorizationRequest request;  // Read anew at every visit.
  Flow flow;
  FormToken token;
  Language language;
  Status outcome = ok();  // What came of what the form asked for, for the audit log.

  [[nodiscard]] const domain::Pool& pool() const { return *login.pool; }
  [[nodiscard]] const domain::Client& client() const { return *request.client; }
  [[nodiscard]] std::string_view say(Text text) const { return text_in(language, text); }
  // Another page of this sign-in: "/domains/login/signup?client_id=...".
  [[nodiscard]] std::string address(std::string_view path) const;
};

// "/domains/login/assets/pages.css", or without the first part where the domain has a host.
std::string own_path(const oauth::LoginRequest& login, std::string_view path);

// Reads the client's request and the browser's cookies for `answer`; a request that cannot be
// granted is answered as the authorization endpoint answers it.
using ShowPage = std::function<http::Response(Visit& visit)>;
http::Response show(const oauth::LoginRequest& login, const ShowPage& answer);

// The same for a form that was posted, once form_guard has let it in. Forms are for the pool's own
// users: a client that takes none is sent none (O35).
using TakeForm = std::function<http::Response(Visit& visit, const codec::Form& form)>;
http::Response take(const oauth::LoginRequest& login, const TakeForm& answer);

// 303 to another page of this flow, which stays as it is; or goes on as `flow` says.
http::Response go_to(const Visit& visit, std::string_view path);
http::Response go_to(const Visit& visit, std::string_view path, Flow flow);
// The same with something for that page to say.
http::Response go_to(const Visit& visit, std::string_view path, Flow flow, std::string_view message,
                     bool is_notice);

// Whether the client takes the pool's own users, and not only those of its providers.
bool takes_own_users(const domain::Client& client);

}  // namespace postern::web
