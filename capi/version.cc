// Which library this is.
#include "postern/base.h"

uint32_t postern_abi_version(void) { return POSTERN_ABI_VERSION; }

const char* postern_version(void) { return POSTERN_VERSION; }
