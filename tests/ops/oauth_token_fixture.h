// What tests of the token endpoint start from: requests for each grant.
#pragma once

#include "ops/oauth_fixture.h"

namespace postern::test::oauth {

inline const Fields kPkce{{"code_challenge", std::string(kChallenge)},
                          {"code_challenge_method", "S256"}};

struct GrantFixture : OAuthFixture {
  Browser browser{*this};

  Fields code_fields(std::string_view code, const Fields& more = {}) {
    Fields fields{{"grant_type", "authorization_code"},
                  {"client_id", spa},
                  {"code", std::string(code)},
                  {"redirect_uri", std::string(kCallback)}};
    for (const auto& [name, value] : more) {
      std::erase_if(fields, [&name = name](const auto& field) { return field.first == name; });
      if (!value.empty()) fields.emplace_back(name, value);
    }
    return fields;
  }
  http::Response token(const Fields& fields, const Headers& headers = {}) {
    return post_form("/oauth2/token", fields, headers);
  }
  std::string new_code(const Fields& more = {}, std::string_view client_id = {}) {
    const Fields request = request_of(client_id.empty() ? spa : client_id, more);
    Browser fresh(*this);
    return fresh.code(request);
  }
  Json tokens(const Fields& more = {}) { return granted(token(code_fields(new_code(more)))); }
  Fields refresh_fields(const Json& of, const Fields& more = {}) {
    Fields fields{{"grant_type", "refresh_token"},
                  {"client_id", spa},
                  {"refresh_token", std::string(of.get_string("refresh_token"))}};
    fields.insert(fields.end(), more.begin(), more.end());
    return fields;
  }
  // Of a client for itself, by its secret in the form.
  std::string machine;
  std::string machine_secret;
  void make_machine() {
    run("CreateResourceServer",
        json(R"({"UserPoolId":")" + pool + R"(","Identifier":"api","Name":"api",
                 "Scopes":[{"ScopeName":"read","ScopeDescription":"r"},
                           {"ScopeName":"write","ScopeDescription":"w"}]})"));
    machine = oauth_client(R"({"GenerateSecret":true,"AllowedOAuthFlows":["client_credentials"],
                               "AllowedOAuthScopes":["api/read","api/write"]})");
    machine_secret = secret_of(machine);
  }
  Fields machine_fields(const Fields& more = {}) {
    Fields fields{{"grant_type", "client_credentials"},
                  {"client_id", machine},
                  {"client_secret", machine_secret}};
    fields.insert(fields.end(), more.begin(), more.end());
    return fields;
  }
};

}  // namespace postern::test::oauth
