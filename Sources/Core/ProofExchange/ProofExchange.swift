import Attestation
public import HotspotLogic
public import OracleAPI
public import Primitives
public import Units

/// A hotspot's machine and its conversation with the oracle, each told what the other says. Knows no
/// key, disk, thread or clock.
///
///     exchange.handle(event, at: now, chance: &chance, effects: &effects)
///     exchange.handle(.answered(id, answer), at: now, chance: &chance, effects: &effects)
///     exchange.settle(at: now, chance: &chance, effects: &effects)        // when `due` has come
public struct ProofExchange<Hash: Digest, Check: SignatureCheck>: Sendable {
    public private(set) var machine: HotspotMachine<Hash, Check>
    public private(set) var conversation: OracleConversation<Hash, Check>
    /// How many statements the machine wanted posted.
    public private(set) var made: UInt64 = 0
    private let network: PinnedNetwork
    /// What the machine wants posted, until a receipt or a refusal comes.
    private var posted: [Hash256: OwnStatement] = [:]  // order: looked up by id, never walked
    /// The records that the conversation was last told to ask for; nil: to be looked at anew.
    private var asked: EntropyQuestion?

    /// - Parameters:
    ///   - url: where the network's oracle is.
    ///   - seed: of the machine's randomness: waits are drawn from it.
    public init(network: PinnedNetwork, key: PublicKey, url: String, seed: Hash256) {
        self.network = network
        machine = HotspotMachine(network: network, key: key)
        let oracle = network.oracle
        conversation = OracleConversation(
            OracleSettings(
                network: network.id, address: Address(key),
                oracles: [
                    OracleEndpoint(
                        url: url, key: oracle.key, logKey: oracle.logKey,
                        receiptKey: oracle.receiptKey, entropyKey: oracle.entropyKey)
                ], periods: network.periods, seed: seed))
    }

    /// When `settle` is due.
    public var due: Nanoseconds { min(machine.wake, conversation.wake ?? machine.wake) }

    // MARK: Events

    public mutating func handle<Chance: RandomNumberGenerator>(
        _ event: HotspotEvent, at now: HotspotTime, chance: inout Chance,
        effects: inout [ProofEffect]
    ) {
        var wanted: [HotspotEffect] = []
        machine.handle(event, at: now, chance: &chance, effects: &wanted)
        for effect in wanted { pass(effect, at: now, &chance, &effects) }
    }

    public mutating func handle<Chance: RandomNumberGenerator>(
        _ event: OracleEvent, at now: HotspotTime, chance: inout Chance,
        effects: inout [ProofEffect]
    ) {
        for effect in conversation.handle(event, at: now.uptime) {
            pass(effect, at: now, &chance, &effects)
        }
    }

    /// All that was kept has been restored: both begin.
    public mutating func start<Chance: RandomNumberGenerator>(
        at now: HotspotTime, chance: inout Chance, effects: inout [ProofEffect]
    ) {
        handle(HotspotEvent.started, at: now, chance: &chance, effects: &effects)
        for entry in machine.unincluded {
            let promised = PromisedEntry(
                id: entry.id, index: entry.index, newest: entry.newest, leaf: entry.leaf)
            handle(.unincluded(promised), at: now, chance: &chance, effects: &effects)
        }
        handle(OracleEvent.started, at: now, chance: &chance, effects: &effects)
    }

    /// Everything that time makes due.
    public mutating func settle<Chance: RandomNumberGenerator>(
        at now: HotspotTime, chance: inout Chance, effects: inout [ProofEffect]
    ) {
        if machine.wake <= now.uptime {
            handle(HotspotEvent.tick, at: now, chance: &chance, effects: &effects)
        }
        if let wake = conversation.wake, wake <= now.uptime {
            handle(OracleEvent.tick, at: now, chance: &chance, effects: &effects)
        }
        follow(at: now, &chance, &effects)
    }

    /// Asks for the records the machine wants, where that is not what is asked already.
    private mutating func follow<Chance: RandomNumberGenerator>(
        at now: HotspotTime, _ chance: inout Chance, _ effects: inout [ProofEffect]
    ) {
        let wanted = machine.entropyWanted
        guard wanted != asked else { return }
        asked = wanted
        switch wanted {
        case .after(let period):
            guard conversation.followed != period else { return }
            handle(
                .follow(after: period, taken: machine.newestRecord), at: now, chance: &chance,
                effects: &effects)
        case .newest: handle(.followNewest, at: now, chance: &chance, effects: &effects)
        }
    }

    // MARK: From one to the other

    private mutating func pass<Chance: RandomNumberGenerator>(
        _ effect: HotspotEffect, at now: HotspotTime, _ chance: inout Chance,
        _ effects: inout [ProofEffect]
    ) {
        switch effect {
        case .post(let statement):
            if posted.updateValue(statement, forKey: statement.id) == nil { made += 1 }
            handle(
                .post(id: statement.id, order: statement.sequence), at: now, chance: &chance,
                effects: &effects)
        case .withdraw(let id):
            posted[id] = nil
            handle(.withdraw(id), at: now, chance: &chance, effects: &effects)
        default: effects.append(.hotspot(effect))
        }
    }

    private mutating func pass<Chance: RandomNumberGenerator>(
        _ effect: OracleEffect, at now: HotspotTime, _ chance: inout Chance,
        _ effects: inout [ProofEffect]
    ) {
        switch effect {
        case .request(let request): return effects.append(.request(request))
        case .collect(let ids): return effects.append(.sign(ids.compactMap { posted[$0] }))
        default: effects.append(.news(effect))
        }
        guard let event = event(of: effect) else { return }
        handle(event, at: now, chance: &chance, effects: &effects)
        // The conversation goes on behind what it handed up. What the machine did not take of that is
        // asked for again, from where it wants it.
        if case .entropy(let answer) = effect, !answer.records.isEmpty { asked = nil }
    }

    /// What the machine hears of it.
    private mutating func event(of effect: OracleEffect) -> HotspotEvent? {
        switch effect {
        case .receipt(let bytes, let entries):
            for entry in entries { posted[entry.id] = nil }
            return .receipt(
                bytes, leaves: entries.map { StatementLeaf(id: $0.id, leaf: $0.leaf) })
        case .refused(let id, let code, let detail):
            posted[id] = nil
            return .refused(id: id, code: code, sentence: detail)
        case .included(let id, _): return .included(id: id)
        case .unfulfilled(let entry): return .unfulfilled(id: entry.id)
        case .chainEnd(let bytes): return .entropyChain(bytes)
        case .entropy(let answer):
            return .entropy(
                EntropyBatch(
                    after: answer.after, records: answer.records,
                    reachesNewest: answer.reachesNewest, asked: answer.asked))
        case .registered(let view): return .registered(view.map { OwnRegistration($0) })
        case .request, .collect, .postponed, .twoHeads, .reports, .report,
            .reportUnknown, .trouble:
            return nil
        }
    }
}

extension OwnRegistration {
    init(_ view: HotspotView) {
        self.init(
            number: view.number, cell: view.place.cell, height: view.place.height,
            antennaGain: view.place.gain, plan: view.place.plan, radioClass: view.radioClass,
            measures: view.measures, unopened: view.unopened)
    }
}
