import Airwaves
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

    @Test("CRC-32 of \"123456789\" is cbf43926, as everywhere")
    func checksum() {
        let bytes = [UInt8](repeating: 0xAA, count: 24) + Array("123456789".utf8)
        let sum = unsafe bytes.withUnsafeBytes { unsafe PlaceMap.checksum(of: $0) }
        #expect(sum == 0xCBF4_3926)
    }
}
