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

// libusb opens nodes without O_NOCTTY. A client that leads a session would get the terminal as its
// own, and die of SIGHUP with it; so a child owns it before.
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
        char answer = terminal >= 0 && tcgetsid(terminal) == getpid();
        if (terminal >= 0) close(terminal);
        if (write(ends[1], &answer, 1) != 1 || !answer) _exit(1);
        // Whoever waits for the end of a pipe of the parent's must not wait for the child's.
        close_range(0, ~0U, 0);
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
    port->slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    struct termios mode;
    if (port->slave < 0 || tcgetattr(port->slave, &mode) != 0) return errno;
    cfmakeraw(&mode);
    if (tcsetattr(port->slave, TCSANOW, &mode) != 0) return errno;
    port->guard = own_terminal(name);
    if (port->guard < 0) return ECHILD;
    node_tell(port);
    unlink(path);
    return symlink(name, path) == 0 ? 0 : errno;
}

void node_tell(usbport *port) {
    if (port->slave >= 0) tcflow(port->slave, port->ended.first ? TCOON : TCOOFF);
}

void node_hang_up(usbport *port) {
    if (port->slave >= 0) {
        tcflow(port->slave, TCOON);
        close(port->slave);
    }
    if (port->master >= 0) close(port->master);
    port->slave = port->master = -1;
    if (port->guard > 0) {
        kill(port->guard, SIGKILL);
        waitpid(port->guard, NULL, 0);
    }
    port->guard = 0;
}
