internal import CUSBPort
internal import Glibc
internal import Synchronization

/// A radio's serial line on an emulated USB: behind `line` somebody plays the radio, reading what the
/// host wrote and writing what the host is to read; in front a host's libusb finds a CDC-ACM device.
/// The process must run with umockdev's library preloaded, and the host's with `testbed` besides.
/// umockdev itself is found at run time (decision 0161).
@safe public final class USBPort {
    /// What the host has done so far.
    public struct Counts: Equatable, Sendable {
        /// Transfers that ended, each direction for itself.
        public var reads = 0
        public var writes = 0
        public var bytesGiven = 0
        public var bytesTaken = 0
        public var lineCoding: [UInt8] = []
        public var lineState: UInt8 = 0
    }

    public enum Failure: Error, Equatable, CustomStringConvertible {
        case noLibrary
        case notPreloaded
        case pathTooLong(String)
        case system(Int32)

        public var description: String {
            switch self {
            case .noLibrary:
                "an emulated USB needs umockdev 0.16 or newer: apt install umockdev"
            case .notPreloaded:
                "an emulated USB needs umockdev's library preloaded: start the command behind "
                    + "umockdev-wrapper, or with LD_PRELOAD=libumockdev-preload.so.0"
            case .pathTooLong(let path):
                "\(path) is too long for umockdev's sockets; choose a shorter TMPDIR, such as /tmp"
            case .system(let number): "the system refuses a line or a node (errno \(number))"
            }
        }
    }

    /// A socket's path has 107 bytes; umockdev's lies 27 deeper, at `/ioctl//dev/bus/usb/001/002`.
    static let longestTestbed = 80

    /// Give it to the host's process as UMOCKDEV_DIR.
    public let testbed: String
    /// The radio's end, which never blocks. Belongs to the port.
    public let line: Int32
    private let port: OpaquePointer
    private let logic: PortLogic
    private let inner: Int32
    private let pump: PortPump
    private let thread: pthread_t

    /// Unplugged at first.
    public init(_ identity: USBIdentity) throws(Failure) {
        testbed = try Self.startTestbed()
        var ends: [Int32] = [-1, -1]
        let kind =
            Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
            | Int32(SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .system(errno) }
        line = ends[0]
        inner = ends[1]
        logic = PortLogic(identity, line: inner)
        unsafe port = Self.make(identity, logic)
        pump = unsafe PortPump(port: port, logic: logic, line: inner)
        var thread = pthread_t()
        let result = unsafe pthread_create(
            &thread, nil, PortPump.body, Unmanaged.passUnretained(pump).toOpaque())
        precondition(result == 0, "no thread: errno \(result)")
        self.thread = thread
    }

    deinit {
        pump.end()
        _ = pthread_join(thread, nil)
        unsafe usbport_free(port)
        close(line)
        close(inner)
    }

    private static func startTestbed() throws(Failure) -> String {
        var folder: UnsafePointer<CChar>?
        switch unsafe usbport_testbed(&folder) {
        case USBPORT_NO_LIBRARY: throw .noLibrary
        case USBPORT_NOT_PRELOADED: throw .notPreloaded
        default: break
        }
        guard let folder = unsafe folder else { throw .notPreloaded }
        let testbed = unsafe String(cString: folder)
        guard testbed.utf8.count <= longestTestbed else {
            endTestbed()
            throw .pathTooLong(testbed)
        }
        return testbed
    }

    /// Removes the testbed's files; after the last port has gone.
    public static func endTestbed() { usbport_testbed_end() }

