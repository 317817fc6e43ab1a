#define _GNU_SOURCE
#include "port.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// One testbed per process: umockdev keeps its directory in the environment.
static UMockdevTestbed *shared;

enum usbport_start usbport_testbed(const char **folder) {
    if (!library_load()) return USBPORT_NO_LIBRARY;
    if (!shared) {
        shared = umockdev.testbed_new();
        // Answers for good at its first call, so not before there is a testbed.
        if (!umockdev.in_mock_environment()) {
            usbport_testbed_end();
            return USBPORT_NOT_PRELOADED;
        }
        umockdev.testbed_add_from_string(
            shared,
            "P: /devices/pci0/usb1\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\n"
            "E: DEVNAME=/dev/bus/usb/001/001\nE: MAJOR=189\nE: MINOR=0\nN: bus/usb/001/001=00\n"
            "A: dev=189:0\nA: busnum=1\\n\nA: devnum=1\\n\nA: speed=480\\n\n"
            "A: bConfigurationValue=1\\n\n"
            "H: descriptors=12010002090001406B1D0200010603020101"
            "09021900010100E0000904000001090000000705810304000C\n",
            NULL);
    }
    *folder = getenv("UMOCKDEV_DIR");
    return USBPORT_STARTED;
}

void usbport_testbed_end(void) {
    if (shared) gobject.object_unref(shared);
    shared = NULL;
}

static char *copy(const char *text) { return text ? strdup(text) : NULL; }

__attribute__((format(printf, 1, 2))) static char *print(const char *format, ...) {
    char *text = NULL;
    va_list values;
    va_start(values, format);
    if (vasprintf(&text, format, values) < 0) text = NULL;
    va_end(values);
    return text;
}

// As GLib does it: without memory for a few texts there is nothing to go on with.
static void *sure(void *memory) {
    if (!memory) abort();
    return memory;
}

usbport *usbport_new(struct usbport_identity identity, struct usbport_device device) {
    usbport *port = sure(calloc(1, sizeof *port));
    pthread_mutex_init(&port->mutex, NULL);
    port->device = device;
    port->bus = identity.bus;
    port->address = identity.address;
    port->place = sure(copy(identity.place));
    port->node = sure(print("/dev/bus/usb/%03d/%03d", identity.bus, identity.address));
    port->system_path = sure(print("/sys/devices/pci0/usb1/%s", identity.place));
    port->driver = copy(identity.driver);
    port->manufacturer = copy(identity.manufacturer);
    port->product = copy(identity.product);
    port->serial = copy(identity.serial);
    port->descriptors = sure(malloc(identity.descriptor_bytes));
    memcpy(port->descriptors, identity.descriptors, identity.descriptor_bytes);
    port->descriptor_bytes = identity.descriptor_bytes;
    port->master = -1;
    port->handler = umockdev.ioctl_base_new();
    gobject.signal_connect_data(
        port->handler, "handle-ioctl", (void (*)(void))answer_ioctl, port, NULL, 0);
    gobject.signal_connect_data(
        port->handler, "client-vanished", (void (*)(void))forget_client, port, NULL, 0);
    return port;
}

static void set(usbport *port, const char *name, const char *value) {
    if (!value) return;
    char *line = sure(print("%s\n", value));
    umockdev.testbed_set_attribute(shared, port->system_path, name, line);
    free(line);
}

