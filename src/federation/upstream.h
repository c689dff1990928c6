// Other servers, as they are asked over the host's outbound HTTP: within limits, and not twice for
// what does not change.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "base/host_function.h"
#include "base/result.h"
#include "codec/json.h"

namespace postern::federation {

// An identity provider says nothing in more bytes than these (F14).
inline constexpr std::size_t kAnswerBytesMax = 256 << 10;

struct Question {
  std::string_view method = "GET";
  std::string url;
  Json headers = Json::object();
  std::string body;
};

struct Answer {
  int status = 0;
  std::string body;

  [[nodiscard]] bool ok() const { return status == 200; }
};

// Safe for concurrent use.
class Upstream {
 public:
  // An empty function asks nobody.
  explicit Upstream(HostFunction fetch) : fetch_(std::move(fetch)) {}

  // Refused: addresses that are neither https nor on the loopback interface, and answers that are
  // too large. Why a host could not ask is not told: its words may hold the address asked for.
  [[nodiscard]] Result<Answer> ask(const Question& question) const;

  using Document = std::shared_ptr<const Json>;

  // The JSON object at an address, at most an hour old. What one issuer says at an address is never
  // taken for another's (F18).
  [[nodiscard]] Result<Document> document(std::string_view issuer, const std::string& url,
                                          std::int64_t now_us) const;
  // The same, asked for now.
  [[nodiscard]] Result<Document> new_document(std::string_view issuer, const std::string& url,
                                              std::int64_t now_us) const;
  // The same for what is no JSON: a text, as one JSON string.
  [[nodiscard]] Result<Document> text(std::string_view issuer, const std::string& url,
                                      std::int64_t now_us) const;
  // The same, asked for now: once a minute at most, since anybody can make it look out of date.
  [[nodiscard]] Result<Document> newer_text(std::string_view issuer, const std::string& url,
                                            std::int64_t now_us) const;
  // Of no use: whoever mends it need not wait for an hour.
  void forget(std::string_view issuer, const std::string& url) const;

 private:
  using Key = std::pair<std::string, std::string>;  // Issuer and address.
  struct Kept {
    Document document;
    std::int64_t asked_us;
    std::int64_t tried_us;  // Also in vain.
  };
  [[nodiscard]] Document find_young(std::string_view issuer, const std::string& url,
                                    std::int64_t now_us) const;
  [[nodiscard]] Result<Document> ask_text(std::string_view issuer, const std::string& url,
                                          std::int64_t now_us) const;
  // What is kept, where it was tried to replace it within the minute; notes the try else.
  [[nodiscard]] Document find_just_tried(std::string_view issuer, const std::string& url,
                                         std::int64_t now_us) const;
  void keep(Key key, Document document, std::int64_t now_us) const;

  const HostFunction fetch_;
  mutable std::mutex mutex_;
  mutable std::map<Key, Kept> kept_;  // GUARDED_BY(mutex_)
};

}  // namespace postern::federation
