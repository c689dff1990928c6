// Where messages to users go: a mail server, a webhook, or a file for a program of the operator's.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "fd.h"
#include "smtp.h"
#include "webhook.h"

namespace postern::server {

struct DeliveryOptions {
  SmtpOptions smtp;        // Without a URL: not by SMTP.
  WebhookOptions webhook;  // Without a URL: none.
  std::string file;        // Empty: none.

  [[nodiscard]] bool any() const {
    return !smtp.url.empty() || !webhook.url.empty() || !file.empty();
  }
};

// A file to which messages are appended, one JSON object a line. Safe for concurrent use.
class DeliverFile {
 public:
  // Created for the owner alone, because messages hold codes. Throws std::system_error.
  explicit DeliverFile(const std::string& path);
  void append(std::string_view message);

 private:
  std::mutex mutex_;
  Fd file_;
};

// What a file holds, without the line's end behind it. Throws std::runtime_error when it cannot be
// read or is empty.
std::string read_secret_file(const std::string& path);

// Safe for concurrent use.
class Delivery {
 public:
  // Throws std::runtime_error with a sentence for the operator. `trust` must outlive it.
  Delivery(const DeliveryOptions& options, const TlsTrust& trust);

  // What postern::Options::deliver asks for. E-mail goes by SMTP where that is configured; all else
  // to the webhook, or the file. Why it failed is told to the operator, on standard error; the
  // client learns that it failed. Neither text holds anything of the message.
  void send(std::string_view message);

 private:
  void hand_over(std::string_view message);

  std::optional<SmtpSender> smtp_;
  std::optional<Webhook> webhook_;
  std::optional<DeliverFile> file_;
};

}  // namespace postern::server
