// A store of the host's own as the core wants it.
#pragma once

#include <memory>

#include "base/result.h"
#include "postern/storage.h"
#include "storage/storage.h"

namespace postern::capi {

// Copies the struct; its context stays the host's.
Result<std::unique_ptr<storage::Storage>> host_storage(const postern_storage* in);

// Fails on a thread that is inside a function of a store: what it calls here would wait for the
// transaction it is part of.
Status check_outside_storage();

}  // namespace postern::capi
