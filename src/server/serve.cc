// `postern serve`.
#include "serve.h"

#include <fcntl.h>

#include <cerrno>
#include <functional>
#include <memory>
#include <system_error>

#include "engine_door.h"

namespace postern::server {
namespace {

std::function<void(std::string_view)> deliver_to(const std::string& path) {
  if (path.empty()) return {};
  return [file = std::make_shared<DeliverFile>(path)](std::string_view message) {
    file->append(message);
  };
}

Options engine_options(const ServeOptions& options, std::string_view url,
                       std::string_view root_key) {
  return {.storage_url = url,
          .root_key = root_key,
          .region = options.region,
          .account_id = options.account_id,
          .issuer_base = options.issuer_base,
          .deliver = deliver_to(options.deliver_file)};
}

}  // namespace

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

DurableServer::DurableServer(const ServeOptions& options)
    : engine_(engine_options(options, storage_url(options.data.directory),
                             read_root_key(options.data.root_key_file))) {}

Response DurableServer::answer(const Request& request, const Peer& peer) {
  if (!request.target.starts_with(kOwnPrefix)) return ask_engine(engine_, request, peer, false);
  if (peer.control) return answer_keys(engine_, request);
  if (request.target == std::string(kOwnPrefix) + "health") return answer_health(request);
  return text_response(404, "There is nothing here.");
}

}  // namespace postern::server
