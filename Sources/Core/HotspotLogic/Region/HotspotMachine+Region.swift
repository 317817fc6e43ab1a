import Airwaves
import Attestation
import Radios

extension HotspotMachine {
    /// Tells everybody which plan holds when that changed, and takes back what is on its way under
    /// another: a border that is crossed stops the transmitter at once.
    mutating func settleRegion() {
        let next = region.plan
        guard next != plan else { return }
        plan = next
        effects.append(.plan(next))
        switch region.verdict {
        case .success(let plan): remark(.info, "the plan is \(plan)")
        case .failure(let reason): remark(.warning, "the transmitter is off: \(reason)")
        }
        for beacon in beacons {
            if case .onAir(let number, _) = beacon.phase {
                effects.append(.cancel(number: number))
            }
        }
        if let test, case .onAir(let number, _) = test.phase {
            effects.append(.cancel(number: number))
        }
    }

    mutating func take(_ registration: OwnRegistration?) {
        // Told again and again; only a new registration makes another try worth while.
        if self.registration?.number != registration?.number { commitHold = nil }
        self.registration = registration
        region.registered = registration?.plan
        reconcile(with: registration?.unopened)
    }

    mutating func take(_ radio: HotspotRadio?, at index: Int) {
        guard radios.indices.contains(index) else { return }
        if radio == nil { tune(index, to: nil) }
        radios[index] = radio
    }

    /// The radio that beacons: the first that is there.
    var sender: Int? {
        for index in radios.indices where radios[index] != nil { return index }
        return nil
    }
}
