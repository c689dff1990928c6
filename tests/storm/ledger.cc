// What workers were told has happened, in memory that outlives their processes.
#include "storm/ledger.h"

#include <sys/mman.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace postern::test {
namespace {

void* shared_memory(std::size_t bytes) {
  void* const memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) std::abort();
  return memory;
}

}  // namespace

bool Ledger::Log::append(std::initializer_list<std::string_view> fields) {
  std::string entry;
  const auto add_number = [&entry](std::size_t number) {
    const auto narrow = static_cast<std::uint32_t>(number);
    entry.append(reinterpret_cast<const char*>(&narrow), sizeof narrow);
  };
  add_number(fields.size());
  for (const std::string_view field : fields) {
    add_number(field.size());
    entry += field;
  }
  const std::size_t used = used_.load(std::memory_order_relaxed);
  if (used + entry.size() > kBytes) return false;
  std::memcpy(bytes_ + used, entry.data(), entry.size());
  used_.store(used + entry.size(), std::memory_order_release);
  count_.fetch_add(1, std::memory_order_release);
  return true;
}

std::vector<Ledger::Entry> Ledger::Log::entries() const {
  std::vector<Entry> all;
  const char* at = bytes_;
  const char* const end = bytes_ + used_.load(std::memory_order_acquire);
  const auto take_number = [&at] {
    std::uint32_t number = 0;
    std::memcpy(&number, at, sizeof number);
    at += sizeof number;
    return number;
  };
  while (at < end) {
    Entry entry(take_number());
    for (std::string& field : entry) {
      const std::uint32_t size = take_number();
      field.assign(at, size);
      at += size;
    }
    all.push_back(std::move(entry));
  }
  return all;
}

void Ledger::Log::clear() {
  used_ = 0;
  count_ = 0;
}

Ledger::Ledger(std::size_t logs)
    : size_(logs), logs_(static_cast<Log*>(shared_memory(logs * sizeof(Log)))) {
  // Fresh pages are zero, and so is an empty log: constructing one would touch all of it.
}

Ledger::~Ledger() {
  munmap(logs_, size_ * sizeof(Log));
}

std::vector<Ledger::Entry> Ledger::entries() const {
  std::vector<Entry> all;
  for (std::size_t i = 0; i < size_; ++i) {
    for (Entry& entry : logs_[i].entries()) all.push_back(std::move(entry));
  }
  return all;
}

std::size_t Ledger::count() const {
  std::size_t count = 0;
  for (std::size_t i = 0; i < size_; ++i) count += logs_[i].count();
  return count;
}

void Ledger::clear() {
  for (std::size_t i = 0; i < size_; ++i) logs_[i].clear();
}

}  // namespace postern::test
