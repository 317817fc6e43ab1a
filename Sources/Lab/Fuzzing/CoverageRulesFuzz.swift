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
        if var reader = try? CBORReader(bytes), (try? reader.beginMap(upTo: 5)) != nil,
            var edge = try? EdgeHistory(fields: &reader, to: Epoch(20)),
            (try? reader.endMap()) != nil, (try? reader.finish()) != nil
        {
            var writer = CBORWriter()
            writer.beginMap(edge.fieldCount)
            edge.writeFields(to: &writer)
            writer.endMap()
            precondition(writer.finish().rawSpan.isSame(as: bytes), "a second spelling")
            edge.add(edge.counts, in: Epoch(21), seal: nil)
            _ = edge.isEmpty
        }
        if var reader = try? CBORReader(bytes), (try? reader.beginMap(upTo: 3)) != nil,
            let hotspot = try? HotspotHistory(fields: &reader, to: Epoch(20)),
            (try? reader.endMap()) != nil, (try? reader.finish()) != nil
        {
            var writer = CBORWriter()
            writer.beginMap(hotspot.fieldCount)
            hotspot.writeFields(to: &writer)
            writer.endMap()
            precondition(writer.finish().rawSpan.isSame(as: bytes), "a second spelling")
        }
    }
}
