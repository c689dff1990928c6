// Terms of use and privacy policies: their rules and rows.
#include "domain/terms.h"

#include <string>

#include "domain/keyspace.h"
#include "domain/settings.h"

namespace postern::domain {
namespace {

std::string_view id_of(const PoolResource& terms) {
  return terms.settings.get_string("TermsId");
}

std::string name_key(std::string_view pool_id, const PoolResource& terms) {
  return keys::terms_of_client(pool_id, terms.settings.get_string("ClientId"),
                               terms.settings.get_string("TermsName"));
}

// Takes the name for the client; one that is taken stays with whom it belongs to.
Status claim_name(Txn& txn, std::string_view pool_id, const PoolResource& terms) {
  const std::string key = name_key(pool_id, terms);
  POSTERN_TRY(const bool taken, txn.exists(key));
  if (taken) {
    return reject("TermsExistsException", "Terms already exist for this client and terms name: " +
                                              std::string(terms.settings.get_string("TermsName")));
  }
  Reference reference;
  reference.sub = id_of(terms);
  return txn.put(key, reference);
}

}  // namespace

Status check_terms(const Json& settings) {
  const Json& links = member_or_empty(settings, "Links");
  for (const JsonMember& link : links.as_object()) {
    const std::string& address = link.value.as_string();
    const bool is_page = address.starts_with("https://") || address.starts_with("http://");
    if (!is_page) {
      return invalid_parameter("The link for " + link.key + " is not the address of a web page.");
    }
  }
  return ok();
}

Result<PoolResource> require_terms(Txn& txn, std::string_view pool_id, std::string_view id) {
  POSTERN_TRY(auto terms, find_resource(txn, keys::terms(pool_id, id)));
  if (!terms) {
    return reject("ResourceNotFoundException", "Terms " + std::string(id) + " do not exist.");
  }
  return std::move(*terms);
}

Result<std::optional<PoolResource>> find_terms_of_client(Txn& txn, std::string_view pool_id,
                                                         std::string_view client_id,
                                                         std::string_view name) {
  POSTERN_TRY(const auto id, txn.get<Reference>(keys::terms_of_client(pool_id, client_id, name)));
  if (!id) return std::optional<PoolResource>();
  return find_resource(txn, keys::terms(pool_id, id->sub));
}

Status insert_terms(Txn& txn, std::string_view pool_id, const PoolResource& terms) {
  POSTERN_TRY(const bool full,
              has_rows(txn, keys::pool_data(pool_id, keys::kTerms).take(), kTermsMax));
  if (full) return reject("LimitExceededException", "A user pool has at most 40 terms.");
  POSTERN_CHECK(claim_name(txn, pool_id, terms));
  return put_resource(txn, keys::terms(pool_id, id_of(terms)), terms);
}

Status update_terms(Txn& txn, std::string_view pool_id, const PoolResource& before,
                    const PoolResource& after) {
  if (name_key(pool_id, before) != name_key(pool_id, after)) {
    POSTERN_CHECK(claim_name(txn, pool_id, after));
    POSTERN_CHECK(txn.erase(name_key(pool_id, before)));
  }
  return put_resource(txn, keys::terms(pool_id, id_of(after)), after);
}

Status erase_terms(Txn& txn, std::string_view pool_id, const PoolResource& terms) {
  POSTERN_CHECK(txn.erase(name_key(pool_id, terms)));
  return txn.erase(keys::terms(pool_id, id_of(terms)));
}

Status erase_terms_of_client(Txn& txn, std::string_view pool_id, std::string_view client_id) {
  for (const std::string_view name : {"terms-of-use", "privacy-policy"}) {
    POSTERN_TRY(const auto terms, find_terms_of_client(txn, pool_id, client_id, name));
    if (terms) POSTERN_CHECK(erase_terms(txn, pool_id, *terms));
  }
  return ok();
}

Result<std::vector<PoolResource>> list_terms(Txn& txn, std::string_view pool_id,
                                             std::string_view after, std::size_t limit) {
  const std::string after_key = after.empty() ? std::string() : keys::terms(pool_id, after);
  return list_resources(txn, keys::pool_data(pool_id, keys::kTerms).take(), after_key, limit);
}

}  // namespace postern::domain
