// One thread that waits for sockets and the clock; workers that answer.
#include "event_loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/signalfd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <system_error>

namespace postern::server {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;

// Ids of what is not a connection: listeners count from kFirstListener.
constexpr std::uint64_t kAnswersId = 0;
constexpr std::uint64_t kSignalsId = 1;
constexpr std::uint64_t kFirstListener = 2;
constexpr std::uint64_t kFirstConnection = 64;

constexpr seconds kTick{1};
constexpr seconds kDrainTime{30};

// Threads wait for password hashes, the disk, mail servers and functions that may take seconds, so
// there are far more than cores; the engine itself bounds how many hash at once.
constexpr std::size_t kWorkersMax = 64;

constexpr std::size_t kConnectionsMax = 4096;
constexpr std::size_t kOwnDescriptors = 64;  // Store, listeners, standard streams.

// Raises the soft limit of descriptors as far as allowed and needed, and keeps a reserve.
std::size_t connections_allowed() {
  rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return kOwnDescriptors;
  const rlim_t wanted = std::min<rlim_t>(limit.rlim_max, kConnectionsMax + kOwnDescriptors);
  if (limit.rlim_cur < wanted) {
    limit.rlim_cur = wanted;
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
  }
  if (limit.rlim_cur <= 2 * kOwnDescriptors) return kOwnDescriptors;
  return std::min<std::size_t>(limit.rlim_cur - kOwnDescriptors, kConnectionsMax);
}

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

Fd check(int fd, const char* what) {
  if (fd < 0) throw std::system_error(errno, std::generic_category(), what);
  return Fd(fd);
}

Fd make_signal_fd() {
  const sigset_t set = stop_signals();
  return check(signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC), "signalfd");
}

// A handler's exception is a bug or a lack of memory. The peer gets no details.
Response answer_safely(const Handler& handler, const Request& request, const Peer& peer) {
  try {
    return handler(request, peer);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "postern: a request failed: %s\n", error.what());
    return text_response(500, "The service failed.");
  }
}

}  // namespace

