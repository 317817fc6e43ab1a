internal import CUSBPort
internal import Glibc
internal import Synchronization

/// The device's end of the pipes: packets out of bytes, bytes out of writes, and the faults ordered.
/// Called on umockdev's thread and on the port's, one at a time by its lock.
final class PortLogic: Sendable {
    private let identity: USBIdentity
    /// To whoever plays the radio.
    private let line: Int32
    private let state = Mutex(State())

    private struct State {
        var packets: [[UInt8]] = []
        var faults: [USBFault] = []
        var counts = USBPort.Counts()
        var packetSize = USBIdentity.packetSize
        var isHanging = false
        var leave: USBFault.Kind?
    }

    /// More waits in the line.
    static let mostPackets = 1024

    init(_ identity: USBIdentity, line: Int32) {
        self.identity = identity
        self.line = line
    }

    // MARK: The radio's side

    /// One write of the device's program: packets, the last of them short. A whole number of full
    /// packets ends without an empty one, as many devices do it.
    func send(_ bytes: ArraySlice<UInt8>) {
        state.withLock { state in
            var rest = bytes
            while !rest.isEmpty {
                state.packets.append(Array(rest.prefix(state.packetSize)))
                rest = rest.dropFirst(state.packetSize)
            }
        }
    }

    var isDrained: Bool { state.withLock { $0.packets.isEmpty } }
    var isFull: Bool { state.withLock { $0.packets.count >= Self.mostPackets } }

    func order(_ fault: USBFault) { state.withLock { $0.faults.append(fault) } }

    func split(_ size: Int) {
        state.withLock { $0.packetSize = min(max(1, size), USBIdentity.packetSize) }
    }

    var counts: USBPort.Counts { state.withLock { $0.counts } }

    /// What a fault asks for that the port's own thread has to do; once.
    func takeLeave() -> USBFault.Kind? {
        state.withLock { state in
            defer { state.leave = nil }
            return state.leave
        }
    }

    /// The device starts anew: what it had not yet sent is gone.
    func restart() {
        state.withLock { state in
            state.packets.removeAll()
            state.isHanging = false
        }
    }

    // MARK: The host's side

    func control(_ setup: [UInt8], _ data: UnsafeMutableBufferPointer<UInt8>) -> usbport_answer {
        let isInput = setup[0] & 0x80 != 0
        switch (setup[0], setup[1]) {
        case (0x80, 6) where setup[3] == 3:
            guard let text = identity.string(setup[2]) else { return .failed(EPIPE) }
            return unsafe Self.fill(data, text)
        case (0x21, 0x20) where data.count == 7:
            state.withLock { state in unsafe state.counts.lineCoding = Array(data) }
        case (0x21, 0x22):
            state.withLock { $0.counts.lineState = setup[2] }
        case (0xa1, 0x21): return unsafe Self.fill(data, counts.lineCoding)
        default: return .failed(EPIPE)
        }
        return .done(isInput ? 0 : data.count)
    }

    private static func fill(
        _ data: UnsafeMutableBufferPointer<UInt8>, _ bytes: [UInt8]
    ) -> usbport_answer {
        let count = min(data.count, bytes.count)
        for index in 0..<count { unsafe data[index] = bytes[index] }
        return .done(count)
    }

    func take(
        _ endpoint: UInt8, _ bytes: UnsafeBufferPointer<UInt8>, from count: Int
    ) -> usbport_answer {
        guard endpoint == USBIdentity.outgoing else { return .failed(EPIPE) }
        return state.withLock { state in
            if count == 0 { state.isHanging = false }
            if state.isHanging { return .wait(count) }
            guard count == 0, let fault = Self.due(.writes, &state) else {
                return unsafe pass(bytes, from: count, upTo: bytes.count, &state)
            }
            state.counts.writes += 1
            switch fault {
            case .stallWrite: return .failed(EPIPE)
            case .shortWrite:
                _ = unsafe pass(bytes, from: 0, upTo: bytes.count / 2, &state)
                return .done(bytes.count / 2)
            case .hangWrite:
                _ = unsafe pass(bytes, from: 0, upTo: bytes.count / 2, &state)
                state.isHanging = true
                return .wait(bytes.count / 2)
            default:
                state.leave = fault
                return .done(bytes.count)
            }
        }
    }

    /// On to the radio; waits when that is slow.
    private func pass(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, upTo end: Int, _ state: inout State
    ) -> usbport_answer {
        var taken = start
        if end > start {
            let part = unsafe UnsafeRawBufferPointer(
                rebasing: UnsafeRawBufferPointer(bytes)[start..<end])
            let count = unsafe Glibc.send(line, part.baseAddress, part.count, Int32(MSG_NOSIGNAL))
            taken += max(0, count)
        }
        state.counts.bytesTaken += taken - start
        guard taken == bytes.count else { return .wait(taken) }
        state.counts.writes += 1
        return .done(taken)
    }

    func give(
        _ endpoint: UInt8, _ bytes: UnsafeMutableBufferPointer<UInt8>, from start: Int
    ) -> usbport_answer {
        guard endpoint == USBIdentity.incoming else { return .wait(0) }
        return state.withLock { state in
            var count = start
            if start == 0, !state.packets.isEmpty, let fault = Self.due(.reads, &state) {
                state.counts.reads += 1
                switch fault {
                case .stallRead: return .failed(EPIPE)
                case .damageRead: return .failed(EPROTO)
                default: return .done(0)
                }
            }
            while count < bytes.count, let packet = state.packets.first {
                guard packet.count <= bytes.count - count else { return .failed(EOVERFLOW) }
                state.packets.removeFirst()
                for byte in packet {
                    unsafe bytes[count] = byte
                    count += 1
                }
                state.counts.bytesGiven += packet.count
                if packet.count < USBIdentity.packetSize { break }
            }
            let isShort = count % USBIdentity.packetSize != 0
            guard count > 0, isShort || count == bytes.count else { return .wait(count) }
            state.counts.reads += 1
            return .done(count)
        }
    }

    private enum Direction { case reads, writes }

    /// The fault ordered for the next transfer of a direction; taken off the list.
    private static func due(_ direction: Direction, _ state: inout State) -> USBFault.Kind? {
        let number = (direction == .reads ? state.counts.reads : state.counts.writes) + 1
        let place = state.faults.firstIndex { fault in
            fault.transfer == number && fault.kind.isOfReads == (direction == .reads)
        }
        return place.map { state.faults.remove(at: $0).kind }
    }
}

extension USBFault.Kind {
    fileprivate var isOfReads: Bool {
        switch self {
        case .stallRead, .damageRead, .emptyPacket: true
        case .stallWrite, .shortWrite, .hangWrite, .unplug, .replug: false
        }
    }
}

extension usbport_answer {
    static func done(_ count: Int) -> usbport_answer {
        usbport_answer(state: Int32(USBPORT_DONE.rawValue), count: Int32(count), error: 0)
    }

    static func wait(_ count: Int) -> usbport_answer {
        usbport_answer(state: Int32(USBPORT_WAIT.rawValue), count: Int32(count), error: 0)
    }

    static func failed(_ number: Int32) -> usbport_answer {
        usbport_answer(state: Int32(USBPORT_FAILED.rawValue), count: 0, error: number)
    }
}
