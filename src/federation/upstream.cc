// Other servers, as they are asked over the host's outbound HTTP.
#include "federation/upstream.h"

#include <algorithm>

#include "base/clock.h"
#include "domain/redirect_uri.h"

namespace postern::federation {
namespace {

constexpr std::int64_t kKeptUs = 3600 * kMicrosPerSecond;
constexpr std::int64_t kTriedUs = 60 * kMicrosPerSecond;
// More than a busy engine's providers have documents.
constexpr std::size_t kKeptMax = 256;
// What JSON adds to the bytes of an answer that it holds as text.
constexpr std::size_t kEnvelopeBytesMax = 6 * kAnswerBytesMax + (64 << 10);

Error unreachable(std::string_view url) {
  const std::size_t host = url.find("://");
  const std::size_t from = host == std::string_view::npos ? 0 : host + 3;
  const std::string_view name = url.substr(from, url.find_first_of("/?", from) - from);
  return reject("server_error", "No answer from " + std::string(name) + ".");
}

}  // namespace

Result<Answer> Upstream::ask(const Question& question) const {
  if (!fetch_) {
    return reject("server_error", "This engine was given no way to ask an identity provider.");
  }
  if (!domain::is_web_url(question.url)) {
    return reject("server_error", "An address of the identity provider is not https.");
  }
  const std::string request = Json::object()
                                  .set("Method", question.method)
                                  .set("Url", question.url)
                                  .set("Headers", question.headers)
                                  .set("Body", question.body)
                                  .dump();
  const auto reply = fetch_(request);
  if (!reply.ok()) return unreachable(question.url);
  const auto read = Json::parse(*reply, {.bytes_max = kEnvelopeBytesMax});
  if (!read.ok() || !read->is_object()) return unreachable(question.url);
  Answer answer{static_cast<int>(read->get_int("Status")), std::string(read->get_string("Body"))};
  if (answer.status < 100 || answer.status > 599 || answer.body.size() > kAnswerBytesMax) {
    return unreachable(question.url);
  }
  return answer;
}

Result<Upstream::Document> Upstream::document(std::string_view issuer, const std::string& url,
                                              std::int64_t now_us) const {
  if (auto document = find_young(issuer, url, now_us)) return document;
  return new_document(issuer, url, now_us);
}

Result<Upstream::Document> Upstream::new_document(std::string_view issuer, const std::string& url,
                                                  std::int64_t now_us) const {
  Question question;
  question.url = url;
  question.headers.set("Accept", "application/json");
  POSTERN_TRY(const Answer answer, ask(question));
  auto read = Json::parse(answer.body, {.bytes_max = kAnswerBytesMax});
  if (!answer.ok() || !read.ok() || !read->is_object()) {
    return reject("server_error",
                  url + " answered " + std::to_string(answer.status) + " and no JSON object.");
  }
  auto document = std::make_shared<const Json>(std::move(read).value());
  keep({std::string(issuer), url}, document, now_us);
  return Document(std::move(document));
}

Result<Upstream::Document> Upstream::text(std::string_view issuer, const std::string& url,
                                          std::int64_t now_us) const {
  if (auto document = find_young(issuer, url, now_us)) return document;
  return ask_text(issuer, url, now_us);
}

Result<Upstream::Document> Upstream::newer_text(std::string_view issuer, const std::string& url,
                                                std::int64_t now_us) const {
  if (auto document = find_just_tried(issuer, url, now_us)) return document;
  return ask_text(issuer, url, now_us);
}

Result<Upstream::Document> Upstream::ask_text(std::string_view issuer, const std::string& url,
                                              std::int64_t now_us) const {
  Question question;
  question.url = url;
  POSTERN_TRY(Answer answer, ask(question));
  if (!answer.ok()) {
    return reject("server_error", url + " answered " + std::to_string(answer.status) + ".");
  }
  auto document = std::make_shared<const Json>(std::move(answer.body));
  keep({std::string(issuer), url}, document, now_us);
  return Document(std::move(document));
}

Upstream::Document Upstream::find_young(std::string_view issuer, const std::string& url,
                                        std::int64_t now_us) const {
  const std::lock_guard lock(mutex_);
  const auto found = kept_.find({std::string(issuer), url});
  const bool is_young = found != kept_.end() && now_us - found->second.asked_us < kKeptUs;
  return is_young ? found->second.document : nullptr;
}

Upstream::Document Upstream::find_just_tried(std::string_view issuer, const std::string& url,
                                             std::int64_t now_us) const {
  const std::lock_guard lock(mutex_);
  const auto found = kept_.find({std::string(issuer), url});
  if (found == kept_.end()) return nullptr;
  if (now_us - found->second.tried_us < kTriedUs) return found->second.document;
  found->second.tried_us = now_us;
  return nullptr;
}

void Upstream::forget(std::string_view issuer, const std::string& url) const {
  const std::lock_guard lock(mutex_);
  kept_.erase({std::string(issuer), url});
}

void Upstream::keep(Key key, Document document, std::int64_t now_us) const {
  const std::lock_guard lock(mutex_);
  if (kept_.size() >= kKeptMax && !kept_.contains(key)) {
    kept_.erase(std::min_element(kept_.begin(), kept_.end(), [](const auto& a, const auto& b) {
      return a.second.asked_us < b.second.asked_us;
    }));
  }
  kept_[std::move(key)] = {std::move(document), now_us, now_us};
}

}  // namespace postern::federation