void block_stop_signals() {
  const sigset_t set = stop_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

EventLoop::EventLoop(Handler handler)
    : handler_(std::move(handler)),
      acceptor_(connections_allowed(), connections_allowed() / 2),
      epoll_(check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      answers_ready_(check(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), "eventfd")),
      signals_(make_signal_fd()),
      next_id_(kFirstConnection),
      last_tick_(steady_clock::now()),
      workers_(kWorkersMax) {
  epoll(EPOLL_CTL_ADD, answers_ready_.get(), kAnswersId, EPOLLIN);
  epoll(EPOLL_CTL_ADD, signals_.get(), kSignalsId, EPOLLIN);
}

void EventLoop::epoll(int operation, int fd, std::uint64_t id, std::uint32_t events) {
  epoll_event event = {};
  event.events = events;
  event.data.u64 = id;
  if (epoll_ctl(epoll_.get(), operation, fd, &event) != 0) {
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
  }
}

void EventLoop::add_listener(Fd socket, bool control) {
  const std::uint64_t id = kFirstListener + listeners_.size();
  epoll(EPOLL_CTL_ADD, socket.get(), id, EPOLLIN);
  listeners_.push_back({std::move(socket), control});
}

void EventLoop::run() {
  while (!draining_ || !connections_.empty()) wait_once();
}

void EventLoop::wait_once() {
  std::array<epoll_event, 64> events;
  // Without peers and with all doors open there is nothing to time.
  const bool quiet = connections_.empty() && std::ranges::none_of(listeners_, [](auto& listener) {
                       return listener.paused;
                     });
  const int timeout_ms = quiet ? -1 : 1000;
  const int count = epoll_wait(epoll_.get(), events.data(), events.size(), timeout_ms);
  if (count < 0 && errno != EINTR) {
    throw std::system_error(errno, std::generic_category(), "epoll_wait");
  }
  for (int i = 0; i < count; ++i) on_event(events[i].data.u64, events[i].events);
  const Time now = steady_clock::now();
  if (now - last_tick_ >= kTick) on_tick(now);
}

void EventLoop::on_event(std::uint64_t id, std::uint32_t events) {
  if (id == kAnswersId) return on_answers();
  if (id == kSignalsId) return on_signal();
  if (id >= kFirstConnection) return on_connection(id, events);
  if (id - kFirstListener < listeners_.size()) on_listener(listeners_[id - kFirstListener], id);
}

void EventLoop::on_listener(Listener& listener, std::uint64_t id) {
  const bool open = acceptor_.accept_from(
      listener.socket.get(), listener.control,
      [this](Fd socket, Peer peer) { admit(std::move(socket), std::move(peer)); });
  if (open) return;
  listener.paused = true;
  epoll(EPOLL_CTL_MOD, listener.socket.get(), id, 0);
}

void EventLoop::admit(Fd socket, Peer peer) {
  const std::uint64_t id = next_id_++;
  auto connection =
      std::make_unique<Connection>(std::move(socket), std::move(peer), steady_clock::now());
  const std::uint32_t events = connection->interest();
  epoll(EPOLL_CTL_ADD, connection->fd(), id, events);
  connections_.emplace(id, Watched{std::move(connection), events});
}

void EventLoop::on_connection(std::uint64_t id, std::uint32_t events) {
  const auto found = connections_.find(id);
  if (found == connections_.end()) return;  // Dropped earlier in this round.
  Connection& connection = *found->second.connection;
  if (connection.working()) return mute(id, found->second, events);
  const Time now = steady_clock::now();
  if ((events & EPOLLOUT) != 0) {
    connection.on_writable(now);
  } else {
    connection.on_readable(now);
  }
  settle(id);
}

// Carries out what a connection's new state asks for.
void EventLoop::settle(std::uint64_t id) {
  Watched& watched = connections_.at(id);
  Connection& connection = *watched.connection;
  if (auto request = connection.take_request()) {
    hand_to_workers(id, std::move(*request), connection.peer());
  }
  if (connection.closed()) return drop(id);
  if (!connection.working()) wait_for(id, watched, connection.interest());
}

// While a request is being worked on nothing else of its connection matters, but epoll reports what
// it sees over and over. It is told so only here, when it does: for most requests it never has to.
void EventLoop::mute(std::uint64_t id, Watched& watched, std::uint32_t events) {
  if ((events & (EPOLLHUP | EPOLLERR)) == 0) return wait_for(id, watched, 0);
  // A peer that is gone is reported regardless. Sending the answer will notice.
  epoll(EPOLL_CTL_DEL, watched.connection->fd(), id, 0);
  watched.known = false;
}

void EventLoop::wait_for(std::uint64_t id, Watched& watched, std::uint32_t events) {
  if (watched.known && watched.events == events) return;
  epoll(watched.known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, watched.connection->fd(), id, events);
  watched.events = events;
  watched.known = true;
}

void EventLoop::hand_to_workers(std::uint64_t id, Request request, const Peer& peer) {
  workers_.run([this, id, request = std::move(request), peer] {
    Answer answer{id, answer_safely(handler_, request, peer)};
    {
      const std::lock_guard lock(answers_mutex_);
      answers_.push_back(std::move(answer));
    }
    eventfd_write(answers_ready_.get(), 1);
  });
}

void EventLoop::on_answers() {
  eventfd_t count = 0;
  eventfd_read(answers_ready_.get(), &count);
  std::vector<Answer> answers;
  {
    const std::lock_guard lock(answers_mutex_);
    answers.swap(answers_);
  }
  for (const Answer& answer : answers) {
    const auto found = connections_.find(answer.id);
    if (found == connections_.end()) continue;
    found->second.connection->respond(answer.response, steady_clock::now());
    settle(answer.id);
  }
}

void EventLoop::drop(std::uint64_t id) {
  acceptor_.on_closed(connections_.at(id).connection->peer());
  connections_.erase(id);
  resume_listeners();
}

void EventLoop::resume_listeners() {
  for (std::size_t i = 0; i < listeners_.size(); ++i) {
    if (!listeners_[i].paused) continue;
    listeners_[i].paused = false;
    epoll(EPOLL_CTL_MOD, listeners_[i].socket.get(), kFirstListener + i, EPOLLIN);
  }
}

void EventLoop::on_tick(Time now) {
  last_tick_ = now;
  resume_listeners();
  std::vector<std::uint64_t> expired;
  for (const auto& [id, watched] : connections_) {
    if (watched.connection->expired(now) || (draining_ && now > drain_until_))
      expired.push_back(id);
  }
  for (const std::uint64_t id : expired) drop(id);
}

void EventLoop::on_signal() {
  signalfd_siginfo info = {};
  if (read(signals_.get(), &info, sizeof info) != sizeof info) return;
  if (draining_) {
    connections_.clear();
  } else {
    start_draining();
  }
}

// Who is connected may have sent a request, so the backlog is let in once more before it closes.
void EventLoop::start_draining() {
  for (std::size_t i = 0; i < listeners_.size(); ++i) {
    on_listener(listeners_[i], kFirstListener + i);
  }
  listeners_.clear();
  draining_ = true;
  const Time now = steady_clock::now();
  drain_until_ = now + kDrainTime;
  std::vector<std::uint64_t> ids;
  for (const auto& [id, watched] : connections_) ids.push_back(id);
  for (const std::uint64_t id : ids) {
    connections_.at(id).connection->drain(now);
    settle(id);
  }
}

}  // namespace postern::server
