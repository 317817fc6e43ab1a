internal import Glibc
public import USBPort

/// A radio's line as a USB device on umockdev's testbed, for hosts that run with `testbed`.
public final class USBLine: DeviceLine {
    private let serial: String
    private let port: USBPort
    private let socket: Descriptor
    private var outbox = Outbox(most: mostWaiting)

    /// What hosts need as UMOCKDEV_DIR.
    public var testbed: String { port.testbed }

    /// - Parameter faults: of the bus; transfers are counted over the life of the line.
    public init(_ identity: USBIdentity, faults: [USBFault]) throws(HostError) {
        do throws(USBPort.Failure) {
            port = try USBPort(identity)
        } catch { throw .noBus(error.description) }
        serial = identity.serial ?? "@\(identity.place)"
        socket = Descriptor(sharing: dup(port.line))
        for fault in faults { port.order(fault) }
        try comeBack()
    }

    public var name: String { "usb:\(serial)" }
    public var address: String { name }
    public var toRead: [Int32] { [socket.number] }
    public var toWrite: Int32? { outbox.isEmpty ? nil : socket.number }

    // MARK: Coming and going

    public func comeBack() throws(HostError) {
        do throws(USBPort.Failure) {
            try port.plug()
        } catch { throw .noBus(error.description) }
    }

    public func leave() {
        waitUntilTaken()
        port.unplug()
        outbox.removeAll()
        var late: [UInt8] = []
        while case .some = socket.read(into: &late) { late.removeAll() }
    }

    /// A device that leaves the bus behind an answer does not take the answer along, if a host is
    /// there to take it. At most half a second.
    private func waitUntilTaken() {
        flush()
        for _ in 0..<100 {
            usleep(5_000)
            if outbox.isEmpty, port.isDrained { return }
            flush()
        }
    }

    /// umockdev's library ends a host's process in the middle of a call when the testbed goes, so
    /// hosts get a moment to see the plug pulled.
    public func end() {
        port.unplug()
        usleep(100_000)
        USBPort.endTestbed()
    }

    // MARK: Bytes

    public func serve(into bytes: inout [UInt8]) {
        while case .some = socket.read(into: &bytes) {}
    }

    public func send(_ bytes: [UInt8]) {
        outbox.append(bytes)
        flush()
    }

    public func flush() { _ = outbox.flush(to: socket) }
}
