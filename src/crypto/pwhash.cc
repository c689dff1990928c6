// Argon2id through libsodium, in bounded slots that keep their memory warm.
#include "crypto/pwhash.h"

#include <sodium/crypto_pwhash.h>

#include <deque>
#include <new>
#include <thread>

#include "base/limits.h"
#include "base/secret.h"
#include "crypto/bytes.h"
#include "crypto/digest.h"
#include "crypto/imported_hash.h"
#include "crypto/pwhash_arena.h"
#include "crypto/pwhash_phc.h"
#include "crypto/sodium.h"
#include "crypto/work_slots.h"

namespace postern::crypto {
namespace {

using Tag = decltype(PwhashRecord::tag);
static_assert(sizeof(PwhashRecord::salt) == crypto_pwhash_SALTBYTES);

int slot_count(int asked) {
  if (asked > 0) return asked;
  const unsigned cores = std::thread::hardware_concurrency();
  return cores == 0 ? 1 : static_cast<int>(cores);
}

// Argon2 rounds the memory down to a multiple of four blocks of 1 KiB a lane.
std::size_t arena_bytes(int memory_kib) { return static_cast<std::size_t>(memory_kib & ~3) * 1024; }

Error too_many() { return {Errc::busy, "TooManyRequestsException", "Rate exceeded"}; }

void argon2id(std::string_view password, const PwhashRecord& record, Tag& out) {
  const auto memory_bytes = static_cast<std::size_t>(record.cost.memory_kib) * 1024;
  const int failed = crypto_pwhash(out.data(), out.size(), password.data(), password.size(),
                                   record.salt.data(),
                                   static_cast<unsigned long long>(record.cost.passes),
                                   memory_bytes, crypto_pwhash_ALG_ARGON2ID13);
  if (failed != 0) throw std::bad_alloc();  // The only cause that is left for checked arguments.
}

}  // namespace

class PasswordHasher::Impl {
 public:
  explicit Impl(const PasswordHashParams& params)
      : cost_{params.memory_kib, params.passes},
        slots_(slot_count(params.slots), params.queue_max) {
    for (int i = slot_count(params.slots); i-- > 0;) {
      arenas_.emplace_back(arena_bytes(cost_.memory_kib));
    }
    start_sodium();
  }

  [[nodiscard]] PwhashCost cost() const { return cost_; }

  // The tag of this password under the record's cost and salt.
  Result<Tag> work(std::string_view password, const PwhashRecord& record) {
    POSTERN_TRY(const auto lease, slot_for(password));
    const PwhashArena::Loan loan(arenas_[static_cast<std::size_t>(lease.slot())]);
    Tag tag;
    argon2id(password, record, tag);
    return tag;
  }

  // An imported hash waits for the same slots: it costs as much, or more.
  Result<bool> work(std::string_view password, const ImportedHash& hash) {
    POSTERN_TRY([[maybe_unused]] const auto lease, slot_for(password));
    return hash.matches(password);
  }

 private:
  Result<WorkSlots::Lease> slot_for(std::string_view password) {
    if (password.size() > limits::kPasswordBytesMax) {
      return invalid_parameter("Password is longer than 256 bytes.");
    }
    auto lease = slots_.take();
    if (!lease) return too_many();
    return std::move(*lease);
  }

  const PwhashCost cost_;
  WorkSlots slots_;
  std::deque<PwhashArena> arenas_;
};

PasswordHasher::PasswordHasher(PasswordHashParams params)
    : impl_(std::make_unique<Impl>(params)) {}
PasswordHasher::~PasswordHasher() = default;

Result<std::string> PasswordHasher::hash(std::string_view password, Random& random) {
  PwhashRecord record{.cost = impl_->cost()};
  random.fill(record.salt.data(), record.salt.size());
  POSTERN_TRY(record.tag, impl_->work(password, record));
  return format_phc(record);
}

Result<bool> PasswordHasher::verify(std::string_view password, std::string_view stored) {
  const auto record = parse_phc(stored);
  if (!record) {
    const auto imported = ImportedHash::recognise(stored);
    if (imported) return impl_->work(password, *imported);
    return Error{Errc::corrupt, "InternalErrorException", "A stored password hash is unreadable"};
  }
  POSTERN_TRY(const Tag tag, impl_->work(password, *record));
  return equal(as_view(tag.data(), tag.size()), as_view(record->tag.data(), record->tag.size()));
}

Result<Unit> PasswordHasher::spend(std::string_view password) {
  POSTERN_CHECK(impl_->work(password, PwhashRecord{.cost = impl_->cost()}));
  return Unit{};
}

bool PasswordHasher::needs_rehash(std::string_view stored) const {
  const auto record = parse_phc(stored);
  return !record || record->cost != impl_->cost();
}

}  // namespace postern::crypto
