import Attestation
public import HotspotLogic
public import OracleAPI
import Primitives
public import ProofExchange
public import ProofWorld
import Seeds
public import Signing
import Units

/// A box without its radio: the exchange of machine and conversation, a disk that loses what was not
/// committed when the power fails, a key, and requests on their way.
public final class WorldBox {
    public typealias Exchange = ProofExchange<SHA256, Ed25519>

    public let number: Int
    public let key: SecretKey
    public private(set) var exchange: Exchange
    public private(set) var disk = Disk()
    /// The power fails before this effect from now; nil: it does not.
    public var crashAfter: Int?
    /// A disk that confirms nothing.
    public var isDiskFull = false
    public private(set) var crashes = 0
    /// By the error's code.
    public private(set) var troubles: [AnswerError.Code: Int] = [:]
    public private(set) var refused = 0
    public private(set) var unfulfilled = 0
    public private(set) var included = 0
    public private(set) var greatestDisk = (records: 0, bytes: 0)
    /// What it wants of its radio, until the world takes it.
    var transmissions: [HotspotEffect] = []
    /// Requests that were not answered yet, and since when.
    var open: [(request: OracleRequest, came: Nanoseconds)] = []

    private let network: PinnedNetwork
    private let url: String
    private var chance: SeededNumbers
    private var crashChance: SeededNumbers

    init(number: Int, network: PinnedNetwork, url: String, seed: UInt64) {
        self.number = number
        self.network = network
        self.url = url
        key = ScriptedLog.key(1_000 + UInt64(number))
        chance = SeededNumbers(seed: seed)
        crashChance = SeededNumbers(seed: seed ^ 0xc0ffee)
        exchange = Exchange(
            network: network, key: key.publicKey, url: url,
            seed: Hash256(words: (seed, 1, 2, 3)))
    }

    public var machine: HotspotMachine<SHA256, Ed25519> { exchange.machine }

    // MARK: Events. False: the power failed meanwhile.

    func tell(_ event: HotspotEvent, at now: HotspotTime) -> Bool {
        run(at: now) { exchange.handle(event, at: now, chance: &chance, effects: &$0) }
    }

    func tell(_ event: OracleEvent, at now: HotspotTime) -> Bool {
        run(at: now) { exchange.handle(event, at: now, chance: &chance, effects: &$0) }
    }

    func settle(at now: HotspotTime) -> Bool {
        run(at: now) { exchange.settle(at: now, chance: &chance, effects: &$0) }
    }

    /// Starts anew from what the disk has.
    func restart(at now: HotspotTime) -> Bool {
        exchange = Exchange(
            network: network, key: key.publicKey, url: url,
            seed: Hash256(words: (chance.next(), 1, 2, 3)))
        open.removeAll()
        transmissions.removeAll()
        for record in disk.durable {
            let isUp = tell(
                .restored(number: record.number, kind: record.kind, payload: record.payload),
                at: now)
            guard isUp else { return false }
        }
        guard tell(.kept(through: disk.through), at: now) else { return false }
        return run(at: now) { exchange.start(at: now, chance: &chance, effects: &$0) }
    }

    func crash() {
        disk.crash(keeping: crashChance.below(disk.pendingCount + 1))
        crashAfter = nil
        crashes += 1
    }

    // MARK: Effects

    private func run(at now: HotspotTime, _ work: (inout [ProofEffect]) -> Void) -> Bool {
        var effects: [ProofEffect] = []
        work(&effects)
        for effect in effects {
            if let left = crashAfter {
                guard left > 0 else {
                    crash()
                    return false
                }
                crashAfter = left - 1
            }
            guard carryOut(effect, at: now) else { return false }
        }
        return commit(at: now)
    }

    private func commit(at now: HotspotTime) -> Bool {
        guard !isDiskFull, !disk.isClean else { return true }
        disk.commit()
        greatestDisk.records = max(greatestDisk.records, disk.durable.count)
        let bytes = disk.durable.reduce(0) { $0 + $1.payload.count }
        greatestDisk.bytes = max(greatestDisk.bytes, bytes)
        return tell(.kept(through: disk.through), at: now)
    }

    private func carryOut(_ effect: ProofEffect, at now: HotspotTime) -> Bool {
        switch effect {
        case .hotspot(.keep(let number, let kind, let payload)): disk.keep(number, kind, payload)
        case .hotspot(.forget(let number, _)): disk.forget(number)
        case .hotspot(let effect): transmissions.append(effect)
        case .request(let request): open.append((request, now.uptime))
        case .sign(let statements):
            return tell(
                .collected(statements.map { $0.signed(in: network.id, by: key) }), at: now)
        case .news(.trouble(let trouble)): troubles[trouble.error.code, default: 0] += 1
        case .news(.refused): refused += 1
        case .news(.unfulfilled): unfulfilled += 1
        case .news(.included): included += 1
        case .news: break
        }
        return true
    }
}
