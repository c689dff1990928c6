// One outbound connection: TCP, then TLS where wanted, every step bounded by one deadline.
#include "stream.h"

#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "public_address.h"

namespace postern::server {
namespace {

constexpr std::size_t kReadBytes = 16 << 10;

// Where systems keep their authorities; the library looks in Debian's place by itself.
constexpr const char* kSystemBundles[] = {"/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"};

template <auto free_function>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    free_function(object);
  }
};

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

struct Addresses {
  Addresses(const std::string& host, std::uint16_t port) {
    addrinfo hints = {};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV;
    const int error = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &first);
    if (error != 0) throw std::runtime_error(host + " is not found: " + gai_strerror(error));
  }
  ~Addresses() { freeaddrinfo(first); }
  Addresses(const Addresses&) = delete;
  Addresses& operator=(const Addresses&) = delete;
  addrinfo* first = nullptr;
};

bool is_address(const std::string& host) {
  const std::unique_ptr<ASN1_OCTET_STRING, Freed<ASN1_OCTET_STRING_free>> parsed(
      a2i_IPADDRESS(host.c_str()));
  ERR_clear_error();
  return parsed != nullptr;
}

// What a TLS call that gave this error wants of the socket; 0 where waiting does not help.
short awaited(int tls_error) {
  if (tls_error == SSL_ERROR_WANT_READ) return POLLIN;
  return tls_error == SSL_ERROR_WANT_WRITE ? POLLOUT : 0;
}

}  // namespace

struct TlsTrust::Context {
  std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>> value;
};

namespace {

// An own library context reads no configuration file and is not disturbed by anything else.
std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>> make_context(const std::string& ca_file) {
  static OSSL_LIB_CTX* const library = OSSL_LIB_CTX_new();
  std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>> made(
      SSL_CTX_new_ex(library, nullptr, TLS_client_method()));
  SSL_CTX* context = made.get();
  if (context == nullptr) throw std::runtime_error("TLS is not available");
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_mode(context, SSL_MODE_AUTO_RETRY | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  if (!ca_file.empty()) {
    if (SSL_CTX_load_verify_file(context, ca_file.c_str()) != 1) {
      throw std::runtime_error("there are no certificates in " + ca_file);
    }
  } else {
    SSL_CTX_set_default_verify_paths(context);
    for (const char* bundle : kSystemBundles) SSL_CTX_load_verify_file(context, bundle);
  }
  ERR_clear_error();
  return made;
}

}  // namespace

TlsTrust::TlsTrust(std::string ca_file) : ca_file_(std::move(ca_file)) {
  if (!ca_file_.empty()) static_cast<void>(context());
}

const TlsTrust::Context& TlsTrust::context() const {
  std::call_once(made_,
                 [this] { context_ = std::make_unique<Context>(Context{make_context(ca_file_)}); });
  return *context_;
}

TlsTrust::~TlsTrust() = default;

struct Stream::Tls {
  std::unique_ptr<SSL, Freed<SSL_free>> value;
};

Stream::Stream(const std::string& host, std::uint16_t port, Deadline deadline, Reach reach)
    : deadline_(deadline) {
  const Addresses addresses(host, port);
  bool in_reach = false;
  for (const addrinfo* at = addresses.first; at != nullptr; at = at->ai_next) {
    // The address that is connected to is the one that is looked at, so that no second answer of
    // the name's server can be another (F14).
    if (reach == Reach::public_only && !is_public(*at->ai_addr)) continue;
    in_reach = true;
    socket_ = Fd(socket(at->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket_.valid()) continue;
    int error = connect(socket_.get(), at->ai_addr, at->ai_addrlen) == 0 ? 0 : errno;
    if (error == EINPROGRESS) {
      wait_for(POLLOUT);
      socklen_t size = sizeof error;
      getsockopt(socket_.get(), SOL_SOCKET, SO_ERROR, &error, &size);
    }
    if (error == 0) return;
    errno = error;
  }
  if (!in_reach) throw std::runtime_error(host + " has no public address");
  fail(host + " cannot be reached");
}

Stream::~Stream() = default;

void Stream::wait_for(short events) {
  using std::chrono::milliseconds;
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(deadline_ - std::chrono::steady_clock::now());
    if (left.count() <= 0) throw TimedOut("no answer in time");
    pollfd one{.fd = socket_.get(), .events = events, .revents = 0};
    const int ready = poll(&one, 1, static_cast<int>(left.count()));
    if (ready > 0) return;
    if (ready < 0 && errno != EINTR) fail("poll");
  }
}

void Stream::start_tls(const std::string& host, const TlsTrust& trust) {
  auto tls = std::make_unique<Tls>();
  tls->value.reset(SSL_new(trust.context().value.get()));
  SSL* ssl = tls->value.get();
  if (ssl == nullptr || SSL_set_fd(ssl, socket_.get()) != 1) throw std::bad_alloc();
  if (is_address(host)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str());
  } else {
    SSL_set_tlsext_host_name(ssl, host.c_str());
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SSL_set1_host(ssl, host.c_str());
  }
  for (;;) {
    ERR_clear_error();
    const int done = SSL_connect(ssl);
    if (done == 1) break;
    const int error = SSL_get_error(ssl, done);
    if (awaited(error) != 0) {
      wait_for(awaited(error));
      continue;
    }
    const long verified = SSL_get_verify_result(ssl);
    ERR_clear_error();
    throw std::runtime_error(verified == X509_V_OK
                                 ? host + " does not speak TLS as it should"
                                 : "the certificate of " + host +
                                       " is refused: " + X509_verify_cert_error_string(verified));
  }
  tls_ = std::move(tls);
}

void Stream::write(std::string_view bytes) {
  while (!bytes.empty()) {
    if (tls_ == nullptr) {
      const ssize_t count = send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count >= 0)
        bytes.remove_prefix(static_cast<std::size_t>(count));
      else if (errno == EAGAIN)
        wait_for(POLLOUT);
      else if (errno != EINTR)
        fail("the connection broke");
      continue;
    }
    ERR_clear_error();
    std::size_t count = 0;
    const int done = SSL_write_ex(tls_->value.get(), bytes.data(), bytes.size(), &count);
    if (done == 1) {
      bytes.remove_prefix(count);
      continue;
    }
    const int error = SSL_get_error(tls_->value.get(), done);
    if (awaited(error) == 0) throw std::runtime_error("the TLS connection broke");
    wait_for(awaited(error));
  }
}

std::string Stream::read() {
  std::string bytes(kReadBytes, '\0');
  for (;;) {
    if (tls_ == nullptr) {
      const ssize_t count = recv(socket_.get(), bytes.data(), bytes.size(), 0);
      if (count >= 0) {
        bytes.resize(static_cast<std::size_t>(count));
        return bytes;
      }
      if (errno == EAGAIN)
        wait_for(POLLIN);
      else if (errno != EINTR)
        fail("the connection broke");
      continue;
    }
    ERR_clear_error();
    std::size_t count = 0;
    const int done = SSL_read_ex(tls_->value.get(), bytes.data(), bytes.size(), &count);
    if (done == 1) {
      bytes.resize(count);
      return bytes;
    }
    const int error = SSL_get_error(tls_->value.get(), done);
    if (error == SSL_ERROR_ZERO_RETURN) return {};
    if (awaited(error) == 0) throw std::runtime_error("the TLS connection broke");
    wait_for(awaited(error));
  }
}

}  // namespace postern::server
