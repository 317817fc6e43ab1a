#define _GNU_SOURCE
#include <errno.h>
#include <linux/usbdevice_fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "port.h"

// usbfs as libusb 1.0.26 uses it: every transfer is submitted and reaped; the ioctls that transfer at
// once are never used.

static void append(Queue *queue, Request *request) {
    request->next = NULL;
    if (queue->last)
        queue->last->next = request;
    else
        queue->first = request;
    queue->last = request;
}

static void take_out(Queue *queue, Request *request) {
    Request *before = NULL;
    for (Request *other = queue->first; other != request; other = other->next) before = other;
    if (before)
        before->next = request->next;
    else
        queue->first = request->next;
    if (queue->last == request) queue->last = before;
}

static void request_free(Request *request) {
    gobject.object_unref(request->data);
    free(request);
}

static void end(usbport *port, Request *request, int status) {
    request->urb->status = status;
    request->urb->actual_length = request->count;
    append(&port->ended, request);
}

static int is_input(const Request *request) { return request->urb->endpoint & 0x80; }

static struct usbport_answer ask(usbport *port, Request *request) {
    struct usbdevfs_urb *urb = request->urb;
    struct usbport_device *device = &port->device;
    if (urb->type == USBDEVFS_URB_TYPE_CONTROL) {
        if (urb->buffer_length < 8) return (struct usbport_answer){USBPORT_FAILED, 0, EINVAL};
        return device->control(
            device->context, request->bytes, request->bytes + 8, urb->buffer_length - 8);
    }
    if (is_input(request))
        return device->give(
            device->context, urb->endpoint, request->bytes, urb->buffer_length, request->count);
    return device->take(
        device->context, urb->endpoint, request->bytes, urb->buffer_length, request->count);
}

static int pipe_number(unsigned endpoint) {
    return (int)((endpoint & 0x0f) | (endpoint & 0x80 ? 0x10 : 0));
}

// Asks about all that wait, the oldest of each pipe first; one that waits holds its pipe up.
static void serve(usbport *port) {
    uint8_t held[32] = {0};
    Request *next;
    for (Request *request = port->waiting.first; request; request = next) {
        next = request->next;
        int pipe = pipe_number(request->urb->endpoint);
        uint8_t *is_held = &held[pipe];
        if (*is_held || port->halted[pipe]) continue;
        struct usbport_answer answer = ask(port, request);
        request->count = answer.count;
        if (answer.state == USBPORT_WAIT) {
            *is_held = 1;
            continue;
        }
        take_out(&port->waiting, request);
        // The control pipe is told of the next request by itself.
        if (answer.state == USBPORT_FAILED && answer.error == EPIPE && pipe & 0x0f)
            port->halted[pipe] = 1;
        end(port, request, answer.state == USBPORT_FAILED ? -answer.error : 0);
    }
}

void usbport_ready(usbport *port) {
    pthread_mutex_lock(&port->mutex);
    if (port->is_plugged) serve(port);
    node_tell(port);
    pthread_mutex_unlock(&port->mutex);
}

static void forget(Queue *queue, const UMockdevIoctlClient *owner) {
    Request *next;
    for (Request *request = queue->first; request; request = next) {
        next = request->next;
        if (owner && request->owner != owner) continue;
        take_out(queue, request);
        request_free(request);
    }
}

// All of them without an owner.
void forget_requests(usbport *port, UMockdevIoctlClient *owner) {
    forget(&port->waiting, owner);
    forget(&port->ended, owner);
}

// A closed descriptor: its transfers end and its claims fall, but no driver comes back for that.
void forget_client(UMockdevIoctlBase *handler, UMockdevIoctlClient *client, void *context) {
    (void)handler;
    usbport *port = context;
    pthread_mutex_lock(&port->mutex);
    forget_requests(port, client);
    for (int number = 0; number < 2; number++)
        if (port->claims[number] == client) port->claims[number] = NULL;
    node_tell(port);
    pthread_mutex_unlock(&port->mutex);
}

void end_requests(usbport *port, int status) {
    Request *request;
    while ((request = port->waiting.first)) {
        take_out(&port->waiting, request);
        end(port, request, status);
    }
}

static int submit(usbport *port, UMockdevIoctlClient *owner, UMockdevIoctlData *data) {
    Request *request = calloc(1, sizeof *request);
    if (!request) return ENOMEM;
    request->owner = owner;
    request->data = gobject.object_ref(data);
    request->urb = (struct usbdevfs_urb *)data->data;
    int length = request->urb->buffer_length;
    if (length > 0) {
        UMockdevIoctlData *buffer = umockdev.ioctl_data_resolve(
            data, offsetof(struct usbdevfs_urb, buffer), (size_t)length, NULL);
        request->bytes = buffer ? buffer->data : NULL;
        if (!buffer) {
            request_free(request);
            return EFAULT;
        }
    }
    append(&port->waiting, request);
    serve(port);
    return 0;
}

