/// "Did you mean": which known word a person most likely wanted.
public enum Spelling {
    /// The nearest candidate, or nil when none is near: one slip for up to four characters, one
    /// more per three after that. The first of equals wins. Cost is the product of the lengths.
    public static func nearest(to word: String, among candidates: [String]) -> String? {
        let allowed = max(1, (word.count + 2) / 3)
        guard word.count <= longestWord else { return nil }
        var best: (slips: Int, word: String)?
        for candidate in candidates where candidate.count <= longestWord {
            let slips = slips(from: Array(word), to: Array(candidate))
            guard slips <= allowed, slips < candidate.count else { continue }
            if let found = best, found.slips <= slips { continue }
            best = (slips, candidate)
        }
        return best?.word
    }

    private static let longestWord = 64

    /// How many letters must be changed, dropped, added or swapped with their neighbour (optimal
    /// string alignment). Cost is the product of the lengths.
    public static func slips<Letter: Equatable>(from left: [Letter], to right: [Letter]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let change = left[row] == right[column] ? 0 : 1
                var cost = min(last[column] + change, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1],
                    left[row - 1] == right[column]
                {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
