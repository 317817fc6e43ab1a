/// A LoRaWAN network's 24-bit identifier, given out by the LoRa Alliance: three bits of type, then
/// the network's number within it. A small type has few networks with many addresses each.
public struct NetID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let bits: UInt32

    /// Nil above 24 bits.
    public init?(bits: UInt32) {
        guard bits <= 0xFF_FFFF else { return nil }
        self.bits = bits
    }

    /// For three bytes just read, which cannot be too large.
    init(lowBits: UInt32) { bits = lowBits & 0xFF_FFFF }

    /// Accepts what `description` prints and nothing else.
    public init(parsing text: String) throws(IdentifierError) {
        let value = try HexadecimalText.read(text, digits: 6, of: .networkIdentifier)
        bits = UInt32(truncatingIfNeeded: value)
        guard description == text else {
            throw .otherSpelling(.networkIdentifier, write: description)
        }
    }

    /// For what people paste: either case, with or without `0x`.
    public init(parsingLiberally text: String) throws(IdentifierError) {
        let digits = text.hasPrefix("0x") || text.hasPrefix("0X") ? text.dropFirst(2) : text[...]
        let value = try HexadecimalText.read(digits, digits: 6, of: .networkIdentifier)
        bits = UInt32(truncatingIfNeeded: value)
    }

    public var description: String { HexadecimalText.write(UInt64(bits), digits: 6) }

    public static func < (left: Self, right: Self) -> Bool { left.bits < right.bits }
}

extension NetID {
    /// 0...7.
    public var type: NetworkType { NetworkType(number: UInt8(bits >> 21)) }

    /// The low bits of the identifier, which stand in each of the network's device addresses.
    public var networkNumber: UInt32 { bits & (1 << UInt32(type.networkNumberBits) - 1) }

    /// Every address of this network and no other's has this prefix.
    public var addressPrefix: DevAddrPrefix {
        let value = type.addressMark | networkNumber << type.deviceNumberBits
        return DevAddrPrefix(
            covering: DevAddr(bits: value), length: 32 - type.deviceNumberBits)
    }

    public func owns(_ address: DevAddr) -> Bool { addressPrefix.contains(address) }
}

/// How a device address is split, after *LoRaWAN Backend Interfaces 1.0*: `type` ones and a
/// zero, the network's number, the device's number, 32 bits together.
public struct NetworkType: Hashable, Sendable {
    public let number: UInt8

    /// Only 0...7 exist: three bits of a NetID, or seven ones at most before an address's first zero.
    init(number: UInt8) {
        precondition(number <= 7, "network type \(number)")
        self.number = number
    }

    /// 6, 6, 9, 11, 12, 13, 15, 17.
    public var networkNumberBits: Int {
        switch number {
        case 0, 1: 6
        case 2: 9
        case 3: 11
        case 4: 12
        case 5: 13
        case 6: 15
        default: 17
        }
    }

    /// 25, 24, 20, 17, 15, 13, 10, 7: how many devices a network can tell apart, as a power of two.
    public var deviceNumberBits: Int { 31 - Int(number) - networkNumberBits }

    /// The leading ones of every address of this type.
    var addressMark: UInt32 { ~(UInt32.max >> UInt32(number)) }
}
