import Attestation

extension HotspotMachine {
    /// Reveals what was sent, not before the record m + O (PROTOCOL 3.7, rule B-10).
    mutating func settleReveals() {
        guard !beacons.isEmpty, registration != nil, clock.discipline != nil else { return }
        var place = 0
        while place < beacons.count {
            let beacon = beacons[place]
            let isRipe =
                beacon.phase == .sent
                && entropy.history.count(after: beacon.drawn) >= network.periods.opening
            if isRipe { reveal(at: place) } else { place += 1 }
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
