import Primitives
import Testing

@testable import Spool

@Suite("CRC-32C") struct CRC32CTests {
    @Test("gives the check value of the catalogue of CRC algorithms, and RFC 3720's B.4")
    func known() {
        #expect(sum([UInt8]("123456789".utf8)) == 0xE306_9283)
        #expect(sum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(sum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
        #expect(sum([UInt8](0..<32)) == 0x46DD_794E)
        #expect(sum([UInt8]((0..<32).reversed())) == 0x113F_DB5C)
        #expect(sum([]) == 0)
    }

    @Test("a number counts as its four bytes")
    func number() {
        var parts = CRC32C()
        parts.add([UInt8]("1234".utf8).rawSpan)
        parts.add(bigEndian: 0x3536_3738)
        parts.add([UInt8]("9".utf8).rawSpan)
        #expect(parts.value == 0xE306_9283)
    }

    private func sum(_ bytes: [UInt8]) -> UInt32 {
        var sum = CRC32C()
        sum.add(bytes.rawSpan)
        return sum.value
    }
}
