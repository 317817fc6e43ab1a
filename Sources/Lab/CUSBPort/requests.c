#define _GNU_SOURCE
#include <errno.h>
#include <linux/usbdevice_fs.h>
#include <string.h>
#include <sys/ioctl.h>

#include "port.h"

// usbfs as libusb 1.0.26 uses it: every transfer is submitted and reaped; the ioctls that transfer at
// once are never used.

static void request_free(Request *request) {
    g_object_unref(request->data);
    g_free(request);
}

static void end(usbport *port, Request *request, int status) {
    request->urb->status = status;
    request->urb->actual_length = request->count;
    g_queue_push_tail(&port->ended, request);
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
    GList *next;
    for (GList *link = port->waiting.head; link; link = next) {
        next = link->next;
        Request *request = link->data;
        int pipe = pipe_number(request->urb->endpoint);
        uint8_t *is_held = &held[pipe];
        if (*is_held || port->halted[pipe]) continue;
        struct usbport_answer answer = ask(port, request);
        request->count = answer.count;
        if (answer.state == USBPORT_WAIT) {
            *is_held = 1;
            continue;
        }
        g_queue_delete_link(&port->waiting, link);
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

static void forget(GQueue *queue, const UMockdevIoctlClient *owner) {
    GList *next;
    for (GList *link = queue->head; link; link = next) {
        next = link->next;
        Request *request = link->data;
        if (owner && request->owner != owner) continue;
        g_queue_delete_link(queue, link);
        request_free(request);
    }
}

// All of them without an owner.
void forget_requests(usbport *port, UMockdevIoctlClient *owner) {
    forget(&port->waiting, owner);
    forget(&port->ended, owner);
}

// A closed descriptor: its transfers end and its claims fall, but no driver comes back for that.
void forget_client(UMockdevIoctlBase *handler, UMockdevIoctlClient *client, gpointer context) {
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
    while ((request = g_queue_pop_head(&port->waiting))) end(port, request, status);
}

static int submit(usbport *port, UMockdevIoctlClient *owner, UMockdevIoctlData *data) {
    Request *request = g_new0(Request, 1);
    request->owner = owner;
    request->data = g_object_ref(data);
    request->urb = (struct usbdevfs_urb *)data->data;
    int length = request->urb->buffer_length;
    if (length > 0) {
        UMockdevIoctlData *buffer = umockdev_ioctl_data_resolve(
            data, offsetof(struct usbdevfs_urb, buffer), (gsize)length, NULL);
        request->bytes = buffer ? buffer->data : NULL;
        if (!buffer) {
            request_free(request);
            return EFAULT;
        }
    }
    g_queue_push_tail(&port->waiting, request);
    serve(port);
    return 0;
}

static int discard(usbport *port, UMockdevIoctlData *argument) {
    gulong address = *(gulong *)argument->data;
    for (GList *link = port->waiting.head; link; link = link->next) {
        Request *request = link->data;
        if (request->data->client_addr != address) continue;
        g_queue_delete_link(&port->waiting, link);
        end(port, request, -ENOENT);
        return 0;
    }
    return EINVAL;
}

static int reap(usbport *port, UMockdevIoctlData *data) {
    Request *request = g_queue_pop_head(&port->ended);
    if (!request) return port->is_plugged ? EAGAIN : ENODEV;
    umockdev_ioctl_data_set_ptr(data, 0, request->data);
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
    g_strlcpy(driver->driver, name, sizeof driver->driver);
    return 0;
}

static int carry_out(
    usbport *port, UMockdevIoctlClient *client, gulong order, UMockdevIoctlData *argument,
    UMockdevIoctlData *data) {
    if (!port->is_plugged && order != USBDEVFS_REAPURBNDELAY && order != USBDEVFS_REAPURB)
        return ENODEV;
    switch (order) {
    case USBDEVFS_GET_CAPABILITIES:
        *(guint32 *)data->data = USBDEVFS_CAP_ZERO_PACKET | USBDEVFS_CAP_BULK_CONTINUATION
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

gboolean answer_ioctl(UMockdevIoctlBase *handler, UMockdevIoctlClient *client, gpointer context) {
    (void)handler;
    usbport *port = context;
    gulong order = umockdev_ioctl_client_get_request(client);
    UMockdevIoctlData *argument = umockdev_ioctl_client_get_arg(client);
    gsize size = _IOC_SIZE(order);
    UMockdevIoctlData *data =
        size > 0 ? umockdev_ioctl_data_resolve(argument, 0, size, NULL) : NULL;
    pthread_mutex_lock(&port->mutex);
    int error = size > 0 && !data ? EFAULT : carry_out(port, client, order, argument, data);
    node_tell(port);
    pthread_mutex_unlock(&port->mutex);
    umockdev_ioctl_client_complete(client, error ? -1 : 0, error);
    return TRUE;
}
