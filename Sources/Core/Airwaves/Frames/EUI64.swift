/// The 64-bit name of a device, a join server or a gateway. Its text has one spelling, 16
/// lower-case hex digits, so text compares; on air it travels with its last byte first.
public struct EUI64: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let bits: UInt64

    public init(bits: UInt64) { self.bits = bits }

    /// The EUI of a 48-bit network card address: `fffe` in the middle (IEEE's rule for EUI-48).
    /// Only the low 48 bits are read.
    public init(macAddress: UInt64) {
        let (maker, serial) = ((macAddress >> 24) & 0xFF_FFFF, macAddress & 0xFF_FFFF)
        bits = maker << 40 | 0xFFFE << 24 | serial
    }

    /// Accepts what `description` prints and nothing else.
    public init(parsing text: String) throws(IdentifierError) {
        bits = try HexadecimalText.read(text, digits: 16, of: .eui)
        guard description == text else { throw .otherSpelling(.eui, write: description) }
    }

    public var description: String { HexadecimalText.write(bits, digits: 16) }

    public static func < (left: Self, right: Self) -> Bool { left.bits < right.bits }
}

extension EUI64 {
    /// For what people paste, never for files or messages. Accepts upper case, `A8:40:41:1F:…` and
    /// `a8-40-41-1f-…`, Basics Station's `b827:ebff:fea6:7a72` with `::` for zeros, The Things
    /// Stack's `eui-…`, and a separated 48-bit address (`b8:27:eb:a6:7a:72`).
    public init(parsingLiberally text: String) throws(IdentifierError) {
        guard text.utf8.count <= 27 else {
            throw .wrongLength(.eui, found: text.utf8.count)
        }
        var rest = text.lowercased()[...]
        if rest.hasPrefix("eui-") { rest = rest.dropFirst(4) }
        if rest.utf8.count == 16, !rest.contains(":"), !rest.contains("-") {
            self.init(bits: try HexadecimalText.read(rest, digits: 16, of: .eui))
            return
        }
        if let octets = Self.octets(rest) {
            let value = octets.reduce(0) { $0 << 8 | $1 }
            self = octets.count == 8 ? EUI64(bits: value) : EUI64(macAddress: value)
        } else if let bits = Self.fourGroups(rest) {
            self.init(bits: bits)
        } else {
            throw .unreadable(.eui)
        }
    }

    /// Six or eight pairs of digits with one kind of separator.
    private static func octets(_ text: Substring) -> [UInt64]? {
        for separator: Character in [":", "-"] {
            let groups = text.split(separator: separator, omittingEmptySubsequences: false)
            guard groups.count == 6 || groups.count == 8 else { continue }
            let values = groups.compactMap { $0.utf8.count == 2 ? HexadecimalText.number($0) : nil }
            return values.count == groups.count ? values : nil
        }
        return nil
    }

    /// Basics Station's ID6: four groups of up to four digits, one run of zero groups as `::`.
    private static func fourGroups(_ text: Substring) -> UInt64? {
        let halves = text.split(separator: "::", omittingEmptySubsequences: false)
        guard halves.count <= 2, let head = groups(halves[0]) else { return nil }
        guard halves.count == 2 else {
            return head.count == 4 ? head.reduce(0) { $0 << 16 | $1 } : nil
        }
        guard let tail = groups(halves[1]), head.count + tail.count < 4 else { return nil }
        let zeros = [UInt64](repeating: 0, count: 4 - head.count - tail.count)
        return (head + zeros + tail).reduce(0) { $0 << 16 | $1 }
    }

    private static func groups(_ text: Substring) -> [UInt64]? {
        guard !text.isEmpty else { return [] }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let values = parts.compactMap {
            (1...4).contains($0.utf8.count) ? HexadecimalText.number($0) : nil
        }
        return values.count == parts.count ? values : nil
    }
}
