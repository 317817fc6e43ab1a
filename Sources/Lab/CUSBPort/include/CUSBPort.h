// A USB device that libusb cannot tell from a real one, on a testbed of umockdev: what Linux's usbfs
// does with transfers, interfaces and drivers stands here, what the device does in Swift.
#ifndef EARSHOT_CUSBPORT_H
#define EARSHOT_CUSBPORT_H

#include <stddef.h>
#include <stdint.h>

typedef struct usbport usbport;

// What became of a transfer that the device was asked about.
enum usbport_state { USBPORT_DONE, USBPORT_WAIT, USBPORT_FAILED };

struct usbport_answer {
    int32_t state;
    // Bytes taken or given so far; also of a transfer that waits, and is perhaps taken back.
    int32_t count;
    // A number of errno, for USBPORT_FAILED.
    int32_t error;
};

// Called on a thread of umockdev's or by usbport_ready, one at a time. They must not call the port.
struct usbport_device {
    void *context;
    struct usbport_answer (*control)(
        void *context, const uint8_t setup[8], uint8_t *data, int32_t length);
    // The host writes; from `count` on when the device took a part before and waited.
    struct usbport_answer (*take)(
        void *context, uint8_t endpoint, const uint8_t *bytes, int32_t length, int32_t count);
    // The host reads; from `count` on when the device gave a part before and waited.
    struct usbport_answer (*give)(
        void *context, uint8_t endpoint, uint8_t *bytes, int32_t length, int32_t count);
};

struct usbport_identity {
    int32_t bus, address;
    // As Linux names the place: "1-1".
    const char *place;
    const uint8_t *descriptors;
    size_t descriptor_bytes;
    // Null for none.
    const char *manufacturer, *product, *serial;
    // The kernel's driver that binds when it is plugged in; null for none.
    const char *driver;
};

enum usbport_start {
    USBPORT_STARTED,
    // umockdev is not installed, or too old.
    USBPORT_NO_LIBRARY,
    // The process runs without umockdev's preloaded library.
    USBPORT_NOT_PRELOADED,
};

// Begins this process's testbed, once; says its directory, for UMOCKDEV_DIR of clients.
enum usbport_start usbport_testbed(const char **folder);
// Removes the testbed's files.
void usbport_testbed_end(void);

// Copies what it is given. Unplugged at first.
usbport *usbport_new(struct usbport_identity identity, struct usbport_device device);
// 0, or a number of errno.
int32_t usbport_plug(usbport *port);
void usbport_unplug(usbport *port);
// Asks the device again about transfers that wait. From any thread but inside a callback.
void usbport_ready(usbport *port);
// Makes another user of usbfs hold the interfaces, or let go.
void usbport_occupy(usbport *port, int32_t is_occupied);
// Whether the kernel's driver has the device.
int32_t usbport_is_bound(usbport *port);
void usbport_free(usbport *port);

#endif
