import Airwaves
import Seeds
import Testing

@Suite("countries, verdicts and checksums as text") struct PlaceTextTests {
    @Test("a country code is two capital letters")
    func codes() {
        #expect(CountryCode(parsing: "CH")?.description == "CH")
        for text in ["", "C", "CHE", "ch", "C1", "Ñ", "[[", "@A"] {
            #expect(CountryCode(parsing: text) == nil, "\(text)")
        }
        #expect(CountryCode(parsing: "AZ").map { $0 < CountryCode(parsing: "BA") ?? $0 } == true)
    }

    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        let bytes = [UInt8](repeating: 0xAA, count: 24) + bytes
        return unsafe bytes.withUnsafeBytes { unsafe PlaceMap.checksum(of: $0) }
    }

    @Test("CRC-32 of \"123456789\" is cbf43926, as everywhere")
    func checksum() {
        #expect(Self.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
        #expect(Self.checksum([]) == 0)
    }

    @Test("eight bytes a step is the same division as bit by bit, for every length to 64")
    func checksumBitByBit() {
        var generator = SeededNumbers(seed: 1)
        for length in 0...64 {
            let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
            var remainder = ~UInt32(0)
            for byte in bytes {
                remainder ^= UInt32(byte)
                for _ in 0..<8 {
                    remainder = remainder & 1 == 1 ? 0xEDB8_8320 ^ remainder >> 1 : remainder >> 1
                }
            }
            #expect(Self.checksum(bytes) == ~remainder, "\(length) bytes")
        }
    }
}
