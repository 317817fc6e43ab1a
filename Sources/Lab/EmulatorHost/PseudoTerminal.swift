internal import Glibc
internal import Host

/// A serial device as a pseudo-terminal, under a name of its own: a symbolic link to the slave.
///
/// One slave descriptor stays open here, so that a host that closes breaks nothing, and the slave is
/// raw. Each piece goes out in one write, because sx1302_hal reads an answer's header with one read.
/// When a host opens the port it finds it drained: what was said before it came is gone.
public final class PseudoTerminal: DeviceLine {
    public let name: String
    private var master: Descriptor?
    private var slave: Descriptor?
    private var path = ""
    /// Tells who opens and closes the slave; nil where the system has no such news.
    private var watch: Descriptor?
    private var hosts = 0
    private var outbox = Outbox(most: mostWaiting)

    /// sx1302_hal copies the path into a field of 50 bytes.
    public static let longestForVendor = 49

    public init(link: String) throws(HostError) {
        name = link
        try comeBack()
    }

    public var address: String { "tty:\(name)" }
    public var toRead: [Int32] { [master?.number, watch?.number].compactMap { $0 } }
    public var toWrite: Int32? { outbox.isEmpty ? nil : master?.number }

    // MARK: Coming and going

    public func comeBack() throws(HostError) {
        var (master, slave): (Int32, Int32) = (-1, -1)
        var settings = termios()
        unsafe cfmakeraw(&settings)
        settings.c_cflag |= tcflag_t(CREAD | CLOCAL)
        guard unsafe openpty(&master, &slave, nil, &settings, nil) == 0 else {
            throw .noTerminal(.last)
        }
        self.master = Descriptor(master)
        self.slave = Descriptor(slave)
        guard let terminal = unsafe ttyname(slave) else { throw .noTerminal(.last) }
        path = unsafe String(cString: terminal)
        try makeLink()
        // After the descriptor of our own, whose opening is no host's.
        watch = Self.watch(path)
        hosts = 0
    }

    private func makeLink() throws(HostError) {
        if let target = Self.target(of: name) {
            // What an emulator that was killed left behind.
            guard target.hasPrefix("/dev/pts/") else { throw .linkInUse(name) }
            unsafe unlink(name)
        } else if unsafe access(name, F_OK) == 0 {
            throw .linkInUse(name)
        }
        guard unsafe symlink(path, name) == 0 else { throw .cannotLink(name, .last) }
    }

    private static func target(of link: String) -> String? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe bytes.withUnsafeMutableBytes { bytes in
            guard let start = bytes.baseAddress else { return -1 }
            let target = unsafe start.assumingMemoryBound(to: CChar.self)
            return unsafe readlink(
                link, target, bytes.count)
        }
        return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
    }

    private static func watch(_ path: String) -> Descriptor? {
        let number = inotify_init1(0)
        guard number >= 0 else { return nil }
        let watch = Descriptor(number)
        let events = UInt32(IN_OPEN | IN_CLOSE_WRITE | IN_CLOSE_NOWRITE)
        return unsafe inotify_add_watch(number, path, events) >= 0 ? watch : nil
    }

    public func leave() {
        waitUntilRead()
        removeLink()
        (master, slave, watch) = (nil, nil, nil)
        outbox.removeAll()
    }

    /// A pseudo-terminal that closes throws away what its host has not read; a device that leaves the
    /// bus behind an answer does not take the answer along. At most half a second.
    private func waitUntilRead() {
        guard let slave, hosts > 0 else { return }
        flush()
        // The kernel takes a moment to carry bytes over before they count as unread.
        usleep(20_000)
        for _ in 0..<100 {
            var left: Int32 = 0
            guard unsafe ioctl(slave.number, UInt(FIONREAD), &left) == 0, left > 0 else { return }
            usleep(5_000)
        }
    }

    public func end() { leave() }

    /// Ours only: somebody else may have put another there.
    private func removeLink() {
        if !path.isEmpty, Self.target(of: name) == path { unsafe unlink(name) }
        path = ""
    }

    deinit { removeLink() }

    // MARK: Bytes

    public func serve(into bytes: inout [UInt8]) {
        guard let master else { return }
        var more = Descriptor.Read.some
        while case .some = more { more = master.read(into: &bytes) }
        // Behind the reading: who wrote had opened before, and finds nothing of former hosts.
        if hostsHaveChanged() {
            outbox.removeAll()
            if let slave { tcflush(slave.number, TCIFLUSH) }
        }
    }

    /// Reads the news of openings and closings: whether a first host has come or the last one gone.
    private func hostsHaveChanged() -> Bool {
        guard let watch else { return false }
        var news: [UInt8] = []
        while case .some = watch.read(into: &news) {}
        var haveChanged = false
        var offset = 0
        // struct inotify_event: watch, mask, cookie and length of the name, each of four bytes.
        while offset + 16 <= news.count {
            let mask = unsafe news.withUnsafeBytes {
                unsafe $0.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
            }
            let length = unsafe news.withUnsafeBytes {
                unsafe $0.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self)
            }
            if mask & UInt32(IN_OPEN) != 0 {
                hosts += 1
                haveChanged = haveChanged || hosts == 1
            } else if hosts > 0 {
                hosts -= 1
                haveChanged = haveChanged || hosts == 0
            }
            offset += 16 + Int(length)
        }
        return haveChanged
    }

    public func send(_ bytes: [UInt8]) {
        guard master != nil, watch == nil || hosts > 0 else { return }
        outbox.append(bytes)
        flush()
    }

    public func flush() {
        guard let master else { return }
        if !outbox.flush(to: master) { outbox.removeAll() }
    }
}
