// libusb.
#ifndef EARSHOT_CUSB_SHIM_H
#define EARSHOT_CUSB_SHIM_H

#include <libusb.h>

#if LIBUSB_API_VERSION < 0x01000105
#error "libusb is too old: 1.0.21 or newer is needed"
#endif

#endif
