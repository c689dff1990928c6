// Runs the shared cases of this folder; README.md describes their format.
#include <catch2/catch.hpp>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <string>

#include "cases/case_engine.h"
#include "codec/json.h"

using cases::CaseEngine;
using cases::Outcome;
using postern::Json;

namespace {

using Saved = std::map<std::string, std::string>;

Json parsed(const std::string& text) {
  auto json = Json::parse(text);
  INFO(text.substr(0, 200));
  REQUIRE(json.ok());
  return *json;
}

std::string filled_text(const std::string& text, const Saved& saved) {
  static const std::regex name(R"(\$\{(\w+)\})");
  std::string out;
  auto rest = text.cbegin();
  for (std::sregex_iterator it(text.begin(), text.end(), name), end; it != end; ++it) {
    out.append(rest, (*it)[0].first);
    out += saved.at((*it)[1]);
    rest = (*it)[0].second;
  }
  return out.append(rest, text.cend());
}

Json filled(const Json& value, const Saved& saved) {
  if (value.is_string()) return filled_text(value.as_string(), saved);
  Json out = value;
  if (out.is_array()) {
    for (Json& element : out.as_array()) element = filled(element, saved);
  } else if (out.is_object()) {
    for (auto& member : out.as_object()) member.value = filled(member.value, saved);
  }
  return out;
}

// One step of a path: a member, or an element by its index.
const Json* inner(const Json& value, const std::string& part) {
  if (!value.is_array()) return value.find(part);
  std::size_t index = value.size();
  std::from_chars(part.data(), part.data() + part.size(), index);
  return index < value.size() ? &value.as_array()[index] : nullptr;
}

const Json* at(const Json& value, const std::string& path) {
  const Json* found = &value;
  for (std::size_t begin = 0; found != nullptr && begin <= path.size();) {
    const std::size_t end = std::min(path.find('.', begin), path.size());
    found = inner(*found, path.substr(begin, end - begin));
    begin = end + 1;
  }
  return found;
}

// Where `found` is not what is wanted, or empty.
std::string difference(const Json& wanted, const Json* found, const std::string& path) {
  if (found == nullptr) return path + " is missing";
  if (wanted.is_object() && found->is_object()) {
    for (const auto& [key, value] : wanted.as_object()) {
      if (auto text = difference(value, found->find(key), path + "." + key); !text.empty())
        return text;
    }
    return "";
  }
  if (wanted.is_array() && found->is_array() && wanted.size() == found->size()) {
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      auto text = difference(wanted.as_array()[i], &found->as_array()[i],
                             path + "." + std::to_string(i));
      if (!text.empty()) return text;
    }
    return "";
  }
  if (wanted == *found) return "";
  return path + " is " + found->dump() + ", not " + wanted.dump();
}

// What a message looks like to a case: as delivered, and the code in its body.
std::string with_code(const std::string& message) {
  Json json = parsed(message);
  std::smatch found;
  const std::string body(json.get_string("Body"));
  if (std::regex_search(body, found, std::regex(R"(\b\d{6,8}\b)"))) json.set("Code", found.str());
  return json.dump();
}

Outcome verify(const Json& step, CaseEngine& engine) {
  const Json none = Json::object();
  const Json* options = step.contains("options") ? step.find("options") : &none;
  return engine.verify(step.get_string("verify"),
                       {std::string(options->get_string("user_pool_id")),
                        std::string(options->get_string("client_id")),
                        std::string(options->get_string("token_use")),
                        static_cast<std::uint32_t>(options->get_int("leeway_s"))});
}

Outcome perform(const Json& step, CaseEngine& engine) {
  if (step.contains("call")) {
    return engine.call(step.get_string("call"), step.find("with")->dump());
  }
  if (step.contains("verify")) return verify(step, engine);
  if (step.contains("inbox")) return {with_code(engine.newest_message()), "", ""};
  engine.advance(step.get_int("advance_s"));
  return {"{}", "", ""};
}

void check_refusal(const Json& step, const Outcome& outcome) {
  INFO(outcome.code << ": " << outcome.message);
  const Json* wanted = step.find("refused");
  REQUIRE(wanted != nullptr);
  CHECK(outcome.code == wanted->get_string("code"));
  CHECK(outcome.message == wanted->get_string("message", outcome.message));
}

void check_result(const Json& step, const Json& result, Saved& saved) {
  if (const Json* wanted = step.find("expect")) CHECK(difference(*wanted, &result, "").empty());
  if (const Json* absent = step.find("absent")) {
    for (const Json& path : absent->as_array()) CHECK(at(result, path.as_string()) == nullptr);
  }
  if (const Json* save = step.find("save")) {
    for (const auto& [name, path] : save->as_object()) {
      const Json* found = at(result, path.as_string());
      INFO("there is no " << path.as_string());
      REQUIRE(found != nullptr);
      saved[name] = found->as_string();
    }
  }
}

void run_step(const Json& step, CaseEngine& engine, Saved& saved) {
  const Outcome outcome = perform(step, engine);
  if (!outcome.code.empty()) return check_refusal(step, outcome);
  INFO(outcome.json);
  REQUIRE_FALSE(step.contains("refused"));
  check_result(step, parsed(outcome.json), saved);
}

void run_case(const Json& story) {
  CaseEngine engine;
  Saved saved;
  for (const Json& raw : story.find("steps")->as_array()) {
    const Json step = filled(raw, saved);
    INFO(step.dump());
    for (std::int64_t turn = 0; turn < step.get_int("times", 1); ++turn) {
      run_step(step, engine, saved);
    }
  }
}

std::vector<std::filesystem::path> case_files() {
  std::vector<std::filesystem::path> files;
  const auto folder = std::filesystem::path(POSTERN_SOURCE_DIR) / "tests" / "cases";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

TEST_CASE("the shared cases hold in C++") {
  const auto files = case_files();
  REQUIRE(files.size() >= 8);
  for (const auto& path : files) {
    DYNAMIC_SECTION(path.stem().string()) {
      std::ifstream in(path);
      run_case(parsed({std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()}));
    }
  }
}

TEST_CASE("the runner of the shared cases notices a difference") {
  const auto differ = [](const char* wanted, const char* found) {
    const Json other = parsed(found);
    return !difference(parsed(wanted), &other, "").empty();
  };
  CHECK(differ(R"({"a": 1})", R"({"a": 2})"));
  CHECK(differ(R"({"a": 1})", "{}"));
  CHECK(differ("[1]", "[1, 2]"));
  CHECK(differ("true", "1"));
  CHECK_FALSE(differ(R"({"a": [{}]})", R"({"a": [{"b": 2}], "c": 3})"));
}
