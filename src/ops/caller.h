// Who is calling an operation, as established by the door they came through.
#pragma once

#include <string>

namespace postern::ops {

struct Caller {
  enum class Kind {
    anonymous,  // Over HTTP without AWS credentials: may call what needs none.
    iam,        // Over HTTP with a valid SigV4 signature of one of the engine's access keys.
    host,       // The embedding process itself: trusted like an administrator.
  };
  Kind kind = Kind::anonymous;
  std::string access_key_id;   // Of an iam caller.
  std::string remote_address;  // As the host told; may be empty.
  std::string user_agent;      // As the client says; may be empty.
};

}  // namespace postern::ops