// Adding the device tells of it, so everything else must be in place before.
static void announce(usbport *port) {
    int minor = (port->bus - 1) * 128 + port->address - 1;
    char dev[32], bus[16], address[16], number[16], vendor[8], product[8];
    char long_bus[16], long_address[16];
    snprintf(dev, sizeof dev, "189:%d", minor);
    snprintf(bus, sizeof bus, "%d\n", port->bus);
    snprintf(address, sizeof address, "%d\n", port->address);
    snprintf(number, sizeof number, "%d", minor);
    snprintf(long_bus, sizeof long_bus, "%03d", port->bus);
    snprintf(long_address, sizeof long_address, "%03d", port->address);
    snprintf(vendor, sizeof vendor, "%02x%02x\n", port->descriptors[9], port->descriptors[8]);
    snprintf(product, sizeof product, "%02x%02x\n", port->descriptors[11], port->descriptors[10]);
    char *path = umockdev.testbed_add_device(
        shared, "usb", port->place, "/sys/devices/pci0/usb1", "dev", dev, "busnum", bus, "devnum",
        address, "speed", "12\n", "bConfigurationValue", "1\n", "idVendor", vendor, "idProduct",
        product, NULL, "DEVTYPE", "usb_device", "DEVNAME", port->node, "MAJOR", "189", "MINOR",
        number, "BUSNUM", long_bus, "DEVNUM", long_address, NULL);
    gobject.free(path);
}

static void make_folders(const char *path) {
    char *part = sure(copy(path));
    for (char *end = strchr(part + 1, '/'); end; end = strchr(end + 1, '/')) {
        *end = 0;
        mkdir(part, 0755);
        *end = '/';
    }
    free(part);
}

static int write_descriptors(const usbport *port, const char *path) {
    FILE *file = fopen(path, "wb");
    if (!file) return errno;
    size_t count = fwrite(port->descriptors, 1, port->descriptor_bytes, file);
    return fclose(file) == 0 && count == port->descriptor_bytes ? 0 : EIO;
}

int32_t usbport_plug(usbport *port) {
    const char *root = getenv("UMOCKDEV_DIR");
    char *descriptors = sure(print("%s%s/descriptors", root, port->system_path));
    char *node = sure(print("%s%s", root, port->node));

    pthread_mutex_lock(&port->mutex);
    make_folders(descriptors);
    make_folders(node);
    int error = write_descriptors(port, descriptors);
    set(port, "manufacturer", port->manufacturer);
    set(port, "product", port->product);
    set(port, "serial", port->serial);
    forget_requests(port, NULL);
    if (!error) error = node_make(port, node);
    port->is_plugged = error == 0;
    port->is_bound = port->driver != NULL;
    memset(port->claims, 0, sizeof port->claims);
    memset(port->halted, 0, sizeof port->halted);
    pthread_mutex_unlock(&port->mutex);

    if (!error) {
        umockdev.testbed_attach_ioctl(shared, port->node, port->handler, NULL);
        announce(port);
    }
    free(descriptors);
    free(node);
    return error;
}

void usbport_unplug(usbport *port) {
    pthread_mutex_lock(&port->mutex);
    int was_plugged = port->is_plugged;
    port->is_plugged = 0;
    end_requests(port, -ESHUTDOWN);
    node_hang_up(port);
    pthread_mutex_unlock(&port->mutex);
    if (!was_plugged) return;
    umockdev.testbed_uevent(shared, port->system_path, "remove");
    umockdev.testbed_detach_ioctl(shared, port->node, NULL);
    umockdev.testbed_remove_device(shared, port->system_path);
}

void usbport_occupy(usbport *port, int32_t is_occupied) {
    pthread_mutex_lock(&port->mutex);
    port->is_occupied = is_occupied;
    pthread_mutex_unlock(&port->mutex);
}

int32_t usbport_is_bound(usbport *port) {
    pthread_mutex_lock(&port->mutex);
    int32_t is_bound = port->is_bound;
    pthread_mutex_unlock(&port->mutex);
    return is_bound;
}

void usbport_free(usbport *port) {
    usbport_unplug(port);
    forget_requests(port, NULL);
    gobject.object_unref(port->handler);
    pthread_mutex_destroy(&port->mutex);
    free(port->place);
    free(port->node);
    free(port->system_path);
    free(port->driver);
    free(port->manufacturer);
    free(port->product);
    free(port->serial);
    free(port->descriptors);
    free(port);
}
