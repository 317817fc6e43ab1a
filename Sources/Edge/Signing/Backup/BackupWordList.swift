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
            let slips = slips(letters, other)
            return slips <= 2 ? (slips, candidate) : nil
        }
        return scored.sorted { ($0.slips, $0.word) < ($1.slips, $1.word) }.prefix(3).map(\.word)
    }

    /// How many letters must be changed, dropped, added or swapped with their neighbour.
    static func slips(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for i in left.indices {
            var row = [i + 1]
            for j in right.indices {
                var cost = min(
                    row[j] + 1, last[j + 1] + 1, last[j] + (left[i] == right[j] ? 0 : 1))
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    cost = min(cost, beforeLast[j - 1] + 1)
                }
                row.append(cost)
            }
            (beforeLast, last) = (last, row)
        }
        return last[right.count]
    }
}
