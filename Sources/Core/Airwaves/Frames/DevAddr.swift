/// The 32-bit address a device has within a session. Several devices may share one: only the
/// integrity code tells whose frame it is. Its text is 8 lower-case hex digits, most significant
/// first; on air it travels with its last byte first.
public struct DevAddr: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let bits: UInt32

    public init(bits: UInt32) { self.bits = bits }

    /// Accepts what `description` prints and nothing else.
    public init(parsing text: String) throws(IdentifierError) {
        try self.init(parsingLiberally: text)
        guard description == text else { throw .otherSpelling(.deviceAddress, write: description) }
    }

    /// For what people paste: either case.
    public init(parsingLiberally text: String) throws(IdentifierError) {
        let value = try HexadecimalText.read(text, digits: 8, of: .deviceAddress)
        bits = UInt32(truncatingIfNeeded: value)
    }

    public var description: String { HexadecimalText.write(UInt64(bits), digits: 8) }

    public static func < (left: Self, right: Self) -> Bool { left.bits < right.bits }
}

extension DevAddr {
    /// Nil when the first eight bits are ones: no network type has such addresses.
    public var networkType: NetworkType? {
        let ones = (~bits).leadingZeroBitCount
        return ones < 8 ? NetworkType(number: UInt8(ones)) : nil
    }

    /// The network's number within its type: the low bits of its `NetID`. For types 3 to 7 it is
    /// shorter than the NetID's own number, so an address alone does not give the NetID back.
    public var networkNumber: UInt32? {
        networkType.map { type in
            bits >> UInt32(type.deviceNumberBits) & (1 << UInt32(type.networkNumberBits) - 1)
        }
    }
}

/// All device addresses that begin with the same bits: `0000ff00/24` is `0000ff00` to `0000ffff`.
public struct DevAddrPrefix: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let first: DevAddr
    /// 0...32 leading bits that must agree; 0 has every address.
    public let length: Int

    /// The prefix of `length` bits that `address` lies in.
    public init(covering address: DevAddr, length: Int) {
        precondition(0...32 ~= length, "a device address prefix of \(length) bits")
        self.length = length
        first = DevAddr(bits: address.bits & Self.mask(length))
    }

    public var last: DevAddr { DevAddr(bits: first.bits | ~Self.mask(length)) }

    public func contains(_ address: DevAddr) -> Bool {
        address.bits & Self.mask(length) == first.bits
    }

    public func contains(_ other: DevAddrPrefix) -> Bool {
        length <= other.length && contains(other.first)
    }

    private static func mask(_ length: Int) -> UInt32 { ~(UInt32.max >> UInt32(length)) }

    /// By first address; the wider of two that begin alike comes first.
    public static func < (left: Self, right: Self) -> Bool {
        (left.first, left.length) < (right.first, right.length)
    }
}

extension DevAddrPrefix {
    /// Accepts what `description` prints and nothing else: bits below the prefix are zero.
    public init(parsing text: String) throws(IdentifierError) {
        try self.init(parsingLiberally: text)
        guard description == text else { throw .otherSpelling(.prefix, write: description) }
    }

    /// For what people paste: either case, and any address within the prefix before the slash.
    public init(parsingLiberally text: String) throws(IdentifierError) {
        guard text.utf8.count <= 11 else {
            throw .wrongLength(.prefix, found: text.utf8.count)
        }
        guard let slash = text.firstIndex(of: "/") else { throw .prefixWithoutLength }
        let digits = text[text.index(after: slash)...]
        guard let length = Int(digits), 0...32 ~= length, String(length) == digits else {
            throw .prefixTooLong(found: String(digits))
        }
        let value = try HexadecimalText.read(text[..<slash], digits: 8, of: .prefix)
        self.init(
            covering: DevAddr(bits: UInt32(truncatingIfNeeded: value)), length: length)
    }

    public var description: String { "\(first)/\(length)" }
}
