import Attestation
import Primitives
import Radios

extension HotspotMachine {
    /// Bytes of openings in one bundle: a statement's payload less what stands around them.
    static var mostBundleBytes: Int { 59_000 }
    /// Openings in one bundle (docs/messages.md).
    static var mostOpenings: Int { 96 }

    /// Opens seals whose newest reception's record + O has been seen, several at once, one bundle in
    /// 10 periods (demo 2) at most (PROTOCOL 3.6). A seal is opened only when a receipt says that it
    /// stands in the log. While a bundle waits for its receipt no other is made: the log's order counts,
    /// and what waits for an oracle together would stand there together.
    mutating func settleOpenings() {
        guard !sealed.isEmpty, registration != nil, let newest = entropy.newest,
            isOpeningAllowed(newest)
        else { return }
        let ripe = ripe()
        guard !ripe.isEmpty else { return }
        marks.lastOpening = newest
        open(ripe)
    }

    private func isOpeningAllowed(_ newest: Period) -> Bool {
        guard !outbox.contains(where: { $0.statement.type == .bundle }) else { return false }
        guard let last = marks.lastOpening else { return true }
        return newest.number >= last.number + network.periods.openingInterval
    }

    /// The openings of the next bundle, in the order in which their seals were logged.
    private func ripe() -> [SealedContent] {
        var bytes = 0
        var ripe: [SealedContent] = []
        let due = sealed.filter {
            $0.index != nil && entropy.history.count(after: $0.newest) >= network.periods.opening
        }
        for item in due.sorted(by: { ($0.index ?? 0) < ($1.index ?? 0) }) {
            bytes += item.content.count + Int(SealBudget.openingOverhead)
            guard bytes <= Self.mostBundleBytes, ripe.count < Self.mostOpenings else { break }
            ripe.append(item)
        }
        return ripe
    }

    private mutating func open(_ ripe: [SealedContent]) {
        state { sequence in
            SealBundle(
                sequence: sequence,
                openings: ripe.map {
                    SealBundle.Opening(window: $0.window, salt: $0.salt, content: $0.content)
                })
        }
        for item in ripe {
            update(sealStatement(of: item).id, .opened)
            journal.forget(item.record, &effects)
        }
        sealed.removeAll { item in ripe.contains { $0.sequence == item.sequence } }
    }

    mutating func tune(_ radio: Int, to channel: ListeningChannel?) {
        guard let period = period ?? entropy.newest else { return }
        listening.tune(radio, to: channel, at: period)
    }
}
