#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "port.h"

// umockdev makes a plain file of a USB node, which poll always calls ready: libusb would never sleep,
// and never learn of an unplugging by poll. Behind a terminal's slave both can be told as usbfs does:
// output suspended is nothing to reap, resumed is something, and a closed master is an unplugging.
// It is suspended and resumed from the master, by the characters for it: a device does not hold its
// own node open, and whoever looks for holders finds hosts only.

enum { STOP = 0x13, START = 0x11 };

// libusb opens nodes without O_NOCTTY. A client that leads a session would get the terminal as its
// own, and die of SIGHUP with it; so a child owns it before. Its descriptor goes by another name.
static pid_t own_terminal(const char *path) {
    int ends[2];
    if (pipe(ends) != 0) return -1;
    pid_t child = fork();
    if (child == 0) {
        signal(SIGHUP, SIG_IGN);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        setsid();
        int terminal = open(path, O_RDWR);
        // Opening gives it to a session's leader already, where nothing stands between.
        if (terminal >= 0) ioctl(terminal, TIOCSCTTY, 0);
        int own = open("/dev/tty", O_RDWR);
        char answer = own >= 0 && tcgetsid(own) == getpid();
        if (write(ends[1], &answer, 1) != 1 || !answer) _exit(1);
        // Whoever waits for the end of a pipe of the parent's must not wait for the child's.
        dup2(own, 0);
        close_range(1, ~0U, 0);
        for (;;) pause();
    }
    close(ends[1]);
    char answer = 0;
    ssize_t count = child < 0 ? 0 : read(ends[0], &answer, 1);
    close(ends[0]);
    return count == 1 && answer == 1 ? child : -1;
}

int node_make(usbport *port, const char *path) {
    port->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (port->master < 0 || grantpt(port->master) != 0 || unlockpt(port->master) != 0) return errno;
    char name[64];
    if (ptsname_r(port->master, name, sizeof name) != 0) return errno;
    struct termios mode;
    if (tcgetattr(port->master, &mode) != 0) return errno;
    cfmakeraw(&mode);
    mode.c_iflag |= IXON;
    mode.c_cc[VSTOP] = STOP;
    mode.c_cc[VSTART] = START;
    if (tcsetattr(port->master, TCSANOW, &mode) != 0) return errno;
    port->guard = own_terminal(name);
    if (port->guard < 0) return ECHILD;
    port->is_suspended = 0;
    node_tell(port);
    unlink(path);
    return symlink(name, path) == 0 ? 0 : errno;
}

void node_tell(usbport *port) {
    int is_suspended = !port->ended.first;
    if (port->master < 0 || is_suspended == port->is_suspended) return;
    char order = is_suspended ? STOP : START;
    if (write(port->master, &order, 1) == 1) port->is_suspended = is_suspended;
}

void node_hang_up(usbport *port) {
    if (port->master >= 0) close(port->master);
    port->master = -1;
    if (port->guard > 0) {
        kill(port->guard, SIGKILL);
        waitpid(port->guard, NULL, 0);
    }
    port->guard = 0;
}
