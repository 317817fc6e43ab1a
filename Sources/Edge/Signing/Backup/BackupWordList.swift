import Notation

/// The 2,048 words of backups, eleven bits each. Ours, not BIP-39's: the words of a wallet are
/// refused here, and ours in a wallet. `script/words/make-words.py` says how the list was made.
enum BackupWordList {
    static let words: [String] = text.split(separator: " ").map(String.init)

    static let count = 2_048
    static let longestWord = 8

    /// The number of a word. Binary search: the list is in alphabetical order.
    static func number(of word: some StringProtocol) -> Int? {
        var low = 0
        var high = words.count
        while low < high {
            let middle = (low + high) / 2
            if words[middle] < word { low = middle + 1 } else { high = middle }
        }
        return low < words.count && words[low] == word ? low : nil
    }

    /// Words somebody may have meant, best first, at most three: the one with the same first four
    /// letters (they say which word it is), then those fewest slips away, two slips at most.
    static func nearest(to word: some StringProtocol) -> [String] {
        let letters = Array(word.utf8.prefix(24))
        let scored = words.compactMap { candidate -> (slips: Int, word: String)? in
            let other = Array(candidate.utf8)
            if letters.count >= 4, other.prefix(4) == letters.prefix(4) { return (0, candidate) }
            guard abs(letters.count - other.count) <= 2 else { return nil }
            let slips = Spelling.slips(from: letters, to: other)
            return slips <= 2 ? (slips, candidate) : nil
        }
        return scored.sorted { ($0.slips, $0.word) < ($1.slips, $1.word) }.prefix(3).map(\.word)
    }
}
