import Foundation
import Notation
import Primitives
import Signing
import Testing

@testable import Attestation

private func rows() throws -> [[String]] {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let text = try String(
        contentsOf: tests.appending(path: "Vectors/keys/keys.txt"), encoding: .utf8)
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        .map { $0.split(separator: " ").map(String.init) }
}

private func key(hex: String) throws -> PublicKey {
    let digits = Array(hex.utf8)
    let bytes = try stride(from: 0, to: 64, by: 2).map {
        try #require(UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16))
    }
    let key = PublicKey(bytes.rawSpan)
    return try #require(key)
}

@Suite("Addresses") struct AddressTests {
    @Test("every vector, both ways")
    func vectors() throws {
        for row in try rows() {
            let address = Address(try key(hex: row[1]))
            #expect(address.description == row[2])
            #expect(try Address(parsing: row[2]) == address)
        }
    }

    @Test("one wrong character is refused wherever it is")
    func oneWrongCharacter() throws {
        let text = Array(try rows()[5][2].utf8)
        for place in text.indices {
            for other in "qpz1bA ~".utf8 where other != text[place] {
                var changed = text
                changed[place] = other
                let line = String(decoding: changed, as: UTF8.self)
                #expect(throws: AddressError.self, "\(line)") { try Address(parsing: line) }
            }
        }
    }

    @Test("another prefix and another length are refused, with the reason")
    func others() throws {
        // bech32m of 31 zero bytes and of 32 zero bytes under `bc`, by make-vectors.py's bech32m.
        let short = "ear1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqskzguf"
        #expect(throws: AddressError.wrongLength(bytes: 31)) { try Address(parsing: short) }
        #expect(throws: AddressError.notBech32m(.otherPrefix(found: "bc", wanted: "ear"))) {
            try Address(parsing: "bc1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqgwwkj3")
        }
    }
}

@Suite("Three-word names") struct ThreeWordNameTests {
    @Test("every vector")
    func vectors() throws {
        let rows = try rows()
        #expect(rows.count == 64)
        for row in rows {
            let name = ThreeWordName(of: try key(hex: row[1]), by: SHA256.self)
            #expect(name.description == row[3])
        }
    }

    @Test("three lists of 256, sorted, lower case, no word in two of them")
    func lists() {
        let lists = [
            ThreeWordName.firstWords, ThreeWordName.secondWords, ThreeWordName.thirdWords,
        ]
        for list in lists {
            #expect(list.count == 256)
            #expect(list == list.sorted())
        }
        let all = lists.flatMap { $0 }
        #expect(Set(all).count == 768)
        for word in all {
            #expect((3...11).contains(word.utf8.count), "\(word)")
            #expect(word.utf8.allSatisfy { (0x61...0x7a).contains($0) }, "\(word)")
        }
    }
}
