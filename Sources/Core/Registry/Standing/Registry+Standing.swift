public import Attestation
import HexGrid
public import Primitives
import Units

/// Who is suspended or on probation, and what can be appealed.
extension Registry {
    /// Why a hotspot may not earn in an epoch: the suspension that holds longest. A fraud proof's
    /// holds from the next epoch on, while the accused key is the hotspot's at the epoch's beginning.
    public func suspension(of number: HotspotNumber, in epoch: Epoch) -> Suspension? {
        guard number.value < hotspots.count else { return nil }
        var place = suspensions.partition(by: { $0.hotspot >= number })
        var found: Suspension?
        while place < suspensions.count, suspensions[place].hotspot == number {
            let suspension = suspensions[place]
            place += 1
            guard suspension.logged < epoch, epoch <= suspension.last,
                suspension.key == nil || suspension.key == key(of: number, in: epoch),
                found.map({ $0.last < suspension.last }) ?? true
            else { continue }
            found = suspension
        }
        return found
    }

    /// The key at an epoch's beginning, or the one it entered with later.
    private func key(of number: HotspotNumber, in epoch: Epoch) -> PublicKey {
        let record = hotspots[Int(number.value)]
        let first = periods.firstWindow(of: epoch).number
        let version = record.version(in: first) ?? record.earlier.first ?? record.newest
        return keys[Int(version.key)].key
    }

    /// Whether a fraud proof against one of its keys was logged in this epoch: its pay is withheld.
    public func isAccused(_ number: HotspotNumber, in epoch: Epoch) -> Bool {
        var place = suspensions.partition(by: { $0.hotspot >= number })
        while place < suspensions.count, suspensions[place].hotspot == number {
            if suspensions[place].key != nil, suspensions[place].logged == epoch { return true }
            place += 1
        }
        return false
    }

    /// The probation that holds for a hotspot in an epoch.
    public func probation(of number: HotspotNumber, in epoch: Epoch) -> Probation? {
        var place = probations.partition(by: { $0.hotspot >= number })
        while place < probations.count, probations[place].hotspot == number {
            let probation = probations[place]
            if probation.first <= epoch, epoch <= probation.last { return probation }
            place += 1
        }
        return nil
    }

    /// Notices, decisions and appeals that have their effect in an epoch, as they were logged.
    public func standings(in epoch: Epoch) -> [StandingEntry] {
        standings.filter { $0.first <= epoch && epoch <= $0.last }
    }

    /// Those that have or will have an effect, in the order they were logged.
    public var unexpiredStandings: [StandingEntry] { standings.filter { epoch <= $0.last } }

    /// A notice, proof, decision or appeal by its id, up to two epochs after it ended.
    public func standing(_ id: Hash256) -> StandingEntry? { standings.first { $0.id == id } }

    /// A decision that says the same of the same and has not ended.
    public func decision(
        about id: Hash256, _ outcome: DecisionOutcome, rule: String
    ) -> StandingEntry? {
        standings.last {
            epoch <= $0.last && $0.matter == .decision(about: id, outcome, rule: rule)
        }
    }

    /// What was logged about one hotspot, or an edge that ends there, and has not expired in an epoch,
    /// in log order.
    public func standings(about hotspot: HotspotNumber, from epoch: Epoch) -> [StandingEntry] {
        standings.filter { $0.concerns(hotspot.value) && epoch <= $0.last }
            .sorted { $0.index < $1.index }
    }

    /// Deposits that are given back with the pay of an epoch, by hotspot.
    public func returnedDeposits(in epoch: Epoch) -> [ReturnedDeposit] {
        returned.filter { $0.epoch == epoch }.sorted { $0.hotspot < $1.hotspot }
    }

    /// What nothing asks for any more, at an epoch's beginning.
    mutating func forget(before epoch: Epoch) {
        suspensions.removeAll { $0.logged.number + Self.placeMemory < epoch.number }
        // An epoch is judged after the next one has begun.
        probations.removeAll { $0.last.number + 2 < epoch.number }
        standings.removeAll { $0.last.number + 2 < epoch.number }
        returned.removeAll { $0.epoch.number + 2 < epoch.number }
        for place in mappers.indices {
            guard let until = mappers[place].until, mappers[place].stake > 0,
                periods.epoch(of: until).number + Self.longestEffect <= epoch.number
            else { continue }
            accounts.add(mappers[place].stake, to: mappers[place].owner)
            mappers[place].stake = 0
        }
        books.forget(before: Epoch(epoch.number < 2 ? 0 : epoch.number - 2))
    }
}

extension Array {
    /// The first place from which on a condition holds that, once it holds, holds on.
    func partition(by holds: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
