// Where messages to users go.
#include "delivery.h"

#include <fcntl.h>

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

#include "flat_json.h"

namespace postern::server {

DeliverFile::DeliverFile(const std::string& path)
    : file_(open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600)) {
  if (!file_.valid()) throw std::system_error(errno, std::generic_category(), path);
}

void DeliverFile::append(std::string_view message) {
  const std::string line = std::string(message) + "\n";
  const std::lock_guard lock(mutex_);
  const ssize_t count = write(file_.get(), line.data(), line.size());
  if (count < 0) throw std::system_error(errno, std::generic_category(), "deliver file");
  if (count != static_cast<ssize_t>(line.size())) throw std::runtime_error("deliver file is full");
}

std::string read_secret_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string secret{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  while (secret.ends_with('\n') || secret.ends_with('\r')) secret.pop_back();
  if (!file || secret.empty()) throw std::runtime_error("there is no secret in " + path);
  return secret;
}

Delivery::Delivery(const DeliveryOptions& options, const TlsTrust& trust) {
  if (!options.smtp.url.empty()) smtp_.emplace(options.smtp, trust);
  if (!options.webhook.url.empty()) webhook_.emplace(options.webhook, trust);
  if (!options.file.empty()) file_.emplace(options.file);
}

void Delivery::send(std::string_view message) {
  try {
    hand_over(message);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "postern: a message was not delivered: %s\n", error.what());
    throw std::runtime_error("The message could not be delivered.");
  }
}

void Delivery::hand_over(std::string_view message) {
  const auto json = FlatJson::parse(message);
  if (!json) throw std::runtime_error("it is not an object of plain values");
  if (smtp_ && json->text("Medium") == "EMAIL") {
    return smtp_->send(json->text("Destination"), json->text("Subject"), json->text("Body"));
  }
  if (webhook_) return webhook_->send(message);
  if (file_) return file_->append(message);
  throw std::runtime_error("nothing is configured that sends an SMS");
}

}  // namespace postern::server
