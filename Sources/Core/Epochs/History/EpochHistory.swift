import Attestation
public import CoverageRules
public import Rewards
import Units

/// What the rules and pay ask of the past: summaries of single epochs where single epochs are asked
/// for, and sums of 7 to 14 of edges and hotspots.
public struct EpochHistory: Hashable, Sendable {
    /// Ascending by epoch; at most 14.
    public private(set) var epochs: [EpochSummary]
    /// Ascending by beaconer, then witness; up to the newest epoch, none of them empty.
    public private(set) var edges: [EdgeHistory]
    /// Ascending; as the edges.
    public private(set) var hotspots: [HotspotHistory]

    /// As long as anything is remembered (PROTOCOL 5).
    public static let length = 14

    public init(
        _ epochs: [EpochSummary] = [], edges: [EdgeHistory] = [],
        hotspots: [HotspotHistory] = []
    ) {
        self.epochs = epochs
        self.edges = edges
        self.hotspots = hotspots
    }

    /// The history one epoch later.
    func adding(
        _ summary: EpochSummary, _ counts: EpochCounts, isLight: (UInt32) -> Bool
    ) -> EpochHistory {
        var kept = Array(epochs.suffix(Self.length - 1))
        if let last = kept.indices.last { kept[last].age(isLight: isLight) }
        return EpochHistory(
            kept + [summary], edges: counts.added(to: edges, in: summary.epoch),
            hotspots: counts.added(to: hotspots, in: summary.epoch))
    }

    /// The epoch before, if it is in it.
    public var newest: EpochSummary? { epochs.last }

    public func edge(_ name: EdgeName) -> EdgeHistory? {
        let place = edges.partitioned { $0.name < name }
        return place < edges.count && edges[place].name == name ? edges[place] : nil
    }

    public func frequencyErrors(of name: EdgeName) -> FrequencyErrors {
        guard let counts = edge(name)?.counts else { return FrequencyErrors() }
        return FrequencyErrors(count: UInt32(clamping: counts.errors), sum: counts.errorSum)
    }

    /// Pairs each of which heard the other by reports that may be paid, each pair once, ascending.
    public func twoWayEdges(except isDoubted: (UInt32, UInt32) -> Bool) -> [TwoWayEdge] {
        edges.filter { edge in
            edge.beaconer < edge.witness && edge.counts.valid > 0
                && (self.edge(edge.name.reversed)?.counts.valid ?? 0) > 0
                && !isDoubted(edge.beaconer, edge.witness)
        }.map { TwoWayEdge($0.beaconer, $0.witness) }
    }

    /// What was verified of cells over the epochs in it: who heard how many of the beacons that
    /// others sent there.
    public var coverage: [CellCoverage] {
        let sent = epochs.flatMap(\.sent).sorted { ($0.cell, $0.hotspot) < ($1.cell, $1.hotspot) }
        let heard = epochs.flatMap(\.heard)
            .sorted { ($0.cell, $0.hotspot) < ($1.cell, $1.hotspot) }
        var coverage: [CellCoverage] = []
        for item in heard {
            if let last = coverage.indices.last, coverage[last].cell == item.cell,
                coverage[last].hotspot == item.hotspot
            {
                coverage[last].heard += item.heard
                continue
            }
            let first = sent.partitioned { $0.cell < item.cell }
            let others = sent[first...].prefix { $0.cell == item.cell }
                .reduce(UInt32(0)) { $0 + ($1.hotspot == item.hotspot ? 0 : $1.sent) }
            coverage.append(
                CellCoverage(
                    cell: item.cell, hotspot: item.hotspot, heard: item.heard, sent: others))
        }
        for place in coverage.indices {
            coverage[place].heard = min(coverage[place].heard, coverage[place].sent)
        }
        return coverage
    }
}

extension EdgeHistory {
    var name: EdgeName { EdgeName(beaconer: beaconer, witness: witness) }
}
