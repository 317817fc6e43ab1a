#ifndef CPLACES_H
#define CPLACES_H

#include <stddef.h>

// maps/places.bin as part of the program: the kernel maps it with the rest of the read-only data
// and loads the pages that are looked at.
const unsigned char *earshot_places(void);
size_t earshot_places_length(void);

#endif
