// One call as the audit log sees it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/audit_log.h"
#include "ops/model/model.h"
#include "ops/op.h"

namespace postern::ops {

// Lives as long as the call. Costs nothing while the log is off, and next to nothing for a call
// that leaves no event.
class AuditedCall {
 public:
  // `known` is null for the engine's own operations. What is passed outlives this.
  AuditedCall(Context& context, std::string_view service, std::string_view operation,
              const model::OperationModel* known);

  // Before the handler runs: the request may be told of, and `context` says for whom it is.
  void accept(const Json& request) { request_ = &request; }

  // After it ran: transactions from here on know what came of it.
  template <class T>
  void came_to(const Result<T>& outcome) {
    if (call_) call_->came_to(outcome.ok() ? std::string_view() : outcome.error().code);
  }

  // At the end. An answer whose event cannot be written is not given.
  Result<std::string> end(Result<std::string> answer);

 private:
  void describe(domain::AuditEvent& event) const;

  Context& context_;
  const std::string_view service_;
  const std::string_view operation_;
  const model::OperationModel* const known_;
  const Json* request_ = nullptr;
  std::optional<domain::AuditCall> call_;  // Empty while the log is off.
};

}  // namespace postern::ops
