// Steps of transactions, each of which may fail.
#include "simulation/host_storage.h"

namespace postern::sim {
namespace {

Status outcome(Fault fault) {
  switch (fault) {
    case Fault::none:
      return ok();
    case Fault::conflict:
      return Error{Errc::conflict, "InternalErrorException", "Injected."};
    case Fault::unknown_done:
    case Fault::unknown_not_done:
      return Error{Errc::unknown_commit, "InternalErrorException", "Injected."};
    case Fault::failure:
    case Fault::silence:
      break;
  }
  return Error{Errc::storage, "InternalErrorException", "Injected."};
}

}  // namespace

class HostStorage::HostTxn final : public storage::Txn {
 public:
  HostTxn(const HostStorage& storage, std::unique_ptr<storage::Txn> below)
      : control_(storage.control_), below_(std::move(below)) {}

  Result<std::optional<std::string>> get(std::string_view key) override {
    POSTERN_CHECK(outcome(control_.before(StorageStep::read)));
    return below_->get(key);
  }
  Result<std::vector<storage::Row>> scan(std::string_view begin, std::string_view end,
                                         std::size_t limit, bool reverse) override {
    POSTERN_CHECK(outcome(control_.before(StorageStep::read)));
    return below_->scan(begin, end, limit, reverse);
  }
  Status put(std::string_view key, std::string_view value) override {
    POSTERN_CHECK(outcome(control_.before(StorageStep::write)));
    wrote_ = true;
    return below_->put(key, value);
  }
  Status erase(std::string_view key) override {
    POSTERN_CHECK(outcome(control_.before(StorageStep::write)));
    wrote_ = true;
    return below_->erase(key);
  }
  Status commit() override {
    const Fault fault = control_.before(StorageStep::commit);
    if (fault != Fault::none && fault != Fault::unknown_done) return outcome(fault);
    Status done = below_->commit();
    if (!done.ok()) {
      control_.refused(done.error());
      return done;
    }
    if (wrote_) control_.committed();
    return outcome(fault);
  }

 private:
  const StorageControl& control_;
  const std::unique_ptr<storage::Txn> below_;
  bool wrote_ = false;
};

Result<std::unique_ptr<storage::Txn>> HostStorage::begin(storage::Mode mode) {
  const auto step =
      mode == storage::Mode::read ? StorageStep::begin_read : StorageStep::begin_write;
  POSTERN_CHECK(outcome(control_.before(step)));
  POSTERN_TRY(auto below, below_.begin(mode));
  return std::make_unique<HostTxn>(*this, std::move(below));
}

}  // namespace postern::sim
