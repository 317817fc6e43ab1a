#include "library.h"

#include <dlfcn.h>
#include <string.h>

struct umockdev_calls umockdev;
struct gobject_calls gobject;

// A function's address by way of memory, because C has no cast for it.
static int find(void *library, const char *name, void *place) {
    void *address = dlsym(library, name);
    memcpy(place, &address, sizeof address);
    return address != NULL;
}

int library_load(void) {
    // Never closed: its threads and types stay as long as the process. GObject comes with it.
    void *library = dlopen("libumockdev.so.0", RTLD_NOW | RTLD_LOCAL);
    if (!library) return 0;
    int is_whole = 1;
#define FIND_UMOCKDEV(result, name, arguments) \
    is_whole &= find(library, "umockdev_" #name, &umockdev.name);
    UMOCKDEV_CALLS(FIND_UMOCKDEV)
#define FIND_GOBJECT(result, name, arguments) \
    is_whole &= find(library, "g_" #name, &gobject.name);
    GOBJECT_CALLS(FIND_GOBJECT)
    return is_whole;
}
