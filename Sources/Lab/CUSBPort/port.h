#ifndef EARSHOT_PORT_H
#define EARSHOT_PORT_H

#include <linux/usbdevice_fs.h>
#include <pthread.h>
#include <sys/types.h>

#include "CUSBPort.h"
#include "library.h"

// A request block of the client, copied into this process until it is reaped.
typedef struct Request {
    struct Request *next;
    UMockdevIoctlClient *owner;
    UMockdevIoctlData *data;
    struct usbdevfs_urb *urb;
    uint8_t *bytes;
    int32_t count;
} Request;

// In the order in which they came.
typedef struct {
    Request *first, *last;
} Queue;

struct usbport {
    pthread_mutex_t mutex;
    struct usbport_device device;
    UMockdevIoctlBase *handler;
    Queue waiting, ended;
    int is_plugged, is_bound, is_occupied;
    // Pipes that stalled, until the host clears them.
    uint8_t halted[32];
    // Who has which interface.
    UMockdevIoctlClient *claims[2];

    int bus, address;
    char *place, *node, *system_path, *driver;
    char *manufacturer, *product, *serial;
    uint8_t *descriptors;
    size_t descriptor_bytes;

    // The node is a terminal, so that poll can be told what usbfs would tell: see node.c.
    int master, is_suspended;
    pid_t guard;
};

int answer_ioctl(UMockdevIoctlBase *handler, UMockdevIoctlClient *client, void *context);
void forget_client(UMockdevIoctlBase *handler, UMockdevIoctlClient *client, void *context);
void forget_requests(usbport *port, UMockdevIoctlClient *owner);
void end_requests(usbport *port, int status);

int node_make(usbport *port, const char *path);
void node_tell(usbport *port);
void node_hang_up(usbport *port);

#endif
