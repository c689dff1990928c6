// What a postern_buf* points to.
#pragma once

#include <string>

#include "postern/base.h"

struct postern_buf {
  std::string bytes;
};
