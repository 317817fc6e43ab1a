public import Host
public import Radios
public import Units

/// A line to a radio: bytes out, bytes in, cut anywhere, over USB, a terminal device or TCP. One
/// thread's; `Wake` ends the waiting of its reads from another. Closed when its life ends, within two
/// seconds.
///
/// After a thrown error the line is to be closed; only `timedOut` of a write that had not begun leaves
/// it whole.
public struct ByteLink: ~Copyable {
    private enum Line {
        case usb(USBLink)
        case descriptor(DescriptorLink)
    }

    public let address: RadioAddress
    private let line: Line

    /// What a read brought.
    public enum Received: Equatable, Sendable {
        /// As many bytes were appended; never none.
        case bytes(Int)
        case timeOut
        /// The wake was signalled.
        case woken
    }

    /// What a read appends at most: sixteen packets of USB at high speed, twice.
    public static let longestRead = 16_384
    /// How long `init` may take, but for TCP's connection.
    public static let opening = Nanoseconds(2_000_000_000)

    /// Opens a line, and holds it alone: nobody else can then open a terminal or claim a device.
    public init(
        to address: RadioAddress, wake: Wake, within span: Nanoseconds = Self.opening
    ) throws(RadioLinkError) {
        self.address = address
        switch address {
        case .usb(let name): line = .usb(try USBLink(to: name, wake: wake))
        case .tty(let path): line = .descriptor(try DescriptorLink(terminal: path, wake: wake))
        case .tcp(let name):
            line = .descriptor(
                try DescriptorLink(connectingTo: name, wake: wake, until: Uptime.now + span))
        }
    }

    /// Writes all, or throws. The wake does not end it: half a request is worse than a late end.
    public func write(
        _ bytes: RawSpan, within span: Nanoseconds
    ) throws(RadioLinkError) {
        let deadline = Uptime.now + span
        switch line {
        case .usb(let link): try link.write(bytes, until: deadline)
        case .descriptor(let link): try link.write(bytes, until: deadline)
        }
    }

    /// Appends what has come, or what comes within the span.
    public func read(
        into bytes: inout [UInt8], within span: Nanoseconds
    ) throws(RadioLinkError) -> Received {
        let deadline = Uptime.now + span
        switch line {
        case .usb(let link): return try link.read(into: &bytes, until: deadline)
        case .descriptor(let link): return try link.read(into: &bytes, until: deadline)
        }
    }
}
