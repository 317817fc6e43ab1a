public import Attestation
import Units

/// Whether the clock may be trusted, and by whose word (issue "Clock", PROTOCOL 3.4): the kernel's,
/// the satellites' within a second, or else that of the oracle's signed entropy within half a
/// period; and never while the satellites or the entropy contradict it. It waits, it does not die,
/// and there is no switch to pretend.
///
/// A record is made in its own period only. So when a record of period r arrives, UTC is at least
/// r's start; and when it was not in the log yet at an instant when everything in the log was asked
/// for, UTC was below r's end at that instant. Both hold by the clock that never jumps, which makes
/// them bounds on the difference between the two clocks.
public struct HotspotClock: Sendable {
    public private(set) var verdict: Result<ClockDiscipline, ClockDoubt> = .failure(.nobodyVouches)
    /// Since when the verdict is what it is.
    public private(set) var since: HotspotTime?

    private let genesis: Nanoseconds
    private let period: Int64
    /// UTC less uptime is at least the greatest of these. A bound holds for a window: uptime drifts by
    /// up to 100 ppm against UTC, which is two seconds then.
    private var floors: RecentGreatest
    /// UTC less uptime is at most the least of these, which are kept with the other sign.
    private var ceilings: RecentGreatest
    /// A signed record lies too far ahead of a clock that somebody vouches for.
    private var isBehindRecord = false

    /// The satellites vouch for the clock within this.
    static let satelliteTolerance: UInt64 = 1_000_000_000

    init(_ network: PinnedNetwork) {
        genesis = network.genesis
        period = Int64(network.periods.milliseconds) * 1_000_000
        let window = network.periods.periodsPerWindow * network.periods.milliseconds * 1_000_000
        floors = RecentGreatest(span: window)
        ceilings = RecentGreatest(span: window)
    }

    public var discipline: ClockDiscipline? {
        guard case .success(let discipline) = verdict else { return nil }
        return discipline
    }

    public var doubt: ClockDoubt? {
        guard case .failure(let doubt) = verdict else { return nil }
        return doubt
    }

    // MARK: What entropy says

    /// How far a record's period lies ahead of the clock, in nanoseconds; zero or less when its
    /// start has come.
    func lead(of record: Period, at now: HotspotTime) -> Int64 {
        start(of: record) &- Int64(clamping: now.clock.value)
    }

    /// Whether a record is more than 1.5 periods ahead of a clock that kernel or satellites vouch
    /// for: then one of the two lies, and neither is believed.
    func isLie(_ record: Period, at now: HotspotTime) -> Bool {
        vouched(now.discipline) != nil && lead(of: record, at: now) > period + period / 2
    }

    /// A record that was refused for its time contradicts the clock until one is taken.
    mutating func refuse() { isBehindRecord = true }

    /// Takes a record's time. `absent` is an instant of uptime when the log had not the record.
    mutating func learn(_ record: Period, at now: HotspotTime, absent: Nanoseconds?) {
        isBehindRecord = false
        floors.learn(start(of: record) &- Int64(clamping: now.uptime.value), at: now.uptime)
        guard let absent else { return }
        let upper = start(of: record) &+ period &- Int64(clamping: absent.value)
        ceilings.learn(0 &- upper, at: now.uptime)
    }

    private func least(at now: HotspotTime) -> Int64? { floors.greatest(at: now.uptime) }

    private func most(at now: HotspotTime) -> Int64? {
        ceilings.greatest(at: now.uptime).map { 0 &- $0 }
    }

    private func start(of record: Period) -> Int64 {
        let (span, over) = Int64(record.number).multipliedReportingOverflow(by: period)
        guard !over else { return .max / 2 }
        return span &+ Int64(clamping: genesis.value)
    }

    // MARK: The verdict

    /// Judges anew. True when the verdict changed.
    @discardableResult
    mutating func judge(_ now: HotspotTime) -> Bool {
        let next = judgement(now)
        guard since == nil || next != verdict else { return false }
        (verdict, since) = (next, now)
        return true
    }

    private func judgement(_ now: HotspotTime) -> Result<ClockDiscipline, ClockDoubt> {
        guard now.clock >= genesis else { return .failure(.beforeGenesis) }
        if now.discipline.satellitesContradict { return .failure(.satellitesContradict) }
        if isBehindRecord { return .failure(.behindEntropy) }
        let offset = Int64(clamping: now.clock.value) &- Int64(clamping: now.uptime.value)
        let slack = period + period / 2
        if let least = least(at: now), offset &+ slack < least { return .failure(.behindEntropy) }
        if let most = most(at: now), offset &- slack > most { return .failure(.aheadOfEntropy) }
        if let voucher = vouched(now.discipline) { return .success(voucher) }
        return byEntropy(offset, now)
    }

    private func vouched(_ evidence: ClockEvidence) -> ClockDiscipline? {
        guard !evidence.satellitesContradict else { return nil }
        if evidence.isKernelSynchronised { return .kernel }
        guard let offset = evidence.satelliteOffset, offset.magnitude <= Self.satelliteTolerance
        else { return nil }
        return .gps
    }

    /// Only a record that was fresh when it came tells the time: the bounds lie close together then
    /// (the record's period, and the time between two questions).
    private func byEntropy(
        _ offset: Int64, _ now: HotspotTime
    ) -> Result<ClockDiscipline, ClockDoubt> {
        guard let least = least(at: now), let most = most(at: now), most &- least <= 3 * period
        else { return .failure(.nobodyVouches) }
        guard (offset &- least).magnitude <= UInt64(period / 2) else {
            return .failure(.entropyTooFar)
        }
        return .success(.entropy)
    }
}
