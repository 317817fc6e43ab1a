import Attestation

extension HotspotMachine {
    /// Reveals what was sent, not before the record m + O (PROTOCOL 3.7, rule B-10).
    mutating func settleReveals() {
        guard !beacons.isEmpty, registration != nil, clock.discipline != nil else { return }
        for place in beacons.indices.reversed() where beacons[place].phase == .sent {
            let drawn = beacons[place].drawn
            guard entropy.history.count(after: drawn) >= network.periods.opening else { continue }
            reveal(at: place)
        }
    }

    private mutating func reveal(at place: Int) {
        var reveal = beacons[place].reveal
        let record = beacons[place].record
        reveal.sequence = journal.takeSequence(milliseconds: milliseconds)
        if let own = committed.firstIndex(where: { $0.window == reveal.window }) {
            committed[own].isOpened = true
        }
        beacons.remove(at: place)
        reveal.commitments = news(sequence: reveal.sequence)
        let statement = ownStatement(reveal, reveal.sequence)
        send(statement, record: journal.keep(.statement, statement.payload, &effects))
        journal.forget(record, &effects)
        sweep()
    }
}
