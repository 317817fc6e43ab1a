import Attestation
import CoverageRules
import Primitives

extension FuzzTarget {
    /// A rule book from the log: what is read has every number within its bounds, and lists itself.
    static let ruleBook = FuzzTarget(name: "rule-book") { bytes in
        guard let book = try? RuleBook(parsing: bytes) else { return }
        for line in RuleLine.lines(of: book) { precondition(!line.limitText.isEmpty) }
        for table in RequiredTable.allCases {
            precondition(book.table(named: table.rawValue) != nil, "a book without \(table)")
        }
    }

    /// Histories out of a state file: one spelling, and sums that do not overflow.
    static let history = FuzzTarget(name: "history") { bytes in
        if var reader = try? CBORReader(bytes),
            var edge = try? EdgeHistory(reading: &reader), (try? reader.finish()) != nil
        {
            var writer = CBORWriter()
            edge.write(to: &writer)
            precondition(writer.finish().rawSpan.isSame(as: bytes), "a second spelling")
            let next = Epoch(min(edge.epoch.number + 1, Epoch.limit))
            edge.add(edge.counts, in: next, seal: nil)
            _ = edge.isEmpty
        }
        if var reader = try? CBORReader(bytes),
            let hotspot = try? HotspotHistory(reading: &reader), (try? reader.finish()) != nil
        {
            var writer = CBORWriter()
            hotspot.write(to: &writer)
            precondition(writer.finish().rawSpan.isSame(as: bytes), "a second spelling")
        }
    }
}
