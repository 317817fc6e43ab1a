import Foundation
import Seeds
import Testing

@testable import Notation

@Suite("Base64: standard, padded, one spelling")
struct Base64Tests {
    /// RFC 4648, section 10.
    static let vectors = [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ]

    @Test(arguments: vectors)
    func vectorsOfTheStandard(plain: String, text: String) throws {
        #expect(Base64.text(of: Array(plain.utf8)) == text)
        #expect(try Base64.bytes(from: text) == Array(plain.utf8))
    }

    @Test func agreesWithFoundation() throws {
        var numbers = SeededNumbers(seed: 2)
        for _ in 0..<2_000 {
            let bytes = numbers.bytes(upTo: 100)
            let text = Base64.text(of: bytes)
            #expect(text == Data(bytes).base64EncodedString())
            #expect(try Base64.bytes(from: text) == bytes)
            #expect(try liberal(text) == bytes)
            let loose = text.replacing("=", with: "").replacing("+", with: "-")
                .replacing("/", with: "_")
            #expect(try liberal(loose) == bytes)
        }
    }

    static let refusals: [(String, Base64Error)] = [
        ("Zg", .wrongPadding(found: 0, wanted: 2)),
        ("Zg=", .wrongPadding(found: 1, wanted: 2)),
        ("Zm8", .wrongPadding(found: 0, wanted: 1)),
        ("Zm8==", .wrongPadding(found: 2, wanted: 1)),
        ("Zm9v=", .wrongPadding(found: 1, wanted: 0)),
        ("=", .wrongPadding(found: 1, wanted: 0)),
        ("Zg===", .wrongPadding(found: 2, wanted: 1)),
        ("Z", .halfAByte(characters: 1)),
        ("Z===", .notADigit(byte: 0x3d, position: 2)),
        ("Zm9vZ", .halfAByte(characters: 5)),
        ("Zh==", .dirtyBits(position: 2)),
        ("Zm9=", .dirtyBits(position: 3)),
        ("-m9v", .otherAlphabet(byte: 0x2d, position: 1)),
        ("Zm9_", .otherAlphabet(byte: 0x5f, position: 4)),
        ("Zm9v\n", .notADigit(byte: 0x0a, position: 5)),
        ("Zm 9", .notADigit(byte: 0x20, position: 3)),
        ("Zg==Zg==", .notADigit(byte: 0x3d, position: 3)),
    ]

    @Test(arguments: refusals)
    func refuses(text: String, error: Base64Error) {
        #expect(throws: error) { try Base64.bytes(from: text) }
    }

    static let gateways: [(String, [UInt8]?)] = [
        ("Zg", [0x66]), ("Zg=", [0x66]), ("Zh==", [0x66]), ("-_8", [0xfb, 0xff]),
        ("+/8=", [0xfb, 0xff]), ("+_8", [0xfb, 0xff]), ("Z", nil), ("Zg===", nil), ("Zm9v=", nil),
        ("Zg\n", nil), ("", []),
    ]

    @Test("what gateways send is read, nonsense is not", arguments: gateways)
    func gatewayData(text: String, bytes: [UInt8]?) {
        #expect((try? liberal(text)) == bytes)
    }

    private func liberal(_ text: String) throws(Base64Error) -> [UInt8] {
        try unsafe Base64.gatewayBytes(from: Array(text.utf8).span.bytes)
    }
}
