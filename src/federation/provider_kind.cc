// The types of provider as far as they differ in how one signs in at them.
#include "federation/provider_kind.h"

#include <algorithm>
#include <iterator>

namespace postern::federation {
namespace {

constexpr ProviderKind kKinds[] = {
    {.type = "OIDC", .signs_id_tokens = true, .posts_answer = false, .takes_prompt = true},
    {.type = "Google", .signs_id_tokens = true, .posts_answer = false, .takes_prompt = false},
    {.type = "SignInWithApple",
     .signs_id_tokens = true,
     .posts_answer = true,
     .takes_prompt = false},
    {.type = "LoginWithAmazon",
     .signs_id_tokens = false,
     .posts_answer = false,
     .takes_prompt = false},
    {.type = "Facebook", .signs_id_tokens = false, .posts_answer = false, .takes_prompt = false},
};

}  // namespace

const ProviderKind* find_kind(std::string_view type) {
  const auto* found = std::find_if(std::begin(kKinds), std::end(kKinds),
                                   [&](const ProviderKind& kind) { return kind.type == type; });
  return found == std::end(kKinds) ? nullptr : found;
}

}  // namespace postern::federation
