// Finds libpq.so.5 and its functions.
#include "storage/postgres/libpq.h"

#include <dlfcn.h>

#include <string>

#include "storage/checks.h"

namespace postern::storage {
namespace {

template <class Function>
bool find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
  return function != nullptr;
}

bool find_all(void* library, Libpq& libpq) {
  return find(library, "PQconnectdbParams", libpq.connect_params) &&
         find(library, "PQfinish", libpq.finish) && find(library, "PQstatus", libpq.status) &&
         find(library, "PQerrorMessage", libpq.error_message) &&
         find(library, "PQsetNoticeProcessor", libpq.set_notice_processor) &&
         find(library, "PQenterPipelineMode", libpq.enter_pipeline_mode) &&
         find(library, "PQpipelineSync", libpq.pipeline_sync) &&
         find(library, "PQsendPrepare", libpq.send_prepare) &&
         find(library, "PQsendQueryParams", libpq.send_query_params) &&
         find(library, "PQsendQueryPrepared", libpq.send_query_prepared) &&
         find(library, "PQgetResult", libpq.get_result) &&
         find(library, "PQresultStatus", libpq.result_status) &&
         find(library, "PQresultErrorField", libpq.result_error_field) &&
         find(library, "PQcmdStatus", libpq.command_status) &&
         find(library, "PQntuples", libpq.row_count) && find(library, "PQgetvalue", libpq.value) &&
         find(library, "PQgetlength", libpq.length) && find(library, "PQclear", libpq.clear);
}

Result<Libpq> open_library() {
  // Its own OpenSSL stays its own: nothing of it is visible to the rest of the process.
  void* library = ::dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    return storage_error("A postgres:// URL needs libpq.so.5 (Debian package libpq5): " +
                         std::string(::dlerror()));
  }
  Libpq libpq;
  if (!find_all(library, libpq)) {
    ::dlclose(library);
    return storage_error("libpq.so.5 is older than PostgreSQL 14's, which knows pipelines.");
  }
  return libpq;
}

}  // namespace

Result<const Libpq*> Libpq::load() {
  static const Result<Libpq> loaded = open_library();
  if (!loaded.ok()) return loaded.error();
  return &*loaded;
}

}  // namespace postern::storage
