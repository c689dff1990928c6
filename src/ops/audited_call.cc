// One call as the audit log sees it.
#include "ops/audited_call.h"

#include "ops/audit_parameters.h"

namespace postern::ops {
namespace {

constexpr std::size_t kUserAgentBytesMax = 256;

std::string_view caller_name(const Context& context) {
  if (context.token_user) return "user";
  switch (context.caller.kind) {
    case Caller::Kind::anonymous:
      return "anonymous";
    case Caller::Kind::iam:
      return "iam";
    case Caller::Kind::host:
      return "host";
  }
  return "anonymous";
}

}  // namespace

AuditedCall::AuditedCall(Context& context, std::string_view service, std::string_view operation,
                         const model::OperationModel* known)
    : context_(context), service_(service), operation_(operation), known_(known) {
  if (!context.store().audit().is_on()) return;
  call_.emplace(context.store(), [this](domain::AuditEvent& event) { describe(event); });
}

void AuditedCall::describe(domain::AuditEvent& event) const {
  event.service = service_;
  event.operation = operation_;
  event.caller = caller_name(context_);
  event.access_key_id = context_.caller.access_key_id;
  event.ip = context_.caller.remote_address;
  event.user_agent = context_.caller.user_agent.substr(0, kUserAgentBytesMax);
  if (request_ == nullptr) return;
  event.parameters = known_ != nullptr ? audit_parameters(*known_->input, *request_)
                                       : own_audit_parameters(*request_);
  event.pool_id = request_->get_string("UserPoolId").substr(0, 64);
  event.client_id = request_->get_string("ClientId").substr(0, 128);
  if (!context_.token_user) return;
  event.pool_id = context_.token_user->pool->id;
  event.client_id = context_.token_user->client->id;
  event.sub = context_.token_user->user.sub;
}

Result<std::string> AuditedCall::end(Result<std::string> answer) {
  if (!call_) return answer;
  came_to(answer);
  const Status written = call_->finish();
  if (answer.ok() && !written.ok()) return written.error();
  return answer;
}

}  // namespace postern::ops
