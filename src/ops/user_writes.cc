// Writing attributes of an existing user.
#include "ops/user_writes.h"

#include <algorithm>

#include "ops/request.h"

namespace postern::ops {
namespace {

bool is_address(std::string_view name) {
  return name == "email" || name == "phone_number";
}

bool says_verified(const std::vector<domain::AttributeWrite>& writes, std::string_view name) {
  const std::string flag = std::string(name) + "_verified";
  return std::any_of(writes.begin(), writes.end(), [&](const domain::AttributeWrite& write) {
    return write.name == flag && write.value == "true";
  });
}

class Writing {
 public:
  Writing(Context& context, domain::Txn& txn, const domain::Pool& pool, domain::Writer writer,
          const std::vector<domain::AttributeWrite>& writes)
      : context_(context), txn_(txn), pool_(pool), writer_(writer), writes_(writes) {}

  Status apply(domain::User& user, std::vector<auth::PendingCode>& codes) {
    for (const domain::AttributeWrite& write : writes_) {
      if (is_address(write.name)) {
        POSTERN_CHECK(write_address(user, write, codes));
      } else if (write.value.empty() && !is_required(write.name)) {
        domain::erase_attribute(user.attributes, write.name);
      } else {
        domain::set_attribute(user.attributes, write.name, write.value);
      }
    }
    return domain::check_required(pool_, user.attributes);
  }

 private:
  bool is_required(std::string_view name) const {
    const auto* spec = pool_.schema.find(name);
    return spec != nullptr && spec->required;
  }

  Status write_address(domain::User& user, const domain::AttributeWrite& write,
                       std::vector<auth::PendingCode>& codes) {
    const bool vouched =
        writer_ == domain::Writer::administrator && says_verified(writes_, write.name);
    // Whatever waited before is replaced by this request, also by one for the present value.
    domain::erase_attribute(user.pending, write.name);
    if (write.value.empty()) return erase_address(user, write.name);
    const bool changed = domain::attribute_or(user.attributes, write.name) != write.value;
    if (!changed && !vouched) return ok();
    const bool waits = pool_.verify_before_update.contains(write.name) && !vouched &&
                       domain::find_attribute(user.attributes, write.name) != nullptr;
    if (waits) {
      domain::set_attribute(user.pending, write.name, write.value);
    } else {
      domain::set_attribute(user.attributes, write.name, write.value);
      domain::set_attribute(user.attributes, write.name + "_verified", vouched ? "true" : "false");
    }
    const bool ask = pool_.auto_verified.contains(write.name) && !vouched;
    return ask ? add_code(user, write, codes) : ok();
  }

  // An empty value takes the address away; whether it may go missing is checked at the end.
  static Status erase_address(domain::User& user, const std::string& name) {
    domain::erase_attribute(user.attributes, name);
    domain::erase_attribute(user.attributes, name + "_verified");
    return ok();
  }

  Status add_code(const domain::User& user, const domain::AttributeWrite& write,
                  std::vector<auth::PendingCode>& codes) {
    auth::PendingCode pending{{write.name, write.value}, {}};
    POSTERN_TRY(
        pending.code,
        domain::make_code(txn_, pool_.id, user.sub, auth::purpose_for(write.name), pending.channel,
                          context_.store().now_us(), context_.store().random()));
    codes.push_back(std::move(pending));
    return ok();
  }

  Context& context_;
  domain::Txn& txn_;
  const domain::Pool& pool_;
  const domain::Writer writer_;
  const std::vector<domain::AttributeWrite>& writes_;
};

// Names all that the schema does not have, each on a line.
Status check_deleted_are_known(const domain::Pool& pool, const Json& names) {
  std::string unknown;
  for (const Json& name : names.as_array()) {
    if (pool.schema.find(name.as_string()) == nullptr) {
      unknown += "user." + name.as_string() + ": Attribute does not exist in the schema.\n";
    }
  }
  if (unknown.empty()) return ok();
  return invalid_parameter("Invalid user attributes: " + unknown);
}

// REQUIRES: the schema has the attribute.
Status check_deletable(const domain::Pool& pool, const domain::Client* client,
                       const std::string& name) {
  if (pool.schema.find(name)->required && name != "sub") {
    return invalid_parameter("Invalid user attributes: " + name +
                             ": Required attribute cannot be deleted.\n");
  }
  // Deleting is writing: the same rules, by the same check. The value plays no part.
  const auto writer = client == nullptr ? domain::Writer::administrator : domain::Writer::user;
  return domain::check_writes(pool, client, writer, /*creating=*/false, {{name, ""}});
}

}  // namespace

Result<WriteResult> write_attributes(Context& context, const domain::Pool& pool,
                                     std::string_view sub, domain::Writer writer,
                                     const std::vector<domain::AttributeWrite>& writes) {
  WriteResult result;
  POSTERN_CHECK(change_user(context, pool, sub, [&](domain::Txn& txn, domain::User& user) {
    result.codes.clear();
    Status applied = Writing(context, txn, pool, writer, writes).apply(user, result.codes);
    result.user = user;
    return applied;
  }));
  return result;
}

Result<Json> send_codes(Context& context, const domain::Pool& pool, std::string_view client_id,
                        const WriteResult& result, const Json& metadata) {
  Json details = Json::array();
  for (const auth::PendingCode& pending : result.codes) {
    POSTERN_TRY(
        auto sent,
        auth::send_code(context.services,
                        {pool, client_id, result.user, "UpdateUserAttribute", metadata}, pending));
    details.push_back(std::move(sent));
  }
  return details;
}

Status delete_attributes(Context& context, const domain::Pool& pool, std::string_view sub,
                         const domain::Client* client, const Json& names) {
  POSTERN_CHECK(check_deleted_are_known(pool, names));
  for (const Json& name : names.as_array()) {
    POSTERN_CHECK(check_deletable(pool, client, name.as_string()));
  }
  return change_user(context, pool, sub, [&](domain::Txn&, domain::User& user) -> Status {
    for (const Json& name : names.as_array()) {
      domain::erase_attribute(user.attributes, name.as_string());
      domain::erase_attribute(user.pending, name.as_string());
      if (is_address(name.as_string())) {
        domain::erase_attribute(user.attributes, name.as_string() + "_verified");
      }
    }
    return ok();
  });
}

}  // namespace postern::ops
