// The types of provider as far as they differ in how one signs in at them.
#pragma once

#include <string_view>

namespace postern::federation {

struct ProviderKind {
  std::string_view type;
  bool signs_id_tokens;  // Who somebody is, is in an ID token; else in what userInfo says.
  bool posts_answer;     // Apple gives more than an id to those alone who have it posted.
  bool takes_prompt;     // OpenID Connect's `prompt`, `max_age`, `acr_values` and `login_hint`.
};

// nullptr for a type that nobody can sign in at here.
const ProviderKind* find_kind(std::string_view type);

}  // namespace postern::federation
