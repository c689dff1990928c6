// Options of `postern serve` alone.
#pragma once

#include <CLI/CLI.hpp>

#include "serve.h"

namespace postern::server {

// How messages leave, what is logged, what stands in front of the server. `options` is written to
// when the command line is parsed.
void add_serve_options(CLI::App& serve, ServeOptions& options);

}  // namespace postern::server
