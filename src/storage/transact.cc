// Keeps transactions from nesting: the inner one would wait for the outer one's attempt to end.
#include "storage/transact.h"

#include <utility>

#include "storage/nesting.h"

namespace postern::storage::internal {
namespace {

thread_local bool in_transaction = false;

}  // namespace

NestingCheck::NestingCheck() : nested_(in_transaction) { in_transaction = true; }

NestingCheck::~NestingCheck() { in_transaction = nested_; }

Status NestingCheck::status() const {
  if (nested_) return internal_error("Transactions do not nest.");
  return ok();
}

bool exchange_in_transaction(bool now) { return std::exchange(in_transaction, now); }

}  // namespace postern::storage::internal
