import Airwaves
public import Attestation
public import OracleAPI
import Primitives
public import Registry

/// What the newest judged epoch says of a hotspot.
public struct JudgedStanding: Hashable, Sendable {
    /// Per mille.
    public var trust: UInt64
    /// Whether it was paid for coverage.
    public var isEarning: Bool
    /// PROTOCOL 6: paid coverage in 10 of the last 14 epochs.
    public var hasStanding: Bool
    public var pay: HotspotView.Pay?

    public init(
        trust: UInt64, isEarning: Bool, hasStanding: Bool, pay: HotspotView.Pay? = nil
    ) {
        self.trust = trust
        self.isEarning = isEarning
        self.hasStanding = hasStanding
        self.pay = pay
    }
}

extension OracleLogic {
    /// `earshot.hotspot.v1` of a key: what is in force now, or will be with the coming window; nothing
    /// for a key that is no hotspot's, or no longer.
    public func view(
        of address: Address, judged: (HotspotNumber) -> JudgedStanding? = { _ in nil }
    ) -> HotspotView? {
        guard let number = registry.speaker(address.key, of: nil) ?? retired(address.key),
            let newest = registry.newest(number)
        else { return nil }
        let current = registry.hotspot(number, in: now) ?? newest
        let judged = judged(number)
        var view = HotspotView(
            network: registry.network, address: address, number: number.value,
            owner: Address(current.owner), since: current.since,
            place: HotspotView.Place(current.place), radioClass: current.radioClass,
            measures: current.measures, placeIndex: current.placeIndex, standing: .new,
            trust: judged?.trust ?? startTrust(of: number), pay: judged?.pay,
            matters: HotspotMatters(about: number, in: registry, from: registry.epoch),
            unopened: commitments.unopened(of: address.key))
        (view.standing, view.untilEpoch) = standing(of: number, judged)
        if newest.since > current.since, newest.placeIndex != current.placeIndex {
            view.next = HotspotView.Next(
                since: newest.since, place: HotspotView.Place(newest.place))
        }
        return view
    }

    /// PROTOCOL 5: founding anchors begin with full trust.
    private func startTrust(of number: HotspotNumber) -> UInt64 {
        registry.isFoundingAnchor(number) ? 1_000 : 250
    }

    /// A retired hotspot is still shown, by the key it ended with.
    private func retired(_ key: PublicKey) -> HotspotNumber? {
        guard let number = registry.number(ofFormer: key),
            registry.retirement(of: number) != nil, registry.newest(number)?.key == key
        else { return nil }
        return number
    }

    private func standing(
        of number: HotspotNumber, _ judged: JudgedStanding?
    ) -> (HotspotView.Standing, Epoch?) {
        if let end = registry.retirement(of: number), end <= now { return (.retired, nil) }
        let epoch = registry.epoch
        if let suspension = registry.suspension(of: number, in: epoch) {
            return (.suspended, suspension.last)
        }
        if let probation = registry.probation(of: number, in: epoch) {
            return (.probation, probation.last)
        }
        guard let judged else { return (.new, nil) }
        return (judged.hasStanding ? .standing : judged.isEarning ? .earning : .new, nil)
    }
}

extension HotspotView.Place {
    init(_ place: RegisteredPlace) {
        self.init(cell: place.cell, height: place.height, gain: place.gain, plan: place.plan)
    }
}

extension HotspotMatters {
    /// What has not expired in an epoch; the newest of each kind.
    public init(about number: HotspotNumber, in registry: Registry, from epoch: Epoch) {
        self.init()
        for entry in registry.standings(about: number, from: epoch) {
            add(entry, about: number)
        }
        notices = Array(notices.suffix(Self.most))
        proofs = Array(proofs.suffix(Self.most))
        decisions = Array(decisions.suffix(Self.most))
        appeals = Array(appeals.suffix(Self.most))
    }

    private mutating func add(_ entry: StandingEntry, about number: HotspotNumber) {
        let (id, index, until) = (entry.id, entry.index, entry.last)
        switch entry.matter {
        case .notice(let rule, let effect, let change, let other):
            notices.append(
                Notice(
                    id: id, index: index, rule: rule, effect: effect, change: change,
                    other: other.map { $0 == number ? entry.hotspot.value : $0.value },
                    until: until))
        case .fraudProof: proofs.append(Proof(id: id, index: index, until: until))
        case .decision(let about, let outcome, let rule):
            decisions.append(
                Decision(
                    id: id, index: index, about: about, outcome: outcome, rule: rule, until: until))
        case .appeal(let about):
            appeals.append(Appeal(id: id, index: index, about: about, until: until))
        }
    }
}
