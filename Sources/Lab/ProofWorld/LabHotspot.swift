import Attestation
public import HotspotLogic
public import Primitives
public import Radios
import Seeds
public import Signing
import Units

/// A machine with a disk, a key and a clock: effects are carried out, and it can lose its power
/// between any two of them.
public final class LabHotspot {
    public typealias Machine = HotspotMachine<SHA256, Ed25519>

    public let number: Int
    public let network: PinnedNetwork
    public let key: SecretKey
    public private(set) var machine: Machine
    public private(set) var disk = Disk()
    /// What has left the machine and was not carried out yet.
    public var posts: [OwnStatement] = []
    public var withdrawn: [Hash256] = []
    public var transmissions: [(frame: Radios.Transmission, radio: UInt8)] = []
    public var cancels: [UInt32] = []
    public var answers: [TestBeaconAnswer] = []
    public var certificates: [OwnStatement] = []
    public var plans: [HotspotEffect] = []
    public var remarks: [Remark] = []
    /// The power fails before this effect from now; nil: it does not.
    public var crashAfter: Int?
    public private(set) var crashes = 0
    public private(set) var effectCount = 0
    /// A disk that confirms nothing (full, or read-only).
    public var isDiskFull = false
    private var chance: SeededNumbers
    private var crashChance: SeededNumbers
    private var effects: [HotspotEffect] = []

    /// With a key that follows from the number.
    public convenience init(number: Int, network: PinnedNetwork, seed: UInt64) {
        self.init(
            number: number, network: network, key: ScriptedLog.key(1_000 + UInt64(number)),
            seed: seed)
    }

    public init(
        number: Int, network: PinnedNetwork, key: consuming SecretKey, seed: UInt64
    ) {
        self.number = number
        self.network = network
        machine = Machine(network: network, key: key.publicKey)
        self.key = key
        chance = SeededNumbers(seed: seed)
        crashChance = SeededNumbers(seed: seed ^ 0xc0ffee)
    }

    /// Tells one event and carries out what comes of it. False: the power failed meanwhile.
    @discardableResult
    public func tell(_ event: HotspotEvent, at now: HotspotTime) -> Bool {
        guard handle(event, at: now) else { return false }
        while !disk.isClean, !isDiskFull {
            disk.commit()
            guard handle(.kept(through: disk.through), at: now) else { return false }
        }
        return true
    }

    private func handle(_ event: HotspotEvent, at now: HotspotTime) -> Bool {
        machine.handle(event, at: now, chance: &chance, effects: &effects)
        defer { effects.removeAll(keepingCapacity: true) }
        for effect in effects {
            if let left = crashAfter {
                guard left > 0 else {
                    crash()
                    return false
                }
                crashAfter = left - 1
            }
            effectCount += 1
            carryOut(effect)
        }
        return true
    }

    private func carryOut(_ effect: HotspotEffect) {
        switch effect {
        case .keep(let number, let kind, let payload): disk.keep(number, kind, payload)
        case .forget(let number, _): disk.forget(number)
        case .post(let statement): posts.append(statement)
        case .withdraw(let id): withdrawn.append(id)
        case .plan: plans.append(effect)
        case .transmit(let frame, let radio): transmissions.append((frame, radio))
        case .cancel(let number): cancels.append(number)
        case .testBeacon(let answer): answers.append(answer)
        case .certified(let statement): certificates.append(statement)
        case .remark(let remark): remarks.append(remark)
        }
    }

    private func crash() {
        disk.crash(keeping: crashChance.below(disk.pendingCount + 1))
        crashAfter = nil
        crashes += 1
    }

    /// The power fails now.
    public func cutPower() {
        crash()
    }

    /// The disk is lost, or one of long ago takes its place.
    public func replaceDisk(by other: Disk = Disk()) { disk = other }

    /// Starts anew from what the disk has.
    public func restart(at now: HotspotTime) {
        machine = Machine(network: network, key: key.publicKey)
        posts.removeAll()
        for record in disk.durable {
            guard
                tell(
                    .restored(
                        number: record.number, kind: record.kind, payload: record.payload),
                    at: now)
            else { return restart(at: now) }
        }
        machine.handle(
            .kept(through: disk.through), at: now, chance: &chance, effects: &effects)
        effects.removeAll(keepingCapacity: true)
        guard tell(.started, at: now) else { return restart(at: now) }
    }

    public func evict(_ number: UInt64, at now: HotspotTime) {
        disk.evict(number)
        tell(.evicted(number: number), at: now)
    }
}
