// What is called of umockdev and of GObject under it, looked up when an emulated USB begins: nobody
// who builds or runs anything else needs either. As libumockdev.so.0 has it since 0.16.
#ifndef EARSHOT_LIBRARY_H
#define EARSHOT_LIBRARY_H

#include <stddef.h>
#include <stdint.h>

typedef struct UMockdevTestbed UMockdevTestbed;
typedef struct UMockdevIoctlBase UMockdevIoctlBase;
typedef struct UMockdevIoctlClient UMockdevIoctlClient;

typedef struct {
    // Class, reference count, data.
    void *object[3];
    uint8_t *data;
    int length;
    unsigned long client_address;
} UMockdevIoctlData;

#define UMOCKDEV_CALLS(call) \
    call(UMockdevTestbed *, testbed_new, (void)) \
    call(int, in_mock_environment, (void)) \
    call(int, testbed_add_from_string, (UMockdevTestbed *, const char *text, void **error)) \
    call(char *, testbed_add_device, \
         (UMockdevTestbed *, const char *subsystem, const char *name, const char *parent, ...)) \
    call(void, testbed_remove_device, (UMockdevTestbed *, const char *system_path)) \
    call(void, testbed_set_attribute, \
         (UMockdevTestbed *, const char *system_path, const char *name, const char *value)) \
    call(void, testbed_uevent, (UMockdevTestbed *, const char *system_path, const char *action)) \
    call(int, testbed_attach_ioctl, \
         (UMockdevTestbed *, const char *node, UMockdevIoctlBase *, void **error)) \
    call(int, testbed_detach_ioctl, (UMockdevTestbed *, const char *node, void **error)) \
    call(UMockdevIoctlBase *, ioctl_base_new, (void)) \
    call(unsigned long, ioctl_client_get_request, (UMockdevIoctlClient *)) \
    call(UMockdevIoctlData *, ioctl_client_get_arg, (UMockdevIoctlClient *)) \
    call(void, ioctl_client_complete, (UMockdevIoctlClient *, long result, int error)) \
    call(UMockdevIoctlData *, ioctl_data_resolve, \
         (UMockdevIoctlData *, size_t offset, size_t length, void **error)) \
    call(int, ioctl_data_set_ptr, (UMockdevIoctlData *, size_t offset, UMockdevIoctlData *child))

#define GOBJECT_CALLS(call) \
    call(void *, object_ref, (void *)) \
    call(void, object_unref, (void *)) \
    call(unsigned long, signal_connect_data, \
         (void *instance, const char *signal, void (*handler)(void), void *context, \
          void *destroy, int flags)) \
    call(void, free, (void *))

#define MEMBER(result, name, arguments) result(*name) arguments;
struct umockdev_calls { UMOCKDEV_CALLS(MEMBER) };
struct gobject_calls { GOBJECT_CALLS(MEMBER) };
#undef MEMBER

extern struct umockdev_calls umockdev;
extern struct gobject_calls gobject;

// Finds them all; 0 when one is missing. Once is enough, more do no harm.
int library_load(void);

#endif
