#ifndef CALLOCATIONS_H
#define CALLOCATIONS_H

#include <stddef.h>

// How often the calling thread has asked for memory since it began. A test binary that links this
// replaces the C library's malloc by one that counts; Swift gets its memory there.
unsigned long earshot_allocations_of_this_thread(void);

#endif
