import Notation
import Primitives
import Testing

@testable import Signing

@Suite("Backup words: the list") struct BackupWordListTests {
    @Test("2,048 words in order, of 3 to 8 lower-case letters")
    func shape() {
        #expect(BackupWordList.words.count == BackupWordList.count)
        #expect(BackupWordList.words == Array(Set(BackupWordList.words)).sorted())
        for word in BackupWordList.words {
            #expect((3...8).contains(word.utf8.count), "\(word)")
            #expect(word.utf8.allSatisfy { (0x61...0x7a).contains($0) }, "\(word)")
        }
    }

    @Test("the first four letters say which word it is, and no word begins another")
    func beginnings() {
        let words = BackupWordList.words
        #expect(Set(words.map { $0.prefix(4) }).count == words.count)
        // In alphabetical order a word stands right before those it begins.
        for (word, next) in zip(words, words.dropFirst()) {
            #expect(!next.hasPrefix(word), "\(word) begins \(next)")
        }
    }

    @Test("one slip of a letter never makes another word of the list")
    func slips() {
        let words = Set(BackupWordList.words)
        let letters = (UInt8(0x61)...0x7a).map { [$0] }
        for word in BackupWordList.words {
            let bytes = Array(word.utf8)
            for place in 0...bytes.count {
                var changed = letters.map { bytes[..<place] + $0 + bytes[place...] }
                if place < bytes.count {
                    changed.append(bytes[..<place] + bytes[(place + 1)...])
                    changed += letters.map { bytes[..<place] + $0 + bytes[(place + 1)...] }
                }
                if place + 1 < bytes.count {
                    var swapped = bytes[...]
                    swapped.swapAt(place, place + 1)
                    changed.append(swapped)
                }
                for other in changed {
                    let other = String(decoding: other, as: UTF8.self)
                    if other != word, words.contains(other) {
                        Issue.record("\(word) is one slip from \(other)")
                    }
                }
            }
        }
    }

    @Test("every word is found at its number, and nothing else is")
    func numbers() {
        for (number, word) in BackupWordList.words.enumerated() {
            #expect(BackupWordList.number(of: word) == number)
        }
        for word in ["", "a", "zzz", "Abacus", "abacuss", "abacu"] {
            #expect(BackupWordList.number(of: word) == nil)
        }
    }

    static let slipRows: [(String, String, Int)] = [
        ("lantern", "lantern", 0), ("lantren", "lantern", 1), ("lanern", "lantern", 1),
        ("lanttern", "lantern", 1), ("lanterm", "lantern", 1), ("latrren", "lantern", 3),
        ("", "abc", 3), ("abc", "", 3),
    ]

    @Test("slips are counted", arguments: slipRows)
    func slipCount(left: String, right: String, count: Int) {
        #expect(Spelling.slips(from: Array(left.utf8), to: Array(right.utf8)) == count)
    }

    @Test("a word cut after four letters is the first one offered, one slip away it is among them")
    func nearest() {
        // Every ninth word: each costs two walks over the whole list.
        let words = BackupWordList.words.filter { $0.utf8.count > 5 }
        for word in stride(from: 0, to: words.count, by: 9).map({ words[$0] }) {
            #expect(BackupWordList.nearest(to: String(word.prefix(4)) + "qq").first == word)
            #expect(BackupWordList.nearest(to: "q" + word).contains(word))
        }
        #expect(BackupWordList.nearest(to: "qqqqqqqqqqqq").isEmpty)
    }
}

@Suite("Backup words") struct BackupWordsTests {
    static func rows() throws -> [[String]] { try VectorFile.rows("keys/keys.txt") }

    /// A key cannot be in an optional that `#expect` takes; its public half can.
    static func restored(_ text: String) throws(BackupError) -> PublicKey {
        try BackupWords.key(from: text).publicKey
    }

    @Test("every vector: the seed gives the words, the words the key")
    func vectors() throws {
        let rows = try Self.rows()
        #expect(rows.count == 64)
        for row in rows {
            let key = secretKey(seed: bytes(hex: row[0]))
            let words = row[4...].joined(separator: " ")
            #expect(BackupWords.text(of: key) == words)
            #expect(try Self.restored(words) == publicKey(hex: row[1]))
            #expect(try BackupWords.wrongWords(in: words, for: key).isEmpty)
        }
    }

    @Test("spaces, line ends and capitals between and in words do not matter")
    func liberalReading() throws {
        let row = try Self.rows()[2]
        let text = "\n " + row[4...].map { $0.uppercased() + " \r\n\t" }.joined()
        #expect(try Self.restored(text) == publicKey(hex: row[1]))
    }

    @Test("refuses every other number of words", arguments: [0, 1, 12, 23, 25, 48])
    func counts(count: Int) throws {
        let words = Array(repeating: "abacus", count: count).joined(separator: " ")
        #expect(throws: BackupError.wrongCount(found: count)) { try Self.restored(words) }
    }

    @Test("says which word is not of the list, and what was meant")
    func unknownWord() throws {
        var words = Array(try Self.rows()[2][4...])
        let right = words[6]
        words[6] = "q" + right
        do throws(BackupError) {
            _ = try Self.restored(words.joined(separator: " "))
            Issue.record("a word that is not of the list was taken")
        } catch {
            guard case .unknownWord(7, let word, let nearest) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(word == words[6])
            #expect(nearest.contains(right))
        }
    }

    @Test("of other words of the list in one place, the checksum lets one in 256 through")
    func checksum() throws {
        var accepted = 0
        var words = Array(try Self.rows()[3][4...])
        let right = words[11]
        for word in BackupWordList.words where word != right {
            words[11] = word
            do throws(BackupError) {
                _ = try Self.restored(words.joined(separator: " "))
                accepted += 1
            } catch { #expect(error == .wrongChecksum) }
        }
        #expect((1...20).contains(accepted), "\(accepted) of 2,047; 8 are expected")
    }

    @Test("verify names the wrong words, by place, whatever the checksum says")
    func wrongWords() throws {
        let row = try Self.rows()[4]
        let key = secretKey(seed: bytes(hex: row[0]))
        for place in 0..<24 {
            var words = Array(row[4...])
            words[place] = words[place] == "zoo" ? "abacus" : "zoo"
            let text = words.joined(separator: " ")
            #expect(try BackupWords.wrongWords(in: text, for: key) == [place + 1])
        }
    }

    @Test("a text past the bound is refused before it is looked at")
    func bound() {
        let long = String(repeating: " ", count: BackupWords.longestText)
        #expect(throws: BackupError.wrongCount(found: 0)) { try Self.restored(long) }
        #expect(throws: BackupError.tooLong(bytes: BackupWords.longestText + 1)) {
            try Self.restored(long + " ")
        }
    }

    @Test("what cannot be shown on a terminal is not shown")
    func hostileWord() {
        let error = BackupError.unknownWord(position: 1, word: "a\u{1b}[2J\u{202e}b", nearest: [])
        #expect(!error.description.unicodeScalars.contains { $0 == "\u{1b}" || $0 == "\u{202e}" })
    }
}
