/// What `spool-drive` said, and what must therefore be on disk.
struct SpoolClaims: DrivenClaims {
    static let program = "spool-drive"

    static func path(in folder: TestFolder) -> String { folder.spool }

    /// Kinds by number: told to be kept, or asked for and perhaps kept.
    private(set) var kept: [UInt64: UInt8] = [:]
    private(set) var asked: [UInt64: UInt8] = [:]
    /// Asked to be forgotten; told to be.
    private(set) var possible: [UInt64: UInt8] = [:]
    private(set) var perhapsForgotten: Set<UInt64> = []
    private(set) var leaving: Set<UInt64> = []
    private(set) var forgotten: Set<UInt64> = []
    private(set) var evicted: Set<UInt64> = []
    private(set) var commits = 0
    private(set) var failures: [String] = []
    private(set) var hasEnded = false

    /// A new run: what the last one had asked for and was not told may be, or not.
    mutating func begin() {
        hasEnded = false
        possible.merge(asked) { $1 }
        asked = [:]
        perhapsForgotten.formUnion(leaving)
        leaving = []
    }

    /// What may be there, of what nobody was told to be kept.
    func mayHold(_ number: UInt64, kind: UInt8) -> Bool {
        (kept[number] ?? asked[number] ?? possible[number]) == kind
    }

    mutating func hear(_ line: Substring) {
        let words = line.split(separator: " ")
        let number = words.count > 1 ? UInt64(words[1]) ?? 0 : 0
        switch words.first {
        case "+": asked[number] = words.count > 2 ? UInt8(words[2]) : nil
        case "-": leaving.insert(number)
        case "~": evicted.insert(number)
        case "kept":
            commits += 1
            for (number, kind) in asked { kept[number] = kind }
            asked = [:]
            forgotten.formUnion(leaving)
            leaving = []
        case "failed":
            failures.append(String(line))
            asked = asked.filter { $0.key <= number }
        case "cannot:": failures.append(String(line))
        case "end": hasEnded = true
        default: break
        }
    }
}
