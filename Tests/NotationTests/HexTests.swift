import Foundation
import Seeds
import Testing

@testable import Notation

@Suite("Hex: one lower-case spelling")
struct HexTests {
    @Test func everyByteRoundTrips() throws {
        let all = (0...255).map { UInt8($0) }
        let expected = all.map { String(format: "%02x", $0) }.joined()
        #expect(Hex.text(of: all) == expected)
        #expect(try Hex.bytes(from: expected) == all)
        var appended: [UInt8] = [0x78]
        unsafe Hex.append(all.span.bytes, to: &appended)
        #expect(String(decoding: appended, as: UTF8.self) == "x" + expected)
    }

    @Test func emptyIsEmpty() throws {
        #expect(Hex.text(of: [UInt8]()) == "")
        #expect(try Hex.bytes(from: "") == [])
    }

    static let refusals: [(String, HexError)] = [
        ("a", .halfAByte(digits: 1)),
        ("abc", .halfAByte(digits: 3)),
        ("aB", .upperCase(byte: 0x42, position: 2)),
        ("Fa", .upperCase(byte: 0x46, position: 1)),
        ("0x", .notADigit(byte: 0x78, position: 2)),
        ("12 3", .notADigit(byte: 0x20, position: 3)),
        ("g0", .notADigit(byte: 0x67, position: 1)),
        ("/0", .notADigit(byte: 0x2f, position: 1)),
        (":0", .notADigit(byte: 0x3a, position: 1)),
        ("`0", .notADigit(byte: 0x60, position: 1)),
        ("00é0", .notADigit(byte: 0xc3, position: 3)),
        ("00z", .notADigit(byte: 0x7a, position: 3)),
    ]

    @Test(arguments: refusals)
    func refuses(text: String, error: HexError) {
        #expect(throws: error) { try Hex.bytes(from: text) }
    }

    @Test func acceptsOnlyWhatItPrints() {
        var numbers = SeededNumbers(seed: 1)
        let letters = Array("0123456789abcdefABCDEFg ".utf8)
        for _ in 0..<20_000 {
            let text = String(
                decoding: (0..<Int.random(in: 0...6, using: &numbers)).map { _ in
                    letters.randomElement(using: &numbers) ?? 0
                }, as: UTF8.self)
            guard let bytes = try? Hex.bytes(from: text) else { continue }
            #expect(Hex.text(of: bytes) == text)
        }
    }

    @Test func numbersHaveTheirFullWidth() throws {
        #expect(Hex.text(of: UInt8(0x0a)) == "0a")
        #expect(Hex.text(of: UInt16(1)) == "0001")
        #expect(Hex.text(of: UInt64.max) == "ffffffffffffffff")
        let text = Array("08829b6c133fffff".utf8)
        #expect(try unsafe Hex.number(from: text.span.bytes, digits: 16) == 0x0882_9b6c_133f_ffff)
        #expect(throws: HexError.wrongLength(found: 16, digits: 15)) {
            try unsafe Hex.number(from: text.span.bytes, digits: 15)
        }
    }
}
