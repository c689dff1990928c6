// What lets a user say of one auth event whether it was them, without signing in.
#include "auth/feedback_token.h"

#include "base/clock.h"

namespace postern::auth {
namespace {

constexpr std::string_view kKind = "auth-event-feedback";
constexpr std::int64_t kTtlUs = 7LL * 86'400 * kMicrosPerSecond;

}  // namespace

std::string seal_feedback_token(const SealedTokens& sealed, const EventName& event,
                                std::int64_t now_us) {
  return sealed.seal(kKind, Json::object()
                                .set("p", event.pool_id)
                                .set("s", event.sub)
                                .set("e", event.event_id)
                                .set("until", now_us + kTtlUs));
}

Result<std::string> open_feedback_token(const SealedTokens& sealed, std::string_view token,
                                        std::string_view pool_id, std::string_view event_id,
                                        std::int64_t now_us) {
  const auto content = sealed.open(kKind, token);
  if (!content.ok() && content.error().errc != Errc::corrupt) return content.error();
  const bool fits = content.ok() && content->get_string("p") == pool_id &&
                    content->get_string("e") == event_id && now_us < content->get_int("until");
  if (!fits) return not_authorized("Invalid feedback token.");
  return std::string(content->get_string("s"));
}

}  // namespace postern::auth
