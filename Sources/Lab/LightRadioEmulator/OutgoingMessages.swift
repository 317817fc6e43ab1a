internal import Air
internal import FirmwareProtocol
internal import Units

/// What the board says, message by message, each with the fault that was ordered for it. A message is
/// a frame with its delimiter; delimiters alone belong to the next one.
struct OutgoingMessages: Sendable {
    private let faults: [EmulatorFault]
    /// Messages that were begun since the emulator's start.
    private var number = 0
    private var pending: [UInt8] = []
    /// Whole messages, each with the time before which it does not leave.
    private var held: [(time: Nanoseconds, bytes: [UInt8])] = []

    /// What befalls the board itself with a message.
    enum Blow: Equatable, Sendable { case stall, unplug, restart }

    init(faults: [EmulatorFault]) { self.faults = faults }

    /// When the next held message may leave.
    var due: Nanoseconds? { held.first?.time }

    /// Takes a byte of the link. A blow that comes back takes the place of the message.
    mutating func append(_ byte: UInt8, at now: Nanoseconds) -> Blow? {
        pending.append(byte)
        guard byte == 0, pending.contains(where: { $0 != 0 }) else { return nil }
        number += 1
        defer { pending.removeAll(keepingCapacity: true) }
        var bytes = pending
        if faults.contains(where: { $0.kind == .wrongVersion && $0.message <= number }) {
            bytes = Self.withUnknownVersion(bytes)
        }
        guard let fault = faults.first(where: { $0.message == number }) else {
            hold(bytes, from: now)
            return nil
        }
        return inflict(fault.kind, bytes, at: now)
    }

    private mutating func inflict(
        _ kind: EmulatorFault.Kind, _ bytes: [UInt8], at now: Nanoseconds
    ) -> Blow? {
        switch kind {
        case .drop: break
        case .delay:
            let delay = Nanoseconds(EmulatorFault.delayMicroseconds * 1_000)
            hold(bytes, from: now + delay)
        case .corrupt:
            // In the middle, and never into a delimiter or out of one.
            var bytes = bytes
            let place = bytes.count / 2
            bytes[place] ^= bytes[place] == 0x01 ? 0x02 : 0x01
            hold(bytes, from: now)
        case .duplicate: hold(bytes + bytes, from: now)
        case .truncate: hold(Array(bytes.prefix(bytes.count / 2)), from: now)
        case .stall: return .stall
        case .unplug: return .unplug
        case .restart: return .restart
        // The first has been done; the others are refused with the settings.
        case .wrongVersion, .badFirmware, .controllerVersion, .parity, .echo, .garbage,
            .tornCounter, .shortCount:
            hold(bytes, from: now)
        }
        return nil
    }

    /// Nothing overtakes what is held.
    private mutating func hold(_ bytes: [UInt8], from time: Nanoseconds) {
        held.append((max(time, held.last?.time ?? time), bytes))
    }

    mutating func takeDue(at now: Nanoseconds, into outgoing: inout [UInt8]) {
        while let first = held.first, first.time <= now {
            outgoing += first.bytes
            held.removeFirst()
        }
    }

    /// What was not on the wire yet is gone.
    mutating func forget() {
        held.removeAll()
        pending.removeAll()
    }

    /// `welcome` and `awake` of a firmware that speaks version 9 only.
    private static func withUnknownVersion(_ bytes: [UInt8]) -> [UInt8] {
        var decoder = FrameDecoder()
        for byte in bytes where (try? decoder.take(byte)) == true {
            let header = decoder.frame.header
            if var welcome = try? Welcome(parsing: decoder.frame.payload),
                header.type == MessageType.welcome.rawValue
            {
                welcome.version = 9
                return wire(welcome.body(session: header.session, sequence: header.sequence))
            }
            if var awake = try? Awake(parsing: decoder.frame.payload),
                header.type == MessageType.awake.rawValue
            {
                (awake.oldestVersion, awake.newestVersion) = (9, 9)
                return wire(awake.body(session: header.session, sequence: header.sequence))
            }
        }
        return bytes
    }

    private static func wire(_ body: FrameBody) -> [UInt8] {
        var encoder = FrameEncoder()
        encoder.load(body)
        var bytes: [UInt8] = []
        while let byte = encoder.nextByte() { bytes.append(byte) }
        return bytes
    }
}
