// umockdev and the GLib it stands on: for Lab alone.
#ifndef EARSHOT_CUMOCKDEV_SHIM_H
#define EARSHOT_CUMOCKDEV_SHIM_H

#include <umockdev.h>

#endif
