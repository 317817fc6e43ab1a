import Seeds
import Testing

@testable import Notation

/// Vectors: BIP-350, "Test vectors for Bech32m" (Pieter Wuille, 2020).
@Suite("Bech32m: BIP-350, lower case only")
struct Bech32mTests {
    static let valid = [
        "A1LQFN3A",
        "a1lqfn3a",
        "an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6",
        "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx",
        "11" + String(repeating: "l", count: 83) + "udsr8",
        "split1checkupstagehandshakeupstreamerranterredcaperredlc445v",
        "?1v759aa",
    ]

    @Test("every valid vector is read and written back", arguments: valid)
    func validVector(text: String) throws {
        let decoded = try Bech32m.split(Array(text.lowercased().utf8))
        let written = Bech32m.text(prefix: decoded.prefix, words: decoded.words)
        #expect(written == text.lowercased())
        if text != text.lowercased() {
            #expect(throws: Bech32mError.upperCase(byte: 0x41, position: 1)) {
                try Bech32m.split(Array(text.utf8))
            }
        }
    }

    static let invalid: [(String, Bech32mError)] = [
        ("\u{20}1xj0phk", .wrongCharacter(byte: 0x20, position: 1)),
        ("\u{7f}1g6xzxy", .wrongCharacter(byte: 0x7f, position: 1)),
        ("\u{80}1vctc34", .wrongCharacter(byte: 0xc2, position: 1)),
        (
            "an84characterslonghumanreadablepartthatcontainsthetheexcludedcharactersbio"
                + "andnumber11d6pts4", .tooLong(found: 91)
        ),
        ("qyrz8wqd2c9m", .noPrefix),
        ("1qyrz8wqd2c9m", .noPrefix),
        ("y1b0jsk6g", .wrongCharacter(byte: 0x62, position: 3)),
        ("lt1igcx5c0", .wrongCharacter(byte: 0x69, position: 4)),
        ("in1muywd", .tooShort(characters: 5)),
        ("mm1crxm3i", .wrongCharacter(byte: 0x69, position: 9)),
        ("au1s5cgom", .wrongCharacter(byte: 0x6f, position: 8)),
        ("M1VUXWEZ", .upperCase(byte: 0x4d, position: 1)),
        ("16plkw9", .noPrefix),
        ("1p2gdwpf", .noPrefix),
        // BIP-173: right for bech32, so wrong for bech32m.
        ("a12uel5l", .olderChecksum),
        ("a1lqfn3A", .upperCase(byte: 0x41, position: 8)),
        ("", .noPrefix),
    ]

    @Test("every invalid vector is refused for its reason", arguments: invalid)
    func invalidVector(text: String, error: Bech32mError) {
        #expect(throws: error) { try Bech32m.split(Array(text.utf8)) }
    }

    /// BIP-350's invalid upper-case vector has a checksum made with the upper-case prefix.
    @Test func lowerCaseOfABadVectorStaysBad() {
        #expect(throws: Bech32mError.self) { try Bech32m.split(Array("m1vuxwez".utf8)) }
    }

    @Test func keysRoundTripAndAMistypedCharacterIsNamed() throws {
        var numbers = SeededNumbers(seed: 3)
        let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
        for _ in 0..<300 {
            let key = (0..<32).map { _ in UInt8.random(in: 0...255, using: &numbers) }
            let text = unsafe Bech32m.text(prefix: "ear", bytes: key.span.bytes)
            #expect(text.hasPrefix("ear1") && text.utf8.count == 62)
            #expect(try Bech32m.bytes(from: text, prefix: "ear") == key)
            var wrong = Array(text.utf8)
            let place = Int.random(in: 4..<62, using: &numbers)
            let other = alphabet.filter { $0 != wrong[place] }
            wrong[place] = other.randomElement(using: &numbers) ?? 0
            #expect(throws: Bech32mError.wrongChecksum(position: place + 1)) {
                try Bech32m.bytes(from: String(decoding: wrong, as: UTF8.self), prefix: "ear")
            }
        }
    }

    @Test func twoToFourWrongCharactersNeverPass() throws {
        var numbers = SeededNumbers(seed: 4)
        let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
        let text = unsafe Bech32m.text(
            prefix: "ear", bytes: [UInt8](repeating: 7, count: 32).span.bytes)
        for round in 0..<300 {
            var wrong = Array(text.utf8)
            var places = Array(4..<62)
            places.shuffle(using: &numbers)
            for place in places.prefix(2 + round % 3) {
                let other = alphabet.filter { $0 != wrong[place] }
                wrong[place] = other.randomElement(using: &numbers) ?? 0
            }
            #expect(throws: Bech32mError.self) { try Bech32m.split(wrong) }
        }
    }

    @Test func prefixAndPaddingAreChecked() throws {
        let text = unsafe Bech32m.text(prefix: "ear", bytes: ([1, 2, 3] as [UInt8]).span.bytes)
        #expect(throws: Bech32mError.otherPrefix(found: "ear", wanted: "bc")) {
            try Bech32m.bytes(from: text, prefix: "bc")
        }
        // Three bytes are five words with one spare bit; set it.
        let words: [UInt8] = [0, 0, 0, 0, 1]
        let dirty = Bech32m.text(prefix: Array("ear".utf8), words: words)
        #expect(throws: Bech32mError.dirtyPadding) { try Bech32m.bytes(from: dirty, prefix: "ear") }
        // Six words are 30 bits: three bytes and a whole useless word.
        let long = Bech32m.text(prefix: Array("ear".utf8), words: [0, 0, 0, 0, 0, 0])
        #expect(throws: Bech32mError.dirtyPadding) { try Bech32m.bytes(from: long, prefix: "ear") }
    }
}
