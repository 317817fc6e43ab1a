#include "CPlaces.h"

// C23's #embed, which the compiler of the Swift toolchain knows in every C dialect. It notes the
// file as a dependency, so that a new map rebuilds this.
#pragma clang diagnostic ignored "-Wc23-extensions"

_Alignas(8) static const unsigned char places[] = {
#embed "../../../maps/places.bin"
};

const unsigned char *earshot_places(void) { return places; }
size_t earshot_places_length(void) { return sizeof places; }
