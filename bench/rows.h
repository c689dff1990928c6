// The groups of rows, one file each.
#pragma once

#include "bench/measure.h"

namespace bench {

void verify_rows(Report& report);
void get_user_rows(Report& report);
void refresh_rows(Report& report);
void srp_rows(Report& report);
void password_rows(Report& report);
void commit_rows(Report& report);
void scale_rows(Report& report);
void server_rows(Report& report);
void audit_rows(Report& report);

// More tokens than the engine remembers (4,096), so that going round them never meets one that is
// still known.
inline constexpr int kTokensForgotten = 12'000;

}  // namespace bench
