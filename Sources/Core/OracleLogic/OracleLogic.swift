public import Attestation
import Primitives
public import Registry

/// An oracle's judgement of what is sent to it: a value, without clock, disk or network. It is given
/// every entry of the log in log order, those it has just let in and those of others (restart: the
/// log read again), and answers of each statement whether it may be the next.
///
///     var logic = try OracleLogic(entryZero, places: tables)
///     if let refusal = logic.refusal(of: statement) { … } else { try logic.apply(statement, at: size) }
public struct OracleLogic: Sendable {
    public private(set) var registry: Registry
    /// The period of the newest record.
    public internal(set) var newest: Period?
    /// By hotspot number.
    var usage: [HotspotUsage] = []
    /// Statements of this window of log time by keys that are no hotspots'.
    var signers: [PublicKey: UInt32] = [:]  // order: only looked up
    var commitments = CommitmentShelf()
    var closing: EpochClosing
    /// What judged epochs do to the registry, until it enters.
    var settlements = SettlementQueue()
    /// Of epochs that have not closed here yet: a log that is read again.
    private var early: [(epoch: Epoch, settlement: Settlement)] = []
    /// The epochs, from the first to the last, whose settlements were not there when they should have
    /// entered. The registry is not what it is to whoever replays the log; nothing that costs credits is
    /// taken until the log was read again with them.
    public internal(set) var unsettled: ClosedRange<Epoch>?

    /// A statement names no window further back: 14 epochs of four.
    public static let oldestWindow: UInt64 = 56
    /// A commitment is for no window further ahead.
    public static let furthestCommitment: UInt64 = 8
    /// Statements of one key that is no hotspot's, in a window of log time.
    public static let greatestSigned: UInt32 = 4_096
    /// Between two test beacons.
    static let testGapMilliseconds: UInt64 = 600_000

    /// Begins with log entry 0.
    public init(_ file: CheckedStatement, places: PlaceTables) throws(RegistryError) {
        registry = try Registry(file, places: places)
        closing = EpochClosing(registry.periods)
    }

    /// Nothing counted yet; the rest is what was kept beside the registry.
    init(restoring registry: Registry) {
        self.registry = registry
        closing = EpochClosing(registry.periods)
    }

    /// What came of an entry.
    public struct Outcome: Sendable {
        /// Why it changes nothing; an oracle that asked before has none.
        public var refusal: StatementRefusal?
        /// Epochs whose evidence ends below this entry, and which can be judged now.
        public var closed: ClosedRange<Epoch>?
    }

    /// The newest epoch that can be judged.
    public var newestClosed: Epoch? { closing.newestClosed }

    /// The log's entry of this index. Refuses records whose windows do not rise, and epochs of which
    /// this program has not the region table.
    @discardableResult
    public mutating func apply(
        _ statement: CheckedStatement, at index: UInt64
    ) throws(RegistryError) -> Outcome {
        if statement.type == .entropy { return try apply(record: statement, at: index) }
        let old = rotatedKey(by: statement)
        let refusal = registry.apply(statement, at: index)
        if refusal == nil {
            count(statement)
            if let old { commitments.drop(old) }
        }
        return Outcome(refusal: refusal, closed: nil)
    }

    /// The key that a rotation ends.
    private func rotatedKey(by statement: CheckedStatement) -> PublicKey? {
        guard statement.type == .rotation else { return nil }
        let number = HotspotNumber(statement.read(as: Rotation.self).hotspot)
        return registry.newest(number)?.key
    }

    private mutating func apply(
        record statement: CheckedStatement, at index: UInt64
    ) throws(RegistryError) -> Outcome {
        if let refusal = registry.refusal(of: statement) {
            return Outcome(refusal: refusal, closed: nil)
        }
        let period = statement.read(as: EntropyRecord.self).step.period
        if let newest, period <= newest {
            let refusal = StatementRefusal(
                .badMessage, "a record of period \(period.number) after \(newest.number)")
            return Outcome(refusal: refusal, closed: nil)
        }
        let span = registry.periods.periodsPerWindow
        guard period.number / span < 1 << 35 else {
            throw .beyondLife(window: period.number / span)
        }
        let window = registry.periods.window(of: period)
        let closed = closing.note(period)
        if let closed { close(closed, at: index) }
        if registry.now.map({ $0 < window }) ?? true {
            try registry.begin(window, at: index)
            signers.removeAll(keepingCapacity: signers.count < 4_096)
        }
        newest = period
        return Outcome(refusal: nil, closed: closed)
    }

    // MARK: Settlements

    /// What the pay of an epoch does to credits, deposits and probations. It enters at the first
    /// closing record above the one that closed the epoch (`SettlementQueue`): by then it is computed,
    /// here and by everybody who replays the log. One that comes later does not enter any more.
    public mutating func add(_ settlement: Settlement, of epoch: Epoch) {
        guard newestClosed.map({ $0 < epoch }) ?? true else {
            return settlements.hand(settlement, of: epoch)
        }
        if !early.contains(where: { $0.epoch == epoch }) { early.append((epoch, settlement)) }
    }

    private mutating func close(_ epochs: ClosedRange<Epoch>, at index: UInt64) {
        let open = Epoch(epochs.upperBound.number + 1)
        let missing = settlements.enter(&registry, at: index, before: open)
        if let missing {
            unsettled = (unsettled ?? missing).lowerBound...missing.upperBound
        }
        for number in epochs.lowerBound.number...epochs.upperBound.number {
            let known = early.first { $0.epoch.number == number }
            settlements.close(Epoch(number), at: index, known?.settlement)
        }
        early.removeAll { $0.epoch < open }
    }

    /// The window of log time; 0 before the first record.
    var now: Window { registry.now ?? Window(0) }

    var oldest: UInt64 { now.number < Self.oldestWindow ? 0 : now.number - Self.oldestWindow }

    /// Periods between two test beacons, rounded up.
    var testGap: UInt64 {
        let span = registry.periods.milliseconds
        return Self.testGapMilliseconds / span + (Self.testGapMilliseconds % span == 0 ? 0 : 1)
    }
}
