internal import Glibc
internal import Host
internal import Radios

/// A terminal device as a raw line: 115,200 baud, 8 data bits, no parity, one stop bit, no flow
/// control, as sx1302_hal sets it. Behind USB the rate means nothing.
enum TerminalLine {
    /// Opens and holds alone: by TIOCEXCL against other users' programs, by a lock against root's,
    /// whom TIOCEXCL does not stop.
    static func open(_ path: TerminalPath) throws(RadioLinkError) -> Int32 {
        let node = path.description
        let descriptor = unsafe Glibc.open(node, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw refusal(path, errno) }
        do throws(RadioLinkError) {
            guard isatty(descriptor) == 1 else { throw .wrongDevice(.tty(path), .notATerminal) }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                throw .busy(node: node, holders: Holders.of(node))
            }
            guard ioctl(descriptor, UInt(TIOCEXCL)) == 0 else {
                throw .system(.configure, .last)
            }
            try makeRaw(descriptor)
            return descriptor
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// Closing a descriptor that another process inherited does not end the exclusive use.
    static func release(_ descriptor: Int32) {
        _ = ioctl(descriptor, UInt(TIOCNXCL))
    }

    private static func makeRaw(_ descriptor: Int32) throws(RadioLinkError) {
        var mode = termios()
        guard unsafe tcgetattr(descriptor, &mode) == 0 else { throw .system(.configure, .last) }
        unsafe cfmakeraw(&mode)
        mode.c_cflag &= ~tcflag_t(CSTOPB) & ~tcflag_t(CRTSCTS)
        mode.c_cflag |= tcflag_t(CLOCAL) | tcflag_t(CREAD)
        unsafe withUnsafeMutableBytes(of: &mode.c_cc) { characters in
            // One byte is enough to be told of; with none a read could not tell nothing from the end.
            unsafe characters[Int(VMIN)] = 1
            unsafe characters[Int(VTIME)] = 0
        }
        guard unsafe cfsetspeed(&mode, speed_t(B115200)) == 0,
            unsafe tcsetattr(descriptor, TCSANOW, &mode) == 0
        else { throw .system(.configure, .last) }
        // What came before is of somebody else's session.
        tcflush(descriptor, TCIFLUSH)
    }

    private static func refusal(_ path: TerminalPath, _ number: Int32) -> RadioLinkError {
        let node = path.description
        return switch number {
        case ENOENT, ENODEV, ENXIO: .notFound(.tty(path))
        case EACCES, EPERM: .notPermitted(NodeDenial(of: node, refused: number))
        case EBUSY: .busy(node: node, holders: Holders.of(node))
        default: .system(.open, SystemError(number: number))
        }
    }
}
