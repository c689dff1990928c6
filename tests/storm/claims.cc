// What must be true of a store after a crash, because somebody was told so.
#include "storm/claims.h"

#include "codec/json.h"

namespace postern::test {
namespace {

Result<std::string> run(Engine& engine, const Call& call) {
  return engine.call({.kind = ops::Caller::Kind::host}, call.operation, call.request);
}

std::string text_of(const Error& error) {
  return error.code + ": " + error.message;
}

// A refusal that says nothing about what was spent proves nothing.
bool is_about_what_was_spent(const Error& error) {
  return error.errc == Errc::rejected && error.code != "LimitExceededException" &&
         error.code != "TooManyRequestsException" &&
         error.message.find("attempts exceeded") == std::string::npos;
}

}  // namespace

Claims read_claims(const Ledger& ledger, const std::vector<Contest>& contests) {
  Claims claims;
  for (const Ledger::Entry& entry : ledger.entries()) {
    const std::string& kind = entry[0];
    if (kind == "holds") claims.holding[entry[1]] = {entry[2], entry[3]};
    if (kind == "spent") claims.spent.push_back({entry[2], entry[3]});
    if (kind == "withdraw") claims.holding.erase(entry[1]);
    if (kind == "tries") ++claims.contests[entry[1]].begun;
    if (kind == "won") ++claims.contests[entry[1]].won;
    if (kind == "lost") ++claims.contests[entry[1]].lost;
    if (kind == "refused") claims.refused.push_back(entry[1]);
    if (kind == "failed") claims.failed.push_back(entry[1]);
  }
  for (const Contest& contest : contests) {
    const Claims::Tries& tries = claims.contests[contest.id];
    if (tries.begun == 0) claims.holding[contest.id] = contest.call;
    if (tries.won > 0) claims.contested.push_back(contest.call);
  }
  return claims;
}

// What holds comes first: the return of a spent refresh token ends its whole family.
std::vector<std::string> broken_claims(Engine& engine, const Claims& claims) {
  std::vector<std::string> broken;
  for (const auto& [id, call] : claims.holding) {
    const auto answer = run(engine, call);
    if (!answer.ok()) {
      broken.push_back("lost: " + id + ", " + call.operation + ": " + text_of(answer.error()));
    }
  }
  for (const Call& call : claims.spent) {
    const auto answer = run(engine, call);
    if (answer.ok()) broken.push_back("spent twice: " + call.operation + " " + call.request);
    if (!answer.ok() && !is_about_what_was_spent(answer.error())) {
      broken.push_back("not refused as spent: " + call.operation + ": " + text_of(answer.error()));
    }
  }
  for (const Call& call : claims.contested) {
    const auto answer = run(engine, call);
    if (answer.ok()) broken.push_back("won after it was won: " + call.operation);
    if (!answer.ok() && answer.error().errc != Errc::rejected) {
      broken.push_back("not refused as won: " + call.operation + ": " + text_of(answer.error()));
    }
  }
  for (const auto& [id, tries] : claims.contests) {
    if (tries.won > 1) broken.push_back("won " + std::to_string(tries.won) + " times: " + id);
    if (tries.begun > 0 && tries.lost == tries.begun) broken.push_back("nobody won: " + id);
  }
  return broken;
}

std::vector<std::string> damage_in(Engine& engine) {
  std::vector<std::string> found;
  std::string request = "{}";
  for (;;) {
    const auto answer = run(engine, {"postern:CheckStore", request});
    if (!answer.ok()) return {"the check fails: " + text_of(answer.error())};
    const Json page = Json::parse(*answer).value();
    for (const Json& finding : page.find("Findings")->as_array()) found.push_back(finding.dump());
    if (!page.contains("NextToken")) return found;
    request = Json::object().set("NextToken", page.get_string("NextToken")).dump();
  }
}

}  // namespace postern::test
