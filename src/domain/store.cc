// Typed, sealed records over the storage contract.
#include "domain/store.h"

#include "domain/root_keys.h"
#include "storage/keys.h"

namespace postern::domain {

namespace {

// The first key of a page: just behind the last one of the page before.
std::string page_begin(std::string_view prefix, std::string_view after_key) {
  if (after_key.empty()) return std::string(prefix);
  return std::string(after_key) + '\0';
}

}  // namespace

Result<std::vector<storage::Row>> Txn::scan_prefix(std::string_view prefix,
                                                   std::string_view after_key, std::size_t limit) {
  return raw_.scan(page_begin(prefix, after_key), storage::prefix_end(prefix), limit);
}

Result<std::vector<storage::Row>> Txn::scan_prefix_keys(std::string_view prefix,
                                                        std::string_view after_key,
                                                        std::size_t limit) {
  return raw_.scan_keys(page_begin(prefix, after_key), storage::prefix_end(prefix), limit);
}

void Store::follow(RootKeys& keys) {
  keys_ = &keys;
  epoch_ = &keys.epoch();
}

// A record that does not open may have been sealed under a key this engine has not seen yet.
Status Store::confirm(storage::Txn& raw, const Error* error) {
  const bool matters = error == nullptr || error->errc == Errc::corrupt;
  return keys_ != nullptr && is_shared() && matters ? keys_->confirm(raw) : ok();
}

// The old key may have been dropped while a snapshot was read in which it is still needed.
bool Store::reads_again(Error& error) {
  if (keys_ != nullptr && error.errc == Errc::conflict) return true;  // As confirm() has it.
  if (keys_ == nullptr || error.errc != Errc::corrupt) return false;
  if (!is_shared()) return true;
  auto followed = keys_->follow();
  if (!followed.ok()) error = std::move(followed).error();
  return followed.ok();
}

void Store::publish(const Txn& txn) {
  for (const auto& [pool_id, sub] : txn.revoked_users_) {
    revocations_.note_user(pool_id, sub, now_us());
  }
  if (txn.revokes_all_) revocations_.note_all(now_us());
}

std::string new_uuid(Random& random) {
  unsigned char bytes[16];
  random.fill(bytes, sizeof bytes);
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x40);  // RFC 9562: version 4,
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);  // variant 10.
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(36);
  for (int i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out.push_back('-');
    out.push_back(kDigits[bytes[i] >> 4]);
    out.push_back(kDigits[bytes[i] & 15]);
  }
  return out;
}

std::string new_lower_alnum(Random& random, std::size_t size) {
  static constexpr char kDigits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
  std::string out(size, '\0');
  for (char& c : out) c = kDigits[random.below(36)];
  return out;
}

}  // namespace postern::domain
