// The only place where C++ failure, returned or thrown, becomes a C status.
#pragma once

#include <exception>
#include <new>
#include <string>
#include <utility>

#include "base/result.h"
#include "postern/error.h"

// What a postern_error* points to.
struct postern_error {
  postern_status status;
  postern::Error error;
};

namespace postern::capi {

// Failures of the call itself, before any operation ran, with the status they become.
Error invalid_argument(std::string_view message);
Error busy(std::string_view message);
Error bad_handle();

// Gives the failure to the caller, if they want it, and returns its status.
postern_status fail(postern_error** out_error, Error error) noexcept;

// Runs the body of one extern "C" function. `body` returns Status and writes its out-parameters
// last, so that they stay NULL when it fails.
template <class Body>
postern_status guard(postern_error** out_error, Body&& body) noexcept {
  if (out_error != nullptr) *out_error = nullptr;
  try {
    Status status = body();
    return status.ok() ? POSTERN_OK : fail(out_error, std::move(status).error());
  } catch (const std::bad_alloc&) {
    return POSTERN_E_NO_MEMORY;  // No allocation for a message either.
  } catch (const std::exception&) {
    // what() may quote input, so it stays inside.
    return fail(out_error, internal_error("Unexpected exception"));
  } catch (...) {
    return fail(out_error, internal_error("Unknown exception"));
  }
}

}  // namespace postern::capi
