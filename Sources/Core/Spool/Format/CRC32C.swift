internal import Primitives

/// CRC-32C (Castagnoli, reflected 0x82F63B78, as in iSCSI and ext4): finds damage, proves no
/// origin. "123456789" gives e3069283. Eight bytes a step, each through a table of its own.
struct CRC32C: Hashable, Sendable {
    private(set) var state: UInt32 = .max

    init() {}

    /// Goes on from where another one was.
    init(state: UInt32) { self.state = state }

    var value: UInt32 { ~state }

    mutating func add(_ bytes: RawSpan) {
        let tables = Self.tables.span
        let whole = bytes.byteCount & ~7
        var remainder = state
        for offset in stride(from: 0, to: whole, by: 8) {
            let word = bytes.bigEndian64(at: offset).byteSwapped ^ UInt64(remainder)
            remainder = 0
            for place in 0..<8 {
                let index = Int(truncatingIfNeeded: word >> UInt64(8 * place) & 0xFF)
                remainder ^= tables[(7 - place) * 256 + index]
            }
        }
        for offset in whole..<bytes.byteCount {
            let index = Int(UInt8(truncatingIfNeeded: remainder) ^ bytes.byte(at: offset))
            remainder = tables[index] ^ remainder >> 8
        }
        state = remainder
    }

    /// A number's four bytes, the most significant first.
    mutating func add(bigEndian number: UInt32) {
        let tables = Self.tables.span
        for shift in stride(from: UInt32(24), through: 0, by: -8) {
            let index = Int(UInt8(truncatingIfNeeded: state ^ number >> shift))
            state = tables[index] ^ state >> 8
        }
    }

    /// What each byte leaves with 0 to 7 bytes behind it, 256 entries each.
    private static let tables: [UInt32] = {
        var tables: [UInt32] = []
        tables.reserveCapacity(8 * 256)
        for byte in 0..<UInt32(256) { tables.append(afterEightSteps(byte)) }
        for index in 256..<8 * 256 {
            let last = tables[index - 256]
            tables.append(tables[Int(last & 0xFF)] ^ last >> 8)
        }
        return tables
    }()

    private static func afterEightSteps(_ byte: UInt32) -> UInt32 {
        var rest = byte
        for _ in 0..<8 { rest = rest & 1 == 1 ? rest >> 1 ^ 0x82F6_3B78 : rest >> 1 }
        return rest
    }
}
