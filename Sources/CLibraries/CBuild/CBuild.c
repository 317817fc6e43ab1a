#include "CBuild.h"

#ifndef EARSHOT_COMMIT
#define EARSHOT_COMMIT "unknown"
#endif

const char *earshot_build_commit(void) { return EARSHOT_COMMIT; }
