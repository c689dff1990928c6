// The host's trigger functions, and the one place that calls them.
#include "triggers/triggers.h"

#include <array>
#include <mutex>

#include "base/limits.h"

namespace postern::triggers {
namespace {

constexpr std::array<std::string_view, 14> kNames = {
    "PreSignUp",           "PostConfirmation",
    "PreAuthentication",   "PostAuthentication",
    "PreTokenGeneration",  "CustomMessage",
    "UserMigration",       "DefineAuthChallenge",
    "CreateAuthChallenge", "VerifyAuthChallengeResponse",
    "CustomEmailSender",   "CustomSMSSender",
    "InboundFederation",   "CompromisedPassword"};

constexpr std::uint32_t kTokenEventVersionMax = 3;

// What Cognito calls the client of an administrator's operation.
constexpr std::string_view kNoClient = "CLIENT_ID_NOT_APPLICABLE";

std::optional<Kind> kind_of(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<Kind>(i);
  }
  return std::nullopt;
}

// {LambdaVersion, LambdaArn}: the newer kinds are named by such an object, and the oldest may be.
const Json* versioned_config(Kind kind, const Json& config) {
  const Json* found = config.find(kind == Kind::pre_token_generation ? "PreTokenGenerationConfig"
                                                                     : kind_name(kind));
  return found != nullptr && found->is_object() ? found : nullptr;
}

// What LambdaConfig names for the kind: an ARN, or nothing at all.
std::optional<std::string_view> configured_arn(Kind kind, const domain::Pool& pool) {
  const Json* config = pool.settings.find("LambdaConfig");
  if (config == nullptr || !config->is_object()) return std::nullopt;
  if (const Json* versioned = versioned_config(kind, *config)) {
    return versioned->get_string("LambdaArn");
  }
  const std::string_view arn = config->get_string(kind_name(kind));
  return arn.empty() ? std::nullopt : std::optional(arn);
}

// 0 when LambdaConfig says nothing about it.
std::uint32_t configured_token_version(const domain::Pool& pool) {
  const Json* config = pool.settings.find("LambdaConfig");
  const Json* token = config == nullptr || !config->is_object()
                          ? nullptr
                          : versioned_config(Kind::pre_token_generation, *config);
  const std::string_view version =
      token == nullptr ? std::string_view() : token->get_string("LambdaVersion");
  return version.size() < 2 ? 0 : static_cast<std::uint32_t>(version[1] - '0');
}

std::string event_text(const Event& event, std::string_view region, std::uint32_t version) {
  Json envelope = Json::object();
  envelope.set("version", std::to_string(version))
      .set("triggerSource", event.source)
      .set("region", region)
      .set("userPoolId", event.pool.id)
      .set("userName", event.username)
      .set("callerContext",
           Json::object()
               .set("awsSdkVersion", "aws-sdk-unknown-unknown")
               .set("clientId", event.client_id.empty() ? kNoClient : event.client_id))
      .set("request", event.request)
      .set("response", event.response);
  return envelope.dump();
}

bool is_sender(Kind kind) {
  return kind == Kind::custom_email_sender || kind == Kind::custom_sms_sender;
}

Error unrecognizable() {
  return reject("InvalidLambdaResponseException", "Unrecognizable lambda output");
}

Result<Json> response_of(std::string_view answer) {
  auto parsed = Json::parse(answer, {.bytes_max = limits::kTriggerResponseBytesMax});
  if (!parsed.ok() || !parsed->is_object()) return unrecognizable();
  Json* response = parsed->find("response");
  if (response == nullptr || !response->is_object()) return unrecognizable();
  return std::move(*response);
}

}  // namespace

std::string_view kind_name(Kind kind) {
  return kNames[static_cast<std::size_t>(kind)];
}

Status Triggers::set(std::string_view name, std::uint32_t version, std::string_view pool_id,
                     HostFunction function) {
  const auto kind = kind_of(name);
  if (!kind) {
    return Error{Errc::invalid_argument, "InvalidParameterException",
                 "There is no trigger of that name; names are those of LambdaConfig."};
  }
  const std::uint32_t version_max = *kind == Kind::pre_token_generation ? kTokenEventVersionMax : 1;
  if (version > version_max) {
    return Error{Errc::invalid_argument, "InvalidParameterException",
                 std::string(name) + " has no event of that version."};
  }
  const std::unique_lock lock(mutex_);
  const std::pair key{*kind, std::string(pool_id)};
  if (!function) {
    entries_.erase(key);
  } else {
    entries_[key] = std::make_shared<const Entry>(
        Entry{std::move(function), std::max<std::uint32_t>(version, 1)});
  }
  return ok();
}

Triggers::EntryPtr Triggers::find(Kind kind, std::string_view pool_id) const {
  const std::shared_lock lock(mutex_);
  if (entries_.empty()) return nullptr;
  auto found = entries_.find({kind, std::string(pool_id)});
  if (found == entries_.end()) found = entries_.find({kind, std::string()});
  return found == entries_.end() ? nullptr : found->second;
}

bool Triggers::wanted(Kind kind, const domain::Pool& pool) const {
  return configured_arn(kind, pool).has_value() || find(kind, pool.id) != nullptr;
}

std::uint32_t Triggers::version(Kind kind, const domain::Pool& pool) const {
  if (kind != Kind::pre_token_generation) return 1;
  if (const std::uint32_t configured = configured_token_version(pool)) return configured;
  const EntryPtr entry = find(kind, pool.id);
  return entry == nullptr ? 1 : entry->version;
}

Result<std::string> Triggers::run(const Entry* entry, const Event& event,
                                  std::string_view arn) const {
  const std::string name(kind_name(event.kind));
  if (entry == nullptr && (!invoke_ || arn.empty())) {
    return reject("UnexpectedLambdaException", name + " invocation failed due to configuration.");
  }
  const std::string text = event_text(event, region_, version(event.kind, event.pool));
  auto answer = entry != nullptr ? entry->function(text) : invoke_(arn, text);
  if (answer.ok()) return answer;
  const Error& error = answer.error();
  if (entry == nullptr && error.code != kFunctionFailed) {
    const std::string cause = error.message.empty() ? "configuration" : "error " + error.message;
    return reject("UnexpectedLambdaException", name + " invocation failed due to " + cause + ".");
  }
  return reject("UserLambdaValidationException",
                name + " failed with error " + error.message + ".");
}

Result<std::optional<Json>> Triggers::fire(const Event& event) const {
  const EntryPtr entry = find(event.kind, event.pool.id);
  const auto arn = configured_arn(event.kind, event.pool);
  if (entry == nullptr && !arn) return std::optional<Json>();
  POSTERN_TRY(const std::string answer, run(entry.get(), event, arn.value_or("")));
  // A sender is handed its message; what it returns is of no interest to anybody.
  if (is_sender(event.kind)) return std::optional<Json>(Json::object());
  POSTERN_TRY(Json response, response_of(answer));
  return std::optional<Json>(std::move(response));
}

Json metadata_for_event(const Json* metadata) {
  return metadata == nullptr || metadata->is_null() ? Json::object() : *metadata;
}

Json validation_data_for_event(const Json* attribute_list) {
  Json data = Json::object();
  if (attribute_list == nullptr || attribute_list->is_null()) return data;
  for (const Json& item : attribute_list->as_array()) {
    data.set(item.get_string("Name"), item.get_string("Value"));
  }
  return data;
}

}  // namespace postern::triggers
