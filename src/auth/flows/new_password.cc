// NEW_PASSWORD_REQUIRED: a temporary password was proven, now the user chooses their own.
#include "auth/challenge_session.h"
#include "auth/credentials.h"
#include "auth/flows/flows.h"
#include "auth/lookup.h"
#include "auth/past_challenges.h"
#include "auth/threat_protection.h"

namespace postern::auth {
namespace {

constexpr std::string_view kChallenge = "NEW_PASSWORD_REQUIRED";
constexpr std::string_view kAttributePrefix = "userAttributes.";

std::vector<std::string> missing_attributes(const domain::Pool& pool, const domain::User& user) {
  std::vector<std::string> names;
  for (const auto& spec : pool.schema.all()) {
    if (spec.required && spec.name != "sub" &&
        domain::attribute_or(user.attributes, spec.name).empty()) {
      names.push_back(spec.name);
    }
  }
  return names;
}

Json required_attributes(const domain::Pool& pool, const domain::User& user) {
  Json list = Json::array();
  for (const std::string& name : missing_attributes(pool, user)) {
    list.push_back(std::string(kAttributePrefix) + name);
  }
  return list;
}

Json readable_attributes(const AuthRequest& request, const domain::User& user) {
  Json object = Json::object();
  for (const auto& attribute : user.attributes) {
    if (request.client->may_read(*request.pool, attribute->name)) {
      object.set(attribute->name, attribute->value);
    }
  }
  return object;
}

// Attributes in the answer: none that the user has already, and only what the client may write.
Result<std::vector<domain::AttributeWrite>> answered_attributes(const AuthRequest& request,
                                                                const domain::User& user) {
  std::vector<domain::AttributeWrite> writes;
  for (const JsonMember& member : request.parameters.as_object()) {
    if (!member.key.starts_with(kAttributePrefix) || !member.value.is_string()) continue;
    const std::string name = member.key.substr(kAttributePrefix.size());
    if (!domain::attribute_or(user.attributes, name).empty()) {
      return not_authorized("Cannot modify an already provided " + name);
    }
    writes.push_back({name, member.value.as_string()});
  }
  POSTERN_CHECK(domain::check_writes(*request.pool, request.client.get(), domain::Writer::user,
                                     /*creating=*/true, writes));
  return writes;
}

Status check_complete(const domain::Pool& pool, const domain::User& user) {
  const auto missing = missing_attributes(pool, user);
  if (missing.empty()) return ok();
  return invalid_parameter("Invalid attributes given, " + missing.front() + " is missing");
}

void write_attributes(domain::User& user, const std::vector<domain::AttributeWrite>& writes) {
  for (const auto& [name, value] : writes) {
    domain::set_attribute(user.attributes, name, value);
    if (name == "email" || name == "phone_number") {
      domain::set_attribute(user.attributes, name + "_verified", "false");
    }
  }
}

}  // namespace

Result<Json> ask_new_password(Services& services, const AuthRequest& request, const Step& step) {
  const domain::User& user = step.user;
  if (user.password_expires_us != 0 && services.store.now_us() >= user.password_expires_us) {
    return not_authorized("Temporary password has expired and must be reset by an administrator.");
  }
  // Only who has proven the temporary password may replace it.
  if (!step.progress.proven.has(Factor::password)) return wrong_password();
  const std::string session =
      seal_session(services, request, kChallenge, step.progress, Json::object());
  return Json::object()
      .set("ChallengeName", kChallenge)
      .set("Session", session)
      .set("ChallengeParameters",
           Json::object()
               .set("USER_ID_FOR_SRP", user.username)
               .set("requiredAttributes", required_attributes(*request.pool, user).dump())
               .set("userAttributes", readable_attributes(request, user).dump()));
}

Result<Json> answer_new_password(Services& services, const AuthRequest& request) {
  POSTERN_TRY(const std::string_view password, request.require("NEW_PASSWORD"));
  POSTERN_TRY(const ChallengeSession session, open_session(services, request, kChallenge));
  POSTERN_TRY(auto user, lookup_sub(services, *request.pool, session.progress.sub));
  if (!user || session.progress.password_proof != password_proof_of(*user)) {
    return not_authorized("Invalid session for the user.");
  }
  POSTERN_TRY(auto named, lookup_user(services, *request.pool, request.get("USERNAME")));
  if (!named || named->sub != user->sub) return not_authorized("Invalid session for the user.");
  POSTERN_TRY(const auto writes, answered_attributes(request, *user));
  POSTERN_CHECK(services.credentials.check_new(*request.pool, &*user, password));
  POSTERN_CHECK(check_uncompromised(services, {.pool = *request.pool,
                                               .client_id = request.client->id,
                                               .username = user->username,
                                               .password = password,
                                               .use = domain::PasswordUse::change}));
  domain::User completed(*user);
  write_attributes(completed, writes);
  POSTERN_CHECK(check_complete(*request.pool, completed));
  POSTERN_TRY(auto record, services.credentials.derive(*request.pool, user->username, password));
  Credentials::apply(*request.pool, completed, record);
  completed.status = domain::UserStatus::confirmed;
  Progress progress = session.progress;
  progress.password_proof.clear();  // From here on it is the new one that counts.
  progress.trigger_source = "TokenGeneration_NewPasswordChallenge";
  note_challenge(progress, {std::string(kChallenge), true, {}});
  return advance(services, request,
                 {.user = std::move(completed),
                  .progress = std::move(progress),
                  .client_metadata = request.client_metadata,
                  .effect = [&](domain::Txn& txn, domain::User& stored) -> Status {
                    POSTERN_CHECK(spend_session(txn, session));
                    if (password_proof_of(stored) != session.progress.password_proof ||
                        stored.status != domain::UserStatus::force_change_password) {
                      return not_authorized("Invalid session for the user.");
                    }
                    Credentials::apply(*request.pool, stored, record);
                    write_attributes(stored, writes);
                    stored.status = domain::UserStatus::confirmed;
                    return ok();
                  },
                  .changes_user = true});
}

}  // namespace postern::auth
