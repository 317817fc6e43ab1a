import Airwaves
import Seeds
import Testing

@Suite("NetID: types, and which device addresses belong to whom") struct NetIDTests {
    /// LoRaWAN Backend Interfaces 1.0, *DevAddr Assignment*: bits of the prefix, of the network's number and of
    /// the device's number.
    static let layout: [(type: UInt32, prefix: Int, network: Int, device: Int)] = [
        (0, 1, 6, 25), (1, 2, 6, 24), (2, 3, 9, 20), (3, 4, 11, 17), (4, 5, 12, 15),
        (5, 6, 13, 13), (6, 7, 15, 10), (7, 8, 17, 7),
    ]

    @Test("the eight types divide the 32 bits as the table says", arguments: layout)
    func division(type: UInt32, prefix: Int, network: Int, device: Int) throws {
        let id = try #require(NetID(bits: type << 21 | 0x1F_FFFF))
        #expect(id.type.number == UInt8(type))
        #expect(id.type.networkNumberBits == network && id.type.deviceNumberBits == device)
        #expect(prefix + network + device == 32)
        #expect(id.networkNumber == (1 << UInt32(network)) - 1)
        #expect(id.addressPrefix.length == prefix + network)
        // The last network of a type owns the addresses up to where the next type begins.
        let next = UInt64(UInt32.max) + 1 - (UInt64(1) << UInt64(31 - type))
        #expect(UInt64(id.addressPrefix.last.bits) + 1 == next)
    }

    /// Helium's three, with the ranges its configuration service gives out.
    static let known: [(text: String, first: UInt32, count: UInt64)] = [
        ("00003c", 2_013_265_920, 33_554_432), ("60002d", 0xE05A_0000, 131_072),
        ("c00053", 0xFC01_4C00, 1_024), ("000000", 0, 1 << 25), ("000001", 0x0200_0000, 1 << 25),
    ]

    @Test("known networks own known ranges", arguments: known)
    func knownRanges(text: String, first: UInt32, count: UInt64) throws {
        let id = try NetID(parsing: text)
        #expect(id.addressPrefix.first == DevAddr(bits: first))
        #expect(UInt64(id.addressPrefix.last.bits) - UInt64(first) + 1 == count)
        #expect(id.owns(DevAddr(bits: first)))
        #expect(!id.owns(DevAddr(bits: first &- 1)))
    }

    @Test("an address tells its type and its network's number")
    func addresses() {
        var random = SeededNumbers(seed: 17)
        for _ in 0..<20_000 {
            let id = NetID(bits: UInt32(truncatingIfNeeded: random.next()) & 0xFF_FFFF)
            guard let id else { continue }
            let host = UInt32(truncatingIfNeeded: random.next())
            let prefix = id.addressPrefix
            let address = DevAddr(
                bits: prefix.first.bits | host & (prefix.last.bits ^ prefix.first.bits))
            #expect(id.owns(address))
            #expect(address.networkType == id.type)
            #expect(address.networkNumber == id.networkNumber)
        }
    }

    @Test("addresses from ff000000 up belong to no network type")
    func withoutType() {
        #expect(DevAddr(bits: 0xFEFF_FFFF).networkType?.number == 7)
        #expect(DevAddr(bits: 0xFF00_0000).networkType == nil)
        #expect(DevAddr(bits: .max).networkNumber == nil)
        #expect(DevAddr(bits: 0).networkType?.number == 0)
    }

    @Test("a NetID has 24 bits")
    func bounds() {
        #expect(NetID(bits: 0xFF_FFFF)?.type.number == 7)
        #expect(NetID(bits: 0x100_0000) == nil)
    }
}
