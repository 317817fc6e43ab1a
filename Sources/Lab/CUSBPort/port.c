#define _GNU_SOURCE
#include "port.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// One testbed per process: umockdev keeps its directory in the environment.
static UMockdevTestbed *shared;

UMockdevTestbed *testbed(void) { return shared; }

const char *usbport_testbed(void) {
    if (!shared) {
        shared = umockdev_testbed_new();
        // Answers for good at its first call, so not before there is a testbed.
        if (!umockdev_in_mock_environment()) {
            g_clear_object(&shared);
            return NULL;
        }
        umockdev_testbed_add_from_string(
            shared,
            "P: /devices/pci0/usb1\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\n"
            "E: DEVNAME=/dev/bus/usb/001/001\nE: MAJOR=189\nE: MINOR=0\nN: bus/usb/001/001=00\n"
            "A: dev=189:0\nA: busnum=1\\n\nA: devnum=1\\n\nA: speed=480\\n\n"
            "A: bConfigurationValue=1\\n\n"
            "H: descriptors=12010002090001406B1D0200010603020101"
            "09021900010100E0000904000001090000000705810304000C\n",
            NULL);
    }
    return g_getenv("UMOCKDEV_DIR");
}

void usbport_testbed_end(void) { g_clear_object(&shared); }

usbport *usbport_new(struct usbport_identity identity, struct usbport_device device) {
    usbport *port = g_new0(usbport, 1);
    pthread_mutex_init(&port->mutex, NULL);
    port->device = device;
    port->bus = identity.bus;
    port->address = identity.address;
    port->place = g_strdup(identity.place);
    port->node = g_strdup_printf("/dev/bus/usb/%03d/%03d", identity.bus, identity.address);
    port->system_path = g_strdup_printf("/sys/devices/pci0/usb1/%s", identity.place);
    port->driver = g_strdup(identity.driver);
    port->manufacturer = g_strdup(identity.manufacturer);
    port->product = g_strdup(identity.product);
    port->serial = g_strdup(identity.serial);
    port->descriptors = g_memdup2(identity.descriptors, identity.descriptor_bytes);
    port->descriptor_bytes = identity.descriptor_bytes;
    port->master = port->slave = -1;
    port->handler = umockdev_ioctl_base_new();
    g_signal_connect(port->handler, "handle-ioctl", G_CALLBACK(answer_ioctl), port);
    g_signal_connect(port->handler, "client-vanished", G_CALLBACK(forget_client), port);
    return port;
}

static void set(usbport *port, const char *name, const char *value) {
    if (!value) return;
    char *line = g_strdup_printf("%s\n", value);
    umockdev_testbed_set_attribute(shared, port->system_path, name, line);
    g_free(line);
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
    char *path = umockdev_testbed_add_device(
        shared, "usb", port->place, "/sys/devices/pci0/usb1", "dev", dev, "busnum", bus, "devnum",
        address, "speed", "12\n", "bConfigurationValue", "1\n", "idVendor", vendor, "idProduct",
        product, NULL, "DEVTYPE", "usb_device", "DEVNAME", port->node, "MAJOR", "189", "MINOR",
        number, "BUSNUM", long_bus, "DEVNUM", long_address, NULL);
    g_free(path);
}

int32_t usbport_plug(usbport *port) {
    const char *root = g_getenv("UMOCKDEV_DIR");
    char *folder = g_strconcat(root, port->system_path, NULL);
    char *descriptors = g_strconcat(folder, "/descriptors", NULL);
    char *node = g_strconcat(root, port->node, NULL);
    char *nodes = g_path_get_dirname(node);

    pthread_mutex_lock(&port->mutex);
    g_mkdir_with_parents(folder, 0755);
    g_mkdir_with_parents(nodes, 0755);
    g_file_set_contents(
        descriptors, (const char *)port->descriptors, (gssize)port->descriptor_bytes, NULL);
    set(port, "manufacturer", port->manufacturer);
    set(port, "product", port->product);
    set(port, "serial", port->serial);
    forget_requests(port, NULL);
    int error = node_make(port, node);
    port->is_plugged = error == 0;
    port->is_bound = port->driver != NULL;
    memset(port->claims, 0, sizeof port->claims);
    memset(port->halted, 0, sizeof port->halted);
    pthread_mutex_unlock(&port->mutex);

    if (!error) {
        umockdev_testbed_attach_ioctl(shared, port->node, port->handler, NULL);
        announce(port);
    }
    g_free(folder);
    g_free(descriptors);
    g_free(node);
    g_free(nodes);
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
    umockdev_testbed_uevent(shared, port->system_path, "remove");
    umockdev_testbed_detach_ioctl(shared, port->node, NULL);
    umockdev_testbed_remove_device(shared, port->system_path);
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
    g_object_unref(port->handler);
    pthread_mutex_destroy(&port->mutex);
    g_free(port->place);
    g_free(port->node);
    g_free(port->system_path);
    g_free(port->driver);
    g_free(port->manufacturer);
    g_free(port->product);
    g_free(port->serial);
    g_free(port->descriptors);
    g_free(port);
}
