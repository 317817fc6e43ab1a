import Air
import Airwaves
import CoreCell
import Primitives
import Units

/// Plays what sx1302_hal does to the bridge, written anew from its account: a header and a payload
/// as two writes, an answer read as a header of four bytes and then the rest, one request at a time.
/// Time is the test's.
struct VendorClient {
    var radio: CoreCellEmulator
    var now: Nanoseconds
    var effects = RadioEffects()
    var emissions: [Emission] = []
    var order: UInt8 = 0x05
    private var identifiers = VendorNumbers()
    private(set) var requests = 0
    private(set) var left: Nanoseconds?

    static let eui = EUI64(bits: 0x0016_C001_F123_4567)
    /// A true second, so that pulses are easy to foretell.
    static let epoch = Nanoseconds(1_800_000_000_000_000_000)

    init(_ settings: CoreCellSettings = CoreCellSettings(eui: VendorClient.eui)) {
        now = Self.epoch
        radio = CoreCellEmulator(settings, at: now)
    }

    enum Failure: Error, Equatable {
        case noAnswer
        case answerInPieces(Int)
        case wrongOrder(UInt8)
        case tooLong(Int)
        case status(UInt8)
        case kind(UInt8)
        case controller(String)
        case radio(String)
    }

    mutating func wait(milliseconds: UInt64) { wait(microseconds: milliseconds * 1000) }

    mutating func wait(microseconds: UInt64) {
        let end = now + Nanoseconds(microseconds * 1000)
        // As an event loop would: no later than the emulator asks to be woken.
        while let wake = effects.wake, wake < end, wake > now {
            now = wake
            pass()
        }
        now = end
        pass()
    }

    mutating func pass() {
        effects.clear()
        radio.pass(to: now, effects: &effects)
        collect()
    }

    private mutating func collect() {
        emissions += effects.emissions
        if let leave = effects.leave { left = leave }
    }

    private mutating func write(_ bytes: [UInt8]) -> [UInt8] {
        effects.clear()
        radio.take(bytes.rawSpan, at: now, effects: &effects)
        collect()
        return effects.outgoing
    }

    /// Answers the header and the payload.
    mutating func exchange(_ order: UInt8, _ payload: [UInt8]) throws -> ([UInt8], [UInt8]) {
        requests += 1
        let identifier = identifiers.next()
        let count = payload.count
        let header = [identifier, UInt8(count >> 8), UInt8(count & 0xFF), order]
        var answer = write(header)
        guard payload.isEmpty || answer.isEmpty else { throw Failure.answerInPieces(answer.count) }
        if !payload.isEmpty { answer += write(payload) }
        guard answer.count >= 4 else { throw Failure.noAnswer }
        let size = Int(answer[1]) << 8 | Int(answer[2])
        guard answer.count == 4 + size else { throw Failure.answerInPieces(answer.count) }
        // A round trip over USB takes its time.
        now = now + Nanoseconds(200_000)
        return (Array(answer[..<4]), Array(answer[4...]))
    }

    /// As the vendor's reader: only known orders, no longer than there is room.
    mutating func ask(_ order: UInt8, _ payload: [UInt8], room: Int) throws -> [UInt8] {
        let (header, answer) = try exchange(order, payload)
        guard 0x40...0x46 ~= header[3], header[3] == order | 0x40 else {
            throw Failure.wrongOrder(header[3])
        }
        guard answer.count <= room else { throw Failure.tooLong(answer.count) }
        return answer
    }

    // MARK: Orders

    mutating func ping() throws -> [UInt8] { try ask(0x00, [], room: 21) }
    mutating func status() throws -> [UInt8] { try ask(0x01, [], room: 6) }

    mutating func pin(_ pin: UInt8, _ level: UInt8) throws {
        let answer = try ask(0x04, [0, pin, level], room: 1)
        guard answer == [0] else { throw Failure.status(answer.first ?? 0xFF) }
    }

    /// One request of several operations, all of which must be good.
    mutating func transfers(_ list: [[UInt8]]) throws -> [UInt8] {
        let payload = list.flatMap { $0 }
        let answer = try ask(order, payload, room: payload.count)
        var offset = 0
        while offset < answer.count {
            guard answer[offset + 2] == 0 else { throw Failure.status(answer[offset + 2]) }
            switch answer[offset + 1] {
            case 1: offset += 5 + Int(answer[offset + 3]) << 8 + Int(answer[offset + 4])
            case 2: offset += 5
            default: throw Failure.kind(answer[offset + 1])
            }
        }
        return answer
    }

    static func raw(_ identifier: UInt8, target: UInt8, _ bytes: [UInt8]) -> [UInt8] {
        [identifier, 1, target, UInt8(bytes.count >> 8), UInt8(bytes.count & 0xFF)] + bytes
    }

    mutating func write(_ address: UInt16, _ data: [UInt8]) throws {
        let bytes = [0, 0x80 | UInt8(address >> 8), UInt8(address & 0xFF)] + data
        _ = try transfers([Self.raw(0, target: 0, bytes)])
    }

    /// The filler is whatever was in the host's memory.
    mutating func read(_ address: UInt16, _ count: Int) throws -> [UInt8] {
        let filler = [UInt8](repeating: 0x5A, count: count)
        let bytes = [0, UInt8(address >> 8), UInt8(address & 0xFF), 0] + filler
        return Array(try transfers([Self.raw(0, target: 0, bytes)])[9...])
    }

    static func change(
        _ identifier: UInt8, _ address: UInt16, _ high: UInt8, _ low: UInt8, _ value: UInt8
    ) -> [UInt8] {
        let mask = UInt8(truncatingIfNeeded: (1 << Int(high - low + 1) - 1) << Int(low))
        return [
            identifier, 2, UInt8(address >> 8), UInt8(address & 0xFF), mask, value << low,
        ]
    }

    /// A whole byte is written, anything narrower is changed by the bridge.
    mutating func set(
        _ address: UInt16, _ high: UInt8, _ low: UInt8, _ value: UInt8
    ) throws {
        if high == 7, low == 0 {
            try write(address, [value])
        } else {
            _ = try transfers([Self.change(0, address, high, low, value)])
        }
    }

    mutating func get(_ address: UInt16, _ high: UInt8 = 7, _ low: UInt8 = 0) throws -> UInt8 {
        try read(address, 1)[0] >> low & UInt8(1 << Int(high - low + 1) - 1)
    }

    /// What is clocked in behind the command.
    mutating func radioCommand(
        _ radio: UInt8, _ command: UInt8, _ data: [UInt8]
    ) throws -> [UInt8] {
        wait(milliseconds: 1)
        let bytes = [radio, command] + data
        return Array(try transfers([Self.raw(0, target: 0, bytes)])[7...])
    }

    mutating func listenerCommand(_ command: UInt8, _ data: [UInt8]) throws -> [UInt8] {
        Array(try transfers([Self.raw(0, target: 1, [command] + data)])[6...])
    }
}

/// Numbers of requests, as a generator begun with the same seed at each opening makes them.
struct VendorNumbers {
    private var state: UInt32 = 0

    mutating func next() -> UInt8 {
        state = state &* 1_103_515_245 &+ 12_345
        return UInt8(state >> 16 % 255)
    }
}
