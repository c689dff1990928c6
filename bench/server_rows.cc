// `postern dev`: from its start to its first answer, and the memory it then idles in.
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include "bench/rows.h"

extern char** environ;

namespace bench {
namespace {

constexpr double kStartGoalMs = 15;
constexpr double kMemoryGoalMb = 12;
constexpr int kStarts = 21;
constexpr useconds_t kAskAgainUs = 100;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

std::uint16_t free_port() {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  bind(listener, reinterpret_cast<sockaddr*>(&address), size);
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  close(listener);
  return ntohs(address.sin_port);
}

// An operation the engine answers, whatever the signature.
std::string request_text() {
  const std::string body = R"({"MaxResults":1})";
  return "POST / HTTP/1.1\r\nHost: localhost\r\n"
         "X-Amz-Target: AWSCognitoIdentityProviderService.ListUserPools\r\n"
         "Content-Type: application/x-amz-json-1.1\r\n"
         "Authorization: AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/cognito-idp/"
         "aws4_request, SignedHeaders=host, Signature=00\r\n"
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

class Server {
 public:
  Server() : port_(free_port()) {
    const std::string listen = "127.0.0.1:" + std::to_string(port_);
    const char* const arguments[] = {"build/postern", "dev", "--listen", listen.c_str(), nullptr};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    const int failed = posix_spawn(&process_, arguments[0], &actions, nullptr,
                                   const_cast<char* const*>(arguments), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) std::abort();
  }
  ~Server() {
    kill(process_, SIGTERM);
    waitpid(process_, nullptr, 0);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  void await_answer() {
    const int client = connected();
    const std::string request = request_text();
    char answer[64] = {};
    if (write(client, request.data(), request.size()) < 0 ||
        read(client, answer, sizeof answer) < 12 || std::strncmp(answer + 9, "200", 3) != 0) {
      std::abort();
    }
    close(client);
  }

  [[nodiscard]] double resident_mb() const {
    std::ifstream status("/proc/" + std::to_string(process_) + "/status");
    std::string word;
    while (status >> word && word != "VmRSS:") {
    }
    double kib = 0;
    status >> kib;
    return kib / 1024;
  }

 private:
  [[nodiscard]] int connected() const {
    const sockaddr_in address = loopback(port_);
    for (;;) {
      const int client = socket(AF_INET, SOCK_STREAM, 0);
      if (connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
        return client;
      }
      close(client);
      usleep(kAskAgainUs);
    }
  }

  std::uint16_t port_;
  pid_t process_ = 0;
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

void server_rows(Report& report) {
  std::vector<double> start_ms;
  std::vector<double> resident_mb;
  for (int start = 0; start < kStarts; ++start) {
    const double began_us = now_us(Clock::wall);
    Server server;
    server.await_answer();
    start_ms.push_back((now_us(Clock::wall) - began_us) / 1000);
    resident_mb.push_back(server.resident_mb());
  }
  const double ms = median(start_ms);
  const double mb = median(resident_mb);
  report.add({"postern dev: start to first answer", "15 ms", kStartGoalMs / ms, 1, ms,
              kStartGoalMs, "ms", "wall"});
  report.add({"postern dev: resident memory when idle", "12 MB", kMemoryGoalMb / mb, 1, mb,
              kMemoryGoalMb, "MB", "none"});
}

}  // namespace bench
