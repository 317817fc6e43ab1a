import Attestation
import CoverageRules
import Primitives
import Registry
import Rewards

extension EpochState {
    /// Whether every list ascends, each item once: one state has one spelling, and what is looked up
    /// by halving is found.
    var isAscending: Bool {
        time.records.ascends { $0.period < $1.period }
            && books.ascends { $0.key < $1.key }
            && positions.ascends { $0.hotspot < $1.hotspot }
            && standings.ascends { $0.hotspot < $1.hotspot }
            && history.isAscending
            && findings.ascends { $0.precedes($1) }
            && notices.ascends { $0.precedes($1) }
            && demand.ascends { ($0.cell, $0.payer) < ($1.cell, $1.payer) }
            && contacts.ascends(by: <)
            && waiting.isAscending
    }
}

extension SettlementQueue {
    /// Epochs ascend in every queue.
    fileprivate var isAscending: Bool {
        waiting.compactMap(\.settlement).allSatisfy { settlement in
            settlement.spent.ascends { $0.account < $1.account }
                && settlement.filled.ascends { $0.hotspot < $1.hotspot }
                && settlement.anchored.ascends(by: <)
        }
    }
}

extension EpochHistory {
    fileprivate var isAscending: Bool {
        epochs.ascends { $0.epoch < $1.epoch }
            && epochs.allSatisfy { epoch in
                epoch.edges.ascends { $0.name < $1.name }
                    && epoch.hotspots.ascends { $0.hotspot < $1.hotspot }
                    && epoch.sent.ascends { ($0.cell, $0.hotspot) < ($1.cell, $1.hotspot) }
                    && epoch.heard.ascends { ($0.cell, $0.hotspot) < ($1.cell, $1.hotspot) }
            }
            && edges.ascends { $0.name < $1.name }
            && hotspots.ascends { $0.hotspot < $1.hotspot }
    }
}

extension Array {
    fileprivate func ascends(by precedes: (Element, Element) -> Bool) -> Bool {
        indices.dropFirst().allSatisfy { precedes(self[$0 - 1], self[$0]) }
    }
}