static int discard(usbport *port, UMockdevIoctlData *argument) {
    unsigned long address = *(unsigned long *)argument->data;
    for (Request *request = port->waiting.first; request; request = request->next) {
        if (request->data->client_address != address) continue;
        take_out(&port->waiting, request);
        end(port, request, -ENOENT);
        return 0;
    }
    return EINVAL;
}

static int reap(usbport *port, UMockdevIoctlData *data) {
    Request *request = port->ended.first;
    if (!request) return port->is_plugged ? EAGAIN : ENODEV;
    take_out(&port->ended, request);
    umockdev.ioctl_data_set_ptr(data, 0, request->data);
    request_free(request);
    return 0;
}

static int driver_order(usbport *port, const struct usbdevfs_ioctl *order) {
    if (order->ioctl_code == (int)USBDEVFS_DISCONNECT) {
        if (!port->is_bound) return ENODATA;
        port->is_bound = 0;
        return 0;
    }
    if (order->ioctl_code != (int)USBDEVFS_CONNECT) return ENOTTY;
    // cdc_acm needs both interfaces.
    int is_free = !port->claims[0] && !port->claims[1];
    if (port->driver && is_free) port->is_bound = 1;
    return 0;
}

static int claim(usbport *port, UMockdevIoctlClient *owner, unsigned number) {
    if (number > 1) return EINVAL;
    UMockdevIoctlClient *holder = port->claims[number];
    if (port->is_bound || port->is_occupied || (holder && holder != owner)) return EBUSY;
    port->claims[number] = owner;
    return 0;
}

static int tell_driver(usbport *port, struct usbdevfs_getdriver *driver) {
    const char *name = port->is_bound ? port->driver : NULL;
    if (port->is_occupied || (driver->interface < 2 && port->claims[driver->interface]))
        name = "usbfs";
    if (!name) return ENODATA;
    snprintf(driver->driver, sizeof driver->driver, "%s", name);
    return 0;
}

static int carry_out(
    usbport *port, UMockdevIoctlClient *client, unsigned long order, UMockdevIoctlData *argument,
    UMockdevIoctlData *data) {
    if (!port->is_plugged && order != USBDEVFS_REAPURBNDELAY && order != USBDEVFS_REAPURB)
        return ENODEV;
    switch (order) {
    case USBDEVFS_GET_CAPABILITIES:
        *(uint32_t *)data->data = USBDEVFS_CAP_ZERO_PACKET | USBDEVFS_CAP_BULK_CONTINUATION
            | USBDEVFS_CAP_NO_PACKET_SIZE_LIM | USBDEVFS_CAP_REAP_AFTER_DISCONNECT;
        return 0;
    case USBDEVFS_CLAIMINTERFACE: return claim(port, client, *(unsigned *)data->data);
    case USBDEVFS_RELEASEINTERFACE: {
        unsigned number = *(unsigned *)data->data;
        if (number > 1 || port->claims[number] != client) return EINVAL;
        port->claims[number] = NULL;
        return 0;
    }
    case USBDEVFS_GETDRIVER: return tell_driver(port, (struct usbdevfs_getdriver *)data->data);
    case USBDEVFS_IOCTL: return driver_order(port, (struct usbdevfs_ioctl *)data->data);
    case USBDEVFS_SUBMITURB: return submit(port, client, data);
    case USBDEVFS_DISCARDURB: return discard(port, argument);
    case USBDEVFS_REAPURB:
    case USBDEVFS_REAPURBNDELAY: return reap(port, data);
    case USBDEVFS_CLEAR_HALT:
        port->halted[pipe_number(*(unsigned *)data->data)] = 0;
        return 0;
    case USBDEVFS_SETINTERFACE:
    case USBDEVFS_SETCONFIGURATION:
    case USBDEVFS_RESET: return 0;
    default: return ENOTTY;
    }
}

int answer_ioctl(UMockdevIoctlBase *handler, UMockdevIoctlClient *client, void *context) {
    (void)handler;
    usbport *port = context;
    unsigned long order = umockdev.ioctl_client_get_request(client);
    UMockdevIoctlData *argument = umockdev.ioctl_client_get_arg(client);
    size_t size = _IOC_SIZE(order);
    UMockdevIoctlData *data =
        size > 0 ? umockdev.ioctl_data_resolve(argument, 0, size, NULL) : NULL;
    pthread_mutex_lock(&port->mutex);
    int error = size > 0 && !data ? EFAULT : carry_out(port, client, order, argument, data);
    node_tell(port);
    pthread_mutex_unlock(&port->mutex);
    umockdev.ioctl_client_complete(client, error ? -1 : 0, error);
    return 1;
}
