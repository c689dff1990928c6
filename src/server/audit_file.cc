// `postern audit`.
#include "audit_file.h"

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <vector>

#include "engine_access.h"
#include "flat_json.h"
#include "new_file.h"
#include "store_file.h"

namespace postern::server {
namespace {

constexpr std::string_view kRecordsPerCall = "1000";

// The objects of a list, each as the text it is written in.
std::vector<std::string_view> objects_of(std::string_view list) {
  std::vector<std::string_view> objects;
  std::size_t begin = 0;
  int depth = 0;
  bool in_string = false;
  for (std::size_t at = 0; at < list.size(); ++at) {
    const char c = list[at];
    if (in_string) {
      if (c == '\\') ++at;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' && ++depth == 1) {
      begin = at;
    } else if (c == '}' && --depth == 0) {
      objects.push_back(list.substr(begin, at + 1 - begin));
    }
  }
  return objects;
}

FlatJson parsed(std::string_view answer) {
  auto members = FlatJson::parse(answer, FlatJson::Nested::kept);
  if (!members) throw std::runtime_error("the engine's answer is unreadable");
  return std::move(*members);
}

// Where records go: a new file, or standard output.
class Output {
 public:
  explicit Output(const std::string& path) {
    if (!path.empty()) file_.emplace(path);
  }

  void write(std::string_view bytes) {
    if (file_) return file_->write(bytes);
    check(std::fwrite(bytes.data(), 1, bytes.size(), stdout) == bytes.size());
  }
  void finish() {
    if (file_) return file_->keep();
    check(std::fflush(stdout) == 0);
  }

 private:
  static void check(bool written) {
    if (written) return;
    throw std::system_error(errno, std::generic_category(), "the records cannot be written");
  }

  std::optional<NewFile> file_;
};

struct Anchor {
  std::string chain;
  std::string members;  // Of a request, behind a comma.
};

Anchor parse_anchor(const std::string& text) {
  if (text.empty()) return {};
  const std::size_t number = text.find(':');
  const std::size_t hash = text.find(':', number + 1);
  const bool has_parts = number != std::string::npos && hash != std::string::npos;
  const std::string digits = has_parts ? text.substr(number + 1, hash - number - 1) : "";
  if (digits.empty() || digits.size() > 18 ||
      digits.find_first_not_of("0123456789") != std::string::npos) {
    throw std::runtime_error("an anchor is CHAIN:SEQUENCE:HASH, as 'audit verify' prints it");
  }
  return {text.substr(0, number), R"(,"AnchorSequence":)" + std::to_string(std::stoll(digits)) +
                                      R"(,"AnchorHash":)" + json_string(text.substr(hash + 1))};
}

// Prints a chain's findings, then its own line.
bool verify_chain(EngineAccess& engine, const std::string& chain, const std::string& more) {
  const std::string members = R"({"Chain":)" + json_string(chain) + more;
  std::int64_t events = 0;
  bool is_whole = true;
  for (std::string request = members + "}";;) {
    const std::string answer = engine.call("VerifyAuditChain", request);
    const FlatJson page = parsed(answer);
    events += page.natural("EventsVerified").value_or(0);
    for (const std::string_view object : objects_of(page.raw("Findings"))) {
      is_whole = false;
      const FlatJson finding = parsed(object);
      std::printf("%s: %s at %lld\n", chain.c_str(), finding.text("Kind").c_str(),
                  static_cast<long long>(finding.natural("Sequence").value_or(0)));
    }
    const std::string next = page.text("NextToken");
    if (next.empty()) {
      std::printf("%s:%lld:%s %lld events, %s\n", chain.c_str(),
                  static_cast<long long>(page.natural("LastSequence").value_or(0)),
                  page.text("Hash").c_str(), static_cast<long long>(events),
                  is_whole ? "as they were written" : "TAMPERED WITH OR DAMAGED");
      return is_whole;
    }
    request = members + R"(,"NextToken":)" + json_string(next) + "}";
  }
}

}  // namespace

void export_audit_log(const AuditOptions& options) {
  require_store(options.data);
  EngineAccess engine(options.data);
  Output output(options.file);
  const std::string members = R"({"Limit":)" + std::string(kRecordsPerCall);
  for (std::string request = members + "}";;) {
    const std::string answer = engine.call("ListAuditEvents", request);
    const FlatJson page = parsed(answer);
    std::string lines;
    for (const std::string_view record : objects_of(page.raw("Records"))) {
      lines.append(record).push_back('\n');
    }
    output.write(lines);
    const std::string next = page.text("NextToken");
    if (next.empty()) break;
    request = members + R"(,"NextToken":)" + json_string(next) + "}";
  }
  output.finish();
}

bool AuditRetention::run(Engine& engine) {
  const auto now = std::chrono::steady_clock::now();
  if (days_ == 0 || now < next_) return false;
  const auto before = std::chrono::system_clock::now() - std::chrono::hours(24) * days_;
  const auto before_s = std::chrono::duration_cast<std::chrono::seconds>(before.time_since_epoch());
  try {
    const std::string answer = engine.call(
        "postern:DropAuditEvents", R"({"Before":)" + std::to_string(before_s.count()) + "}");
    if (parsed(answer).raw("MoreWork") == "true") return true;
  } catch (const std::exception&) {
  }
  next_ = now + std::chrono::hours(1);
  return false;
}

bool verify_audit_log(const AuditOptions& options) {
  require_store(options.data);
  const Anchor anchor = parse_anchor(options.anchor);
  EngineAccess engine(options.data);
  const std::string answer = engine.call("ListAuditChains", "{}");
  bool is_whole = true;
  bool anchor_was_met = anchor.chain.empty();
  for (const std::string_view object : objects_of(parsed(answer).raw("Chains"))) {
    const std::string chain = parsed(object).text("Chain");
    const bool is_anchored = chain == anchor.chain;
    anchor_was_met = anchor_was_met || is_anchored;
    if (!verify_chain(engine, chain, is_anchored ? anchor.members : "")) is_whole = false;
  }
  if (!anchor_was_met) std::printf("%s: the chain is gone\n", anchor.chain.c_str());
  return is_whole && anchor_was_met;
}

}  // namespace postern::server
