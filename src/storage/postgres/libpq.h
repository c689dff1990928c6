// PostgreSQL's client library, loaded when a database is first opened: who uses none needs none.
#pragma once

#include <postgresql/libpq-fe.h>

#include <memory>

#include "base/result.h"

namespace postern::storage {

// The functions of libpq.so.5 that this folder uses, by the names and signatures of its header.
struct Libpq {
  decltype(&PQconnectdbParams) connect_params = nullptr;
  decltype(&PQfinish) finish = nullptr;
  decltype(&PQstatus) status = nullptr;
  decltype(&PQerrorMessage) error_message = nullptr;
  decltype(&PQsetNoticeProcessor) set_notice_processor = nullptr;
  decltype(&PQenterPipelineMode) enter_pipeline_mode = nullptr;
  decltype(&PQpipelineSync) pipeline_sync = nullptr;
  decltype(&PQsendPrepare) send_prepare = nullptr;
  decltype(&PQsendQueryParams) send_query_params = nullptr;
  decltype(&PQsendQueryPrepared) send_query_prepared = nullptr;
  decltype(&PQgetResult) get_result = nullptr;
  decltype(&PQresultStatus) result_status = nullptr;
  decltype(&PQresultErrorField) result_error_field = nullptr;
  decltype(&PQcmdStatus) command_status = nullptr;
  decltype(&PQntuples) row_count = nullptr;
  decltype(&PQgetvalue) value = nullptr;
  decltype(&PQgetlength) length = nullptr;
  decltype(&PQclear) clear = nullptr;

  // Stays loaded for the life of the process. Errc::storage names what is missing.
  static Result<const Libpq*> load();
};

}  // namespace postern::storage
