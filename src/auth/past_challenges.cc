// The challenges a custom sign-in has been through.
#include "auth/past_challenges.h"

namespace postern::auth {
namespace {

constexpr std::string_view kMember = "h";

}  // namespace

std::vector<triggers::PastChallenge> past_challenges(const Progress& progress) {
  std::vector<triggers::PastChallenge> past;
  const Json* list = progress.more.find(kMember);
  if (list == nullptr) return past;
  for (const Json& item : list->as_array()) {
    past.push_back(
        {std::string(item.get_string("n")), item.get_bool("r"), std::string(item.get_string("m"))});
  }
  return past;
}

void note_challenge(Progress& progress, const triggers::PastChallenge& challenge) {
  if (progress.flow != kCustomFlow) return;
  Json item = Json::object();
  item.set("n", challenge.name).set("r", challenge.passed);
  if (!challenge.metadata.empty()) item.set("m", challenge.metadata);
  const Json* list = progress.more.find(kMember);
  Json longer = list == nullptr ? Json::array() : *list;
  longer.push_back(std::move(item));
  progress.more.set(kMember, std::move(longer));
}

}  // namespace postern::auth