    private static func make(_ identity: USBIdentity, _ logic: PortLogic) -> OpaquePointer {
        var device = unsafe usbport_device()
        unsafe device.context = Unmanaged.passUnretained(logic).toOpaque()
        unsafe device.control = PortCallbacks.control
        unsafe device.take = PortCallbacks.take
        unsafe device.give = PortCallbacks.give
        let texts = unsafe [
            identity.place, identity.manufacturer, identity.productName, identity.serial,
            identity.driver,
        ].map { text in unsafe text.map { unsafe strdup($0) } ?? nil }
        defer { unsafe texts.forEach { unsafe free($0) } }
        let made = unsafe identity.descriptors.withUnsafeBufferPointer { bytes in
            let identity = unsafe usbport_identity(
                bus: 1, address: identity.address, place: texts[0], descriptors: bytes.baseAddress,
                descriptor_bytes: bytes.count, manufacturer: texts[1], product: texts[2],
                serial: texts[3], driver: texts[4])
            return unsafe usbport_new(identity, device)
        }
        guard let made = unsafe made else { preconditionFailure("GLib has no memory") }
        return unsafe made
    }

    // MARK: What a hand at the plug does

    public func plug() throws(Failure) {
        logic.restart()
        let number = unsafe usbport_plug(port)
        guard number == 0 else { throw .system(number) }
    }

    public func unplug() { unsafe usbport_unplug(port) }

    // MARK: Faults

    public func order(_ fault: USBFault) { logic.order(fault) }

    /// One frame over several packets: none holds more.
    public func split(intoPacketsOf size: Int) { logic.split(size) }

    /// Several frames in one packet: what the radio says within that time goes together.
    public func gather(milliseconds: Int) { pump.gather(milliseconds) }

    /// Another program holds the device.
    public func occupy(_ isOccupied: Bool) { unsafe usbport_occupy(port, isOccupied ? 1 : 0) }

    public var counts: Counts { logic.counts }

    /// Whether the host has taken all that the radio said.
    public var isDrained: Bool {
        var left: Int32 = 0
        let isRead = unsafe ioctl(inner, UInt(FIONREAD), &left) == 0 && left == 0
        return isRead && logic.isDrained
    }

    /// Whether the kernel's driver has the device.
    public var isBound: Bool { unsafe usbport_is_bound(port) != 0 }
}

/// C calls these on a thread that Swift does not know, so they stand outside of any actor.
private enum PortCallbacks {
    typealias Control =
        @convention(c) (
            UnsafeMutableRawPointer?, UnsafePointer<UInt8>?, UnsafeMutablePointer<UInt8>?, Int32
        ) -> usbport_answer
    typealias Take =
        @convention(c) (
            UnsafeMutableRawPointer?, UInt8, UnsafePointer<UInt8>?, Int32, Int32
        ) -> usbport_answer
    typealias Give =
        @convention(c) (
            UnsafeMutableRawPointer?, UInt8, UnsafeMutablePointer<UInt8>?, Int32, Int32
        ) -> usbport_answer

    static let control: Control = { context, setup, data, length in
        guard let context = unsafe context, let setup = unsafe setup else { return .failed(EINVAL) }
        let logic = unsafe Unmanaged<PortLogic>.fromOpaque(context).takeUnretainedValue()
        let head = unsafe Array(UnsafeBufferPointer(start: setup, count: 8))
        return unsafe logic.control(
            head, UnsafeMutableBufferPointer(start: data, count: Int(length)))
    }

    static let take: Take = { context, endpoint, bytes, length, count in
        guard let context = unsafe context else { return .failed(EINVAL) }
        let logic = unsafe Unmanaged<PortLogic>.fromOpaque(context).takeUnretainedValue()
        return unsafe logic.take(
            endpoint, UnsafeBufferPointer(start: bytes, count: Int(length)), from: Int(count))
    }

    static let give: Give = { context, endpoint, bytes, length, count in
        guard let context = unsafe context else { return .failed(EINVAL) }
        let logic = unsafe Unmanaged<PortLogic>.fromOpaque(context).takeUnretainedValue()
        return unsafe logic.give(
            endpoint, UnsafeMutableBufferPointer(start: bytes, count: Int(length)),
            from: Int(count))
    }
}
