public import Airwaves
public import Attestation
public import Units

/// What a hotspot can say of its proofs, from what it holds itself. Of frames heard it tells how many
/// and when they are known, nothing else (PROTOCOL 3.5).
public struct ProofStatus: Sendable {
    public var isRegistered: Bool
    public var clock: Result<ClockDiscipline, ClockDoubt>
    public var clockSince: Nanoseconds?
    public var region: Result<RegionalPlan, RegionRefusal>
    public var window: Window?
    /// The newest record of the oracle.
    public var newestRecord: Period?
    public var entropyRefusal: EntropyRefusal?
    public var receiptRefusal: ReceiptRefusal?
    public var beacon: Beacon
    /// Commitments for windows to come.
    public var commitmentsAhead: Int
    /// Secrets of earlier windows that wait to be opened.
    public var commitmentsUnopened: Int
    /// Windows whose secrets are gone, until they may be declared lost.
    public var noncesLost: [Window]
    public var sealed: Sealed
    /// Statements that wait for a receipt, and those that wait for a proof of inclusion.
    public var statementsWaiting: Int
    public var statementsUnincluded: Int
    public var drops: [(HotspotDrop, UInt64)]

    public struct Beacon: Hashable, Sendable {
        /// When the next one is sent, if all goes well; nil while that cannot be told.
        public var next: Nanoseconds?
        public var nextSlot: BeaconSlot?
        /// Why nothing could be sent now.
        public var obstacle: BeaconRefusal?
        public var last: LastBeacon?
        /// Sent, and not yet revealed.
        public var unrevealed: Int
    }

    public struct Sealed: Hashable, Sendable {
        /// Beacons of others that were heard, since the start.
        public var heard: UInt64
        /// Frames whose details are not known yet.
        public var frames: Int
        public var seals: Int
        /// When the first of them may be told, if the oracle makes a record in each period.
        public var opens: Nanoseconds?
    }
}

extension HotspotMachine {
    public var status: ProofStatus {
        ProofStatus(
            isRegistered: registration != nil, clock: clock.verdict,
            clockSince: clock.since?.clock, region: region.verdict, window: window,
            newestRecord: entropy.newest, entropyRefusal: lastEntropyRefusal,
            receiptRefusal: lastReceiptRefusal, beacon: beaconStatus,
            commitmentsAhead: committed.count { $0.window > window ?? Window(0) },
            commitmentsUnopened: committed.count { $0.window < window ?? Window(0) },
            noncesLost: foreign, sealed: sealedStatus, statementsWaiting: outbox.count,
            statementsUnincluded: receipts.reduce(0) { $0 + $1.entries.count },
            drops: HotspotDrop.allCases.map { ($0, counters[$0]) })
    }

    /// The own statements of late, oldest first, for `why`.
    public var recentStatements: [StatementState] { statements }

    private var beaconStatus: ProofStatus.Beacon {
        let next = nextBeacon
        return ProofStatus.Beacon(
            next: next?.at, nextSlot: next?.slot, obstacle: obstacle, last: lastBeacon,
            unrevealed: beacons.count { $0.phase == .sent })
    }

    /// Why nothing could be sent at this moment, whatever the slot.
    public var obstacle: BeaconRefusal? {
        do throws(BeaconRefusal) {
            _ = try permission()
            guard !isApart else { throw .entropyApart }
            guard let window, entropy.window(window) != nil else { throw .recordsIncomplete }
            guard
                committed.contains(where: { $0.window == window && $0.stands == true })
                    || attempts.isSent
            else { throw foreign.contains(window) ? .nonceGone : .notCommitted }
            return attempts.latest
        } catch {
            return error
        }
    }

    /// The next moment at which the own beacon is due.
    var nextBeacon: (at: Nanoseconds, slot: BeaconSlot)? {
        guard let window, !attempts.isSent, let entropy = entropy.window(window) else { return nil }
        for number in UInt8(0)...1 {
            let choice: BeaconSlot = number == 0 ? .slot : .spare
            guard attempts[choice] == nil else { continue }
            let moment = start(of: entropy.slots[choice], in: window)
            if moment.value + periodNanoseconds > now.clock.value { return (moment, choice) }
        }
        return nil
    }

    private var sealedStatus: ProofStatus.Sealed {
        let waiting = unsealed.reports.map(\.period) + sealed.map(\.newest)
        let first = waiting.min().map { period in
            start(of: Period(period.number + network.periods.opening + 1))
        }
        return ProofStatus.Sealed(
            heard: heardBeacons,
            frames: unsealed.reports.count + sealed.reduce(0) { $0 + $1.reports },
            seals: sealed.count, opens: first)
    }

    // MARK: The next tick

    /// When `.tick` is due, by uptime: the next moment at which something is to be done without any
    /// other event. Once in a period at least, so that a clock that was set is noticed.
    public var wake: Nanoseconds {
        var wake = now.uptime + Nanoseconds(max(periodNanoseconds, 1_000_000_000))
        guard isStarted, clock.discipline != nil else { return wake }
        if let next = nextBeacon {
            let isComing = next.at > now.clock
            wake = min(wake, isComing ? uptime(of: next.at) : retry)
        }
        if let first = unsealed.reports.first {
            let due = Period(first.period.number + max(1, network.periods.sealDue - 1))
            wake = min(wake, max(uptime(of: start(of: due)), retry))
        }
        return wake
    }

    /// While a moment lasts, what stands in its way is looked at ten times a period.
    private var retry: Nanoseconds { now.uptime + Nanoseconds(periodNanoseconds / 10) }
}
