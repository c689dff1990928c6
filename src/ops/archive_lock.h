// What protects an exported pool, as requests give it.
#pragma once

#include "bulk/archive_format.h"
#include "ops/op.h"

namespace postern::ops {

// "Key", base64 of 32 bytes, or "Passphrase", of 12 bytes or more; exactly one of them.
Result<bulk::ArchiveLock> archive_lock(const Json& request);

}  // namespace postern::ops
