public import Attestation
public import CoverageRules

/// What hotspots measured of their own places, as of the first record of each window of an epoch
/// and of the one after it (rule B-2).
public struct PositionTable: Sendable {
    /// A history and the place it belongs to.
    public struct Kept: Hashable, Sendable {
        /// The log index of the statement that asserted the place.
        public var placeIndex: UInt64
        public var history: PositionHistory

        public init(placeIndex: UInt64, history: PositionHistory = PositionHistory()) {
            self.placeIndex = placeIndex
            self.history = history
        }
    }

    /// By window of the epoch, and one more for the next epoch's first, then ascending by hotspot.
    private var kept: [[(hotspot: UInt32, kept: Kept)]]

    /// A measured position that some statement tells.
    private struct Told {
        let hotspot: UInt32
        let place: UInt64
        let order: UInt32
        let window: Window
        let position: MeasuredPosition
    }

    /// - Parameters:
    ///   - before: as of the epoch's first record, ascending by hotspot.
    ///   - placeIndex: which statement asserted the place a hotspot has in a window.
    public init(
        _ evidence: Evidence, _ terms: EpochTerms, before: [(hotspot: UInt32, kept: Kept)],
        whose: (UInt32, Window) -> UInt32?, placeIndex: (UInt32, Window) -> UInt64?
    ) {
        let told = Self.told(evidence, terms, whose: whose)
        // order: only asked for one hotspot at a time, and sorted when it is read.
        var now: [UInt32: Kept] = [:]
        for item in before { now[item.hotspot] = item.kept }
        kept = []
        var next = told.startIndex
        let last = terms.windows.count
        for slot in 0...last {
            let window = Window(terms.windows[0].number + UInt64(slot))
            let start = terms.time.start(of: window) ?? .max
            while next < told.count, told[next].place < start {
                let item = told[next]
                next += 1
                guard let place = placeIndex(item.hotspot, item.window) else { continue }
                var kept = now[item.hotspot] ?? Kept(placeIndex: place)
                if kept.placeIndex != place {
                    // Of an older place than the one known already: it says nothing any more.
                    guard place > kept.placeIndex else { continue }
                    kept = Kept(placeIndex: place)
                }
                kept.history.note(item.position, in: item.window, terms.rules.book)
                now[item.hotspot] = kept
            }
            kept.append(
                now.map { ($0.key, $0.value) }.sorted { $0.hotspot < $1.hotspot })
        }
    }

    private static func told(
        _ evidence: Evidence, _ terms: EpochTerms, whose: (UInt32, Window) -> UInt32?
    ) -> [Told] {
        let begin = terms.starts.first.flatMap { $0 } ?? .max
        var told: [Told] = []
        func take(
            _ position: MeasuredPosition?, _ statement: UInt32, _ order: UInt32, _ window: Window
        ) {
            guard let position, let place = evidence.place(statement, before: .max),
                place >= begin,
                let hotspot = whose(evidence.statement(statement).key, window)
            else { return }
            told.append(
                Told(
                    hotspot: hotspot, place: place, order: order, window: window,
                    position: position))
        }
        for reveal in evidence.facts.reveals {
            take(reveal.reveal.position, reveal.statement, 0, reveal.reveal.window)
        }
        var order: (statement: UInt32, number: UInt32) = (.max, 0)
        for opening in evidence.facts.openings where !opening.isRepeated {
            order = (
                opening.statement, order.statement == opening.statement ? order.number + 1 : 1
            )
            take(opening.position, opening.statement, order.number, opening.window)
        }
        told.sort {
            ($0.place, $0.hotspot, $0.order) < ($1.place, $1.hotspot, $1.order)
        }
        return told
    }

    /// What a hotspot had measured at the place it has in a window, before the window.
    public func history(
        of hotspot: UInt32, placeIndex: UInt64, slot: Int
    ) -> PositionHistory {
        guard let found = find(hotspot, slot), found.placeIndex == placeIndex else {
            return PositionHistory()
        }
        return found.history
    }

    /// What the next epoch begins with, ascending by hotspot.
    public var next: [(hotspot: UInt32, kept: Kept)] { kept[kept.count - 1] }

    private func find(_ hotspot: UInt32, _ slot: Int) -> Kept? {
        let row = kept[slot]
        var (low, high) = (0, row.count)
        while low < high {
            let middle = (low + high) / 2
            if row[middle].hotspot < hotspot { low = middle + 1 } else { high = middle }
        }
        return low < row.count && row[low].hotspot == hotspot ? row[low].kept : nil
    }
}
