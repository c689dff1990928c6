// The audit log: events, written with what they tell of.
#include "domain/audit_log.h"

#include <algorithm>
#include <utility>

#include "domain/audit_chain.h"
#include "domain/audit_subject.h"
#include "domain/keyspace.h"
#include "domain/store.h"

namespace postern::domain {
namespace {

// An event that has grown to so many changes is left alone, and the call goes on in another.
constexpr std::size_t kChangesPerEventMax = 1000;

thread_local AuditCall* current_call = nullptr;

bool same_thing(const AuditChange& change, const AuditSubject& subject) {
  return change.kind == subject.kind && change.pool_id == subject.pool_id &&
         change.sub == subject.sub && change.id == subject.id;
}

void add_change(AuditEvent& event, AuditSubject subject, bool erased) {
  auto& changes = event.changes;
  const auto found = std::find_if(changes.rbegin(), changes.rend(),
                                  [&](const auto& change) { return same_thing(*change, subject); });
  if (found != changes.rend()) {
    (*found)->erased = erased;
    return;
  }
  auto change = std::make_unique<AuditChange>();
  change->kind = subject.kind;
  change->pool_id = std::move(subject.pool_id);
  change->sub = std::move(subject.sub);
  change->id = std::move(subject.id);
  change->erased = erased;
  changes.push_back(std::move(change));
}

// Whom the call is about follows from what it writes, where nobody said so before.
void add_writes(AuditEvent& event, const std::vector<Txn::Write>& writes) {
  for (const Txn::Write& write : writes) {
    auto subject = audit_subject(write.key);
    if (!subject) continue;
    if (event.pool_id.empty()) event.pool_id = subject->pool_id;
    if (event.sub.empty()) event.sub = subject->sub;
    if (!subject->kind.empty()) add_change(event, std::move(*subject), write.erased);
  }
}

bool change_anything(const std::vector<Txn::Write>& writes) {
  return std::any_of(writes.begin(), writes.end(), [](const Txn::Write& write) {
    const auto subject = audit_subject(write.key);
    return subject && !subject->kind.empty();
  });
}

bool was_committed(const std::optional<Error>& refusal, const Error* failure) {
  if (failure == nullptr) return true;
  return refusal && refusal->errc == failure->errc && refusal->code == failure->code;
}

}  // namespace

void AuditLog::configure(AuditMode mode, Random& random, std::int64_t now_us) {
  mode_ = mode;
  if (is_on()) chain_ = new_audit_chain_id(random, now_us);
}

bool AuditLog::link_is_due() {
  std::uint64_t waiting = unlinked_.load(std::memory_order_relaxed);
  return waiting >= kAuditLinkEvents && unlinked_.compare_exchange_strong(waiting, 0);
}

AuditCall::AuditCall(Store& store, Describe describe)
    : store_(store), describe_(std::move(describe)), outer_(current_call) {
  current_call = this;
}

AuditCall::~AuditCall() {
  current_call = outer_;
}

AuditBreak::AuditBreak() : outer_(std::exchange(current_call, nullptr)) {}

AuditBreak::~AuditBreak() {
  current_call = outer_;
}

Status AuditCall::finish() {
  const bool is_written = number_ != 0;
  const bool is_wanted =
      is_written ? event_.error_code != outcome_ : store_.audit().mode() == AuditMode::all;
  if (is_wanted) {
    POSTERN_CHECK(store_.transact([](Txn& txn) -> Status {
      txn.leave_event();
      return ok();
    }));
  }
  // An event that is not linked now is linked later, by whoever comes next.
  if (store_.audit().link_is_due()) {
    static_cast<void>(link_audit_chain(store_, store_.audit().chain()).ok());
  }
  return ok();
}

AuditTurn::AuditTurn(Store& store)
    : store_(store),
      is_on_(store.audit().is_on()),
      call_(current_call != nullptr && &current_call->store_ == &store ? current_call : nullptr) {}

AuditEvent AuditTurn::begin_event() {
  AuditEvent event;
  event.id = new_uuid(store_.random());
  event.call_id = event.id;
  event.time_us = store_.now_us();
  if (call_ == nullptr) {
    event.service = "postern";
    event.operation = "EngineWork";
    event.caller = "engine";
  } else {
    call_->describe_(event);
  }
  return event;
}

AuditEvent AuditTurn::go_on(const AuditEvent& event) {
  AuditEvent next(event);
  next.id = new_uuid(store_.random());
  next.changes.clear();
  return next;
}

Status AuditTurn::note(Txn& txn, const Error* refusal) {
  noted_.reset();
  if (!txn.leaves_event()) return ok();
  if (call_ == nullptr && !change_anything(txn.writes())) return ok();  // The engine's own trifles.
  Noted noted;
  const bool is_new = call_ == nullptr || !call_->described_;
  noted.event = is_new ? begin_event() : call_->event_;
  if (call_ != nullptr && is_new) {
    call_->event_ = noted.event;
    call_->described_ = true;
  }
  if (refusal != nullptr) noted.refusal = *refusal;
  POSTERN_CHECK(place(txn, noted));
  add_writes(noted.event, txn.writes());
  noted.event.error_code = refusal != nullptr ? refusal->code : call_ ? call_->outcome_ : "";
  const std::string key = keys::audit_event(store_.audit().chain(), noted.number);
  POSTERN_CHECK(txn.put(key, noted.event));
  noted_ = std::move(noted);
  return ok();
}

// The number is drawn after the head is read, from the snapshot that this transaction is checked
// against: whoever links past it meanwhile makes this transaction run again, with a new number. So
// no event ever appears behind the end of what is linked.
Status AuditTurn::place(Txn& txn, Noted& noted) {
  AuditLog& log = store_.audit();
  if (call_ != nullptr && call_->number_ != 0) {
    POSTERN_TRY(const auto head, txn.get<AuditHead>(keys::audit_head(log.chain())));
    const bool is_closed = call_->is_closed_ || !head || head->last >= call_->number_;
    if (!head) POSTERN_CHECK(begin_audit_chain(txn, log.chain(), store_.now_us()));
    if (!is_closed && noted.event.changes.size() < kChangesPerEventMax) {
      noted.number = call_->number_;
      noted.again = true;
      return ok();
    }
    noted.event = go_on(noted.event);
  } else {
    POSTERN_TRY(const bool begun, txn.exists(keys::audit_head(log.chain())));
    if (!begun) POSTERN_CHECK(begin_audit_chain(txn, log.chain(), store_.now_us()));
  }
  noted.number = log.last_number_.fetch_add(1) + 1;
  return ok();
}

void AuditTurn::end(const Error* failure) {
  if (!noted_) return;
  if (!was_committed(noted_->refusal, failure)) {
    // Then it may stand there with changes that nobody else knows of.
    if (call_ != nullptr && failure->errc == Errc::unknown_commit) call_->is_closed_ = true;
    return;
  }
  if (!noted_->again) store_.audit().unlinked_.fetch_add(1, std::memory_order_relaxed);
  if (call_ == nullptr) return;
  call_->is_closed_ = false;
  call_->event_ = std::move(noted_->event);
  call_->number_ = noted_->number;
}

}  // namespace postern::domain
