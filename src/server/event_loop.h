// One thread that waits for sockets and the clock; workers that answer.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

#include "acceptor.h"
#include "connection.h"
#include "fd.h"
#include "handler.h"
#include "workers.h"

namespace postern::server {

// Blocks SIGTERM and SIGINT in this thread and all it starts, so that the loop receives them as
// events. To be called before the first thread.
void block_stop_signals();

class EventLoop {
 public:
  explicit EventLoop(Handler handler);

  // Takes over a listening socket. `control`: its peers are the operator.
  void add_listener(Fd socket, bool control = false);

  // Serves until SIGTERM or SIGINT; then answers what has arrived and returns. A second signal, or
  // peers that take too long, end that early.
  void run();

 private:
  struct Listener {
    Fd socket;
    bool control = false;
    bool paused = false;
  };
  struct Watched {
    std::unique_ptr<Connection> connection;
    std::uint32_t events = 0;  // What epoll has been told to wait for.
    bool known = true;         // Whether epoll has it at all.
  };
  struct Answer {
    std::uint64_t id = 0;
    Response response;
  };

  void epoll(int operation, int fd, std::uint64_t id, std::uint32_t events);
  void wait_once();
  void on_event(std::uint64_t id, std::uint32_t events);
  void on_listener(Listener& listener, std::uint64_t id);
  void on_connection(std::uint64_t id, std::uint32_t events);
  void on_answers();
  void on_signal();
  void on_tick(Time now);
  void admit(Fd socket, Peer peer);
  void settle(std::uint64_t id);
  void mute(std::uint64_t id, Watched& watched, std::uint32_t events);
  void wait_for(std::uint64_t id, Watched& watched, std::uint32_t events);
  void hand_to_workers(std::uint64_t id, Request request, const Peer& peer);
  void drop(std::uint64_t id);
  void resume_listeners();
  void start_draining();

  const Handler handler_;
  Acceptor acceptor_;
  Fd epoll_;
  Fd answers_ready_;
  Fd signals_;
  std::vector<Listener> listeners_;
  std::unordered_map<std::uint64_t, Watched> connections_;
  std::uint64_t next_id_;
  Time last_tick_;
  bool draining_ = false;
  Time drain_until_;

  std::mutex answers_mutex_;
  std::vector<Answer> answers_;

  // Last, so that it is destroyed first: a job uses everything above.
  Workers workers_;
};

}  // namespace postern::server
