/// The pins over a stream of bytes, for a firmware that runs elsewhere (QEMU). The firmware is the
/// only one who asks, and its clock is the model's: every request carries the time.
///
///     X time u64, count u16, bytes    the chip was deselected after these bytes
///     R time u64, level u8            NRESET
///     P time u64                      how are the pins?
///
/// Each is answered by its letter in lower case, the time at which BUSY falls (ff… for never), the
/// time at which DIO1 rose (ff… while it is low), and, to X, as many bytes. Little-endian.
public struct ModelWire: Sendable {
    public private(set) var requests = 0
    private var bytes: [UInt8] = []

    public init() {}

    /// Takes what came, lets the model do it, and returns what goes back. Bytes that begin no
    /// request are our own bug on the other side: nil, and the stream is of no more use.
    public mutating func take(_ new: [UInt8], _ model: inout RadioChipModel) -> [UInt8]? {
        bytes += new
        var answer: [UInt8] = []
        while let kind = bytes.first {
            guard let length = Self.length(of: bytes, kind) else { return nil }
            guard bytes.count >= length else { break }
            let time = Self.number(bytes[1..<9])
            let isExchange = kind == UInt8(ascii: "X")
            var exchanged: [UInt8] = []
            switch kind {
            case UInt8(ascii: "X"):
                exchanged = model.exchange(Array(bytes[11..<length]), at: time)
            case UInt8(ascii: "R"): model.reset(isLow: bytes[9] == 0, at: time)
            default: model.advance(to: time)
            }
            answer.append(kind | 0x20)
            answer += Self.bytes(model.busyEnds ?? .max)
            answer += Self.bytes(model.interruptRoseAt ?? .max)
            if isExchange { answer += exchanged }
            bytes.removeFirst(length)
            requests += 1
        }
        return answer
    }

    /// How long a request is, as far as is known; nil for what is none.
    private static func length(of bytes: [UInt8], _ kind: UInt8) -> Int? {
        switch kind {
        case UInt8(ascii: "P"): 9
        case UInt8(ascii: "R"): 10
        case UInt8(ascii: "X"): bytes.count < 11 ? 11 : 11 + Int(number(bytes[9..<11]))
        default: nil
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func bytes(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
}
