// What a provider says of a user to whoever holds the user's access token.
#include "federation/user_info.h"

#include <algorithm>
#include <string>
#include <vector>

#include "codec/form.h"

namespace postern::federation {
namespace {

// Google's ID tokens say the rest; its other address takes these names and refuses any other.
constexpr std::string_view kPeopleFields[] = {
    "addresses",    "ageRanges", "biographies", "birthdays", "emailAddresses",
    "genders",      "locales",   "names",       "nicknames", "organizations",
    "phoneNumbers", "photos",    "urls"};

std::vector<std::string> mapped_claims(const domain::IdentityProvider& provider) {
  std::vector<std::string> claims;
  for (const JsonMember& member : provider.attribute_mapping.as_object()) {
    const std::string& claim = member.value.as_string();
    if (std::find(claims.begin(), claims.end(), claim) == claims.end()) claims.push_back(claim);
  }
  return claims;
}

// Those of the mapped claims that the address is to be asked for by name.
std::vector<std::string> claims_to_name(const domain::IdentityProvider& provider,
                                        const Json& known) {
  std::vector<std::string> claims = mapped_claims(provider);
  if (provider.type != "Google") return claims;
  std::erase_if(claims, [&](const std::string& claim) {
    const bool takes = std::find(std::begin(kPeopleFields), std::end(kPeopleFields), claim) !=
                       std::end(kPeopleFields);
    return known.contains(claim) || !takes;
  });
  return claims;
}

std::string joined(const std::vector<std::string>& claims) {
  std::string text;
  for (const std::string& claim : claims) {
    text.append(text.empty() ? "" : ",").append(codec::percent_encode(claim));
  }
  return text;
}

Error failed(const domain::IdentityProvider& provider, int status) {
  return reject("invalid_request",
                provider.name + " Error - " + std::to_string(status) + " error getting user info");
}

// Section 5.3.2: a response names the same user as the ID token, or must not be used (F13). What is
// no userInfo but a type's own kind of it may name the user otherwise.
bool is_same_user(const domain::IdentityProvider& provider, const Json& known, const Json& claims) {
  if (provider.type != "OIDC" && !claims.contains("sub")) return true;
  return !known.contains("sub") || known.get_string("sub") == claims.get_string("sub");
}

}  // namespace

Result<Json> ask_user_info(const Upstream& upstream, const domain::IdentityProvider& provider,
                           const Endpoints& endpoints, std::string_view access_token,
                           const Json& known) {
  if (endpoints.attributes.empty()) return Json::object();
  Question question;
  question.url = endpoints.attributes;
  if (provider.details.get_string("attributes_url_add_attributes") == "true") {
    const auto names = claims_to_name(provider, known);
    if (names.empty()) return Json::object();
    question.url += joined(names);
  }
  question.method = provider.details.get_string("attributes_request_method", "GET");
  question.headers.set("Accept", "application/json")
      .set("Authorization", "Bearer " + std::string(access_token));
  POSTERN_TRY(const Answer answer, upstream.ask(question));
  if (!answer.ok()) return failed(provider, answer.status);
  auto claims = Json::parse(answer.body, {.bytes_max = kAnswerBytesMax});
  if (!claims.ok() || !claims->is_object() || !is_same_user(provider, known, *claims)) {
    return failed(provider, answer.status);
  }
  return claims;
}

}  // namespace postern::federation
