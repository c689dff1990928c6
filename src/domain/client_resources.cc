// What hangs on an app client besides its record, and goes with it.
#include "domain/client_resources.h"

#include "domain/branding.h"
#include "domain/keyspace.h"
#include "domain/terms.h"

namespace postern::domain {

Status erase_client_resources(Txn& txn, std::string_view pool_id, std::string_view client_id) {
  POSTERN_CHECK(erase_terms_of_client(txn, pool_id, client_id));
  POSTERN_CHECK(erase_branding_of_client(txn, pool_id, client_id));
  POSTERN_CHECK(txn.erase(keys::ui_customization(pool_id, client_id)));
  POSTERN_CHECK(txn.erase(keys::ui_image(pool_id, client_id)));
  return txn.erase(keys::risk_configuration(pool_id, client_id));
}

}  // namespace postern::domain
