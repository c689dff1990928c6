// Whether a transaction runs on this thread, for who runs several calls on one thread in turns.
#pragma once

namespace postern::storage::internal {

// Sets what NestingCheck goes by on the calling thread, and returns what it was.
bool exchange_in_transaction(bool in_transaction);

}  // namespace postern::storage::internal
