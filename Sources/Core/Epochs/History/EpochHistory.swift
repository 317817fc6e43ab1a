import Attestation
public import CoverageRules
public import Rewards
import Units

/// The last epochs' summaries: what the rules and pay ask of the past.
public struct EpochHistory: Hashable, Sendable {
    /// Ascending by epoch; at most 14.
    public private(set) var epochs: [EpochSummary]

    /// As long as anything is remembered (PROTOCOL 5).
    public static let length = 14

    public init(_ epochs: [EpochSummary] = []) { self.epochs = epochs }

    /// The history one epoch later.
    func adding(_ summary: EpochSummary, isLight: (UInt32) -> Bool) -> EpochHistory {
        var kept = Array(epochs.suffix(Self.length - 1))
        if let last = kept.indices.last { kept[last].age(isLight: isLight) }
        return EpochHistory(kept + [summary])
    }

    /// The epoch before, if it is in it.
    public var newest: EpochSummary? { epochs.last }

    public func frequencyErrors(of name: EdgeName) -> FrequencyErrors {
        var errors = FrequencyErrors()
        for epoch in epochs {
            guard let edge = epoch.edge(name) else { continue }
            errors.count += UInt32(edge.errorCount)
            errors.sum += edge.errorSum
        }
        return errors
    }

    /// Pairs each of which heard the other by reports that may be paid, each pair once, ascending.
    public func twoWayEdges(except isDoubted: (UInt32, UInt32) -> Bool) -> [TwoWayEdge] {
        var names = epochs.flatMap { epoch in
            epoch.edges.filter { $0.valid > 0 }.map(\.name)
        }
        names.sort()
        var pairs: [TwoWayEdge] = []
        var last: EdgeName?
        for name in names where name != last {
            last = name
            guard name.beaconer < name.witness, names.contains(ascending: name.reversed),
                !isDoubted(name.beaconer, name.witness)
            else { continue }
            pairs.append(TwoWayEdge(name.beaconer, name.witness))
        }
        return pairs
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

extension [EdgeName] {
    fileprivate func contains(ascending name: EdgeName) -> Bool {
        let place = partitioned { $0 < name }
        return place < count && self[place] == name
    }
}
