public import Airwaves
public import Attestation
public import Epochs
public import EvidenceLog
internal import Notation
public import Primitives
public import Registry
internal import Rewards
public import Signing
internal import Units

/// Computes an epoch anew from nothing but a published log, and compares every byte with what its
/// oracle published: all entries against the head, the head against the network file's key, the
/// previous epoch's files against its logged result, every stage, every number of the result.
public struct EpochAudit<Source: TileSource> {
    /// The bytes of a file below the log's folder; nothing when it is not there. A longer one than
    /// the limit is refused before it is read whole.
    public typealias Files = (_ path: String, _ limit: Int) throws(EpochAuditError) -> [UInt8]?

    private var log: LogReader<Source, SHA256>
    private let files: Files
    private let maps: [PlaceMap]
    /// Log entry 0.
    private let network: CheckedStatement
    /// The results that oracles logged, ascending by epoch; of each the first.
    private var results: [(epoch: Epoch, statement: [UInt8], signer: PublicKey)] = []

    /// Reads every entry of the log: a byte that is not as the head has it is found here.
    /// - Parameter entry: shown each entry, from the first on.
    public init(
        _ log: LogReader<Source, SHA256>, network: CheckedStatement, maps: [PlaceMap],
        each entry: (RawSpan) -> Void = { _ in }, files: @escaping Files
    ) throws(EpochAuditError) {
        self.log = log
        self.network = network
        self.maps = maps
        self.files = files
        // What a box pins and what the log begins with are the same bytes.
        if let pinned = try files("network", Self.longestStatement), pinned != network.bytes {
            throw .differs(
                .files("log", "network", expected: network.bytes, found: pinned))
        }
        try readAll(entry)
    }

    /// Longer than any entry of a log.
    private static var longestStatement: Int { 1 << 16 }

    /// The newest epoch that an oracle logged a result of.
    public var newest: Epoch? { results.last?.epoch }

    private mutating func readAll(
        _ show: (RawSpan) -> Void
    ) throws(EpochAuditError) {
        var found: [(epoch: Epoch, statement: [UInt8], signer: PublicKey)] = []
        let id = network.network
        do throws(TileFault) {
            try log.entries(0..<log.size) { _, entry in
                show(entry)
                guard let result = SignedResult(entry, on: id) else { return }
                let isKnown = found.contains {
                    $0.epoch == result.root.epoch && $0.signer == result.signer
                }
                if !isKnown {
                    found.append((result.root.epoch, [UInt8](copying: entry), result.signer))
                }
            }
        } catch { throw EpochAuditError(error) }
        results = found.sorted { $0.epoch < $1.epoch }
    }

    /// Computes an epoch. From the state that the epoch before it left, whose files must have the
    /// hashes of its logged result; or from genesis, through all epochs.
    public mutating func audit(
        _ epoch: Epoch, whole: Bool, dividing division: some Division = ThreadDivision()
    ) throws(EpochAuditError) -> EpochAuditReport {
        let state =
            whole ? try self.state(computedBefore: epoch, division) : try state(before: epoch)
        let outcome = try compute(state, division)
        let members = state.registry.members(in: epoch)
        let published = try published(epoch) { members.isOracle($0) }
        return EpochAuditReport(
            outcome: outcome, differences: try differences(outcome, published))
    }

    /// An epoch from genesis on, of a log of which nobody published results: there is nothing to
    /// compare with.
    public mutating func outcome(
        of epoch: Epoch, dividing division: some Division = ThreadDivision()
    ) throws(EpochAuditError) -> EpochOutcome {
        try compute(state(computedBefore: epoch, division), division)
    }

    private mutating func state(
        computedBefore epoch: Epoch, _ division: some Division
    ) throws(EpochAuditError) -> EpochState {
        var state = try genesis()
        while state.next < epoch { state = try compute(state, division).next }
        return state
    }

    private mutating func compute(
        _ state: EpochState, _ division: some Division
    ) throws(EpochAuditError) -> EpochOutcome {
        let outcome: EpochOutcome?
        do throws(EpochReplayError) {
            outcome = try EpochReplay.outcome(
                after: state, in: &log, maps: maps, dividing: division)
        } catch {
            switch error {
            case .log(let fault): throw EpochAuditError(fault)
            case .epoch(let error): throw .compute(error.description)
            }
        }
        guard let outcome else { throw .notClosed(state.next) }
        return outcome
    }

    private func genesis() throws(EpochAuditError) -> EpochState {
        do throws(RegistryError) {
            return EpochState(genesis: try Registry(network, places: PlaceTables(maps)))
        } catch { throw .compute(error.description) }
    }

    private func state(before epoch: Epoch) throws(EpochAuditError) -> EpochState {
        guard epoch.number > 0 else { return try genesis() }
        let last = Epoch(epoch.number - 1)
        let root = try published(last) { _ in true }
        var stages: [StageName: [UInt8]] = [:]
        for name in [StageName.registry, .rewards, .state] {
            let path = EpochPath.stage(name, of: last)
            guard let bytes = try files(path, ResultFile.greatestBytes) else {
                throw .missing(path)
            }
            let logged = root.stages.first { $0.name == name.rawValue }?.hash
            let found = Hash256(of: bytes.rawSpan, by: SHA256.self)
            guard logged == found else {
                throw .differs(
                    LogDifference(
                        stage: name.rawValue, file: path,
                        expected: "hash \(logged?.hexText ?? "none")", found: found.hexText))
            }
            stages[name] = bytes
        }
        do throws(EpochFolderError) {
            return try EpochFiles(
                state: stages[.state] ?? [], registry: stages[.registry] ?? [],
                rewards: stages[.rewards] ?? []
            ).state(file: network, places: PlaceTables(maps))
        } catch { throw .compute("epoch \(last.number): \(error)") }
    }

    /// The result that was logged, or where the log has none yet the file's.
    private func published(
        _ epoch: Epoch, isOracle: (PublicKey) -> Bool
    ) throws(EpochAuditError) -> EpochRoot {
        let logged = results.first { $0.epoch == epoch && isOracle($0.signer) }?.statement
        let path = EpochPath.result(of: epoch)
        let file = try files(path, Self.longestStatement)
        guard let bytes = logged ?? file else { throw .missing(path) }
        if let logged, let file, logged != file {
            throw .differs(.files("result", path, expected: logged, found: file))
        }
        guard let result = SignedResult(bytes.rawSpan, on: network.network),
            isOracle(result.signer), result.root.epoch == epoch
        else {
            throw .differs(
                LogDifference(
                    stage: "result", file: path,
                    expected: "a result signed by an oracle of the network", found: "none such"))
        }
        return result.root
    }

    private func differences(
        _ outcome: EpochOutcome, _ published: EpochRoot
    ) throws(EpochAuditError) -> [EpochDifference] {
        var found: [EpochDifference] = []
        let computed = outcome.root
        for stage in outcome.stages {
            let path = EpochPath.stage(stage.name, of: outcome.epoch)
            let bytes = try files(path, 2 * stage.bytes.count + Self.longestStatement) ?? []
            if let difference = StageDifference(stage.name, expected: stage.bytes, found: bytes) {
                found.append(.file(path, difference))
            }
            let claimed = published.stages.first { $0.name == stage.name.rawValue }?.hash
            if claimed != stage.hash {
                found.append(
                    .result(
                        "hash of \(stage.name.rawValue)", expected: "\(stage.hash.hexText)",
                        found: claimed?.hexText ?? "none"))
            }
        }
        func compare(_ name: String, _ expected: String, _ claimed: String) {
            if expected != claimed {
                found.append(.result(name, expected: expected, found: claimed))
            }
        }
        compare("log size", "\(computed.logSize)", "\(published.logSize)")
        compare("log root", computed.logRoot.hexText, published.logRoot.hexText)
        compare("rule book", computed.ruleBook.hexText, published.ruleBook.hexText)
        compare("stages", "\(computed.stages.count)", "\(published.stages.count)")
        compare("reward root", computed.rewardRoot.hexText, published.rewardRoot.hexText)
        compare("reward leaves", "\(computed.rewardLeaves)", "\(published.rewardLeaves)")
        compare("total grains", "\(computed.total.value)", "\(published.total.value)")
        return found
    }
}

/// What computing an epoch anew came to.
public struct EpochAuditReport: Sendable {
    public let outcome: EpochOutcome
    /// In the order of the stages; empty when all is as published.
    public let differences: [EpochDifference]

    public var root: Hash256 { outcome.root.hash(by: SHA256.self) }
}

/// One thing in which what was published is another than what was computed.
public enum EpochDifference: Equatable, Sendable, CustomStringConvertible {
    case file(String, StageDifference)
    case result(String, expected: String, found: String)

    public var description: String {
        switch self {
        case .file(let path, let difference):
            "differs stage \(difference.stage.rawValue) file \(path) record \(difference.record): "
                + "expected \(Self.text(difference.expected)) found \(Self.text(difference.found))"
        case .result(let name, let expected, let found):
            "differs stage result file result record 0: expected \(name) \(expected) found \(found)"
        }
    }

    private static func text(_ record: [UInt8]?) -> String {
        guard let record else { return "no record" }
        // Two hundred bytes tell which record it is, whatever somebody put in its place.
        let shown = Array(record.prefix(200))
        return Hex.text(of: shown.rawSpan) + (record.count > 200 ? "…" : "")
    }
}

/// Why an epoch cannot be verified, or what is found wrong before it is computed.
public enum EpochAuditError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was published contradicts itself; the rest says nothing of that.
    case differs(LogDifference)
    case files(String)
    case missing(String)
    case notClosed(Epoch)
    case compute(String)

    public init(_ fault: TileFault) {
        if let difference = LogDifference(fault) {
            self = .differs(difference)
        } else {
            self = .files(fault.description)
        }
    }

    public var description: String {
        switch self {
        case .differs(let difference): difference.description
        case .files(let text), .compute(let text): text
        case .missing(let path): "there is no \(path)"
        case .notClosed(let epoch): "epoch \(epoch.number) has not closed in this log"
        }
    }
}

extension LogDifference {
    /// Two files that should be the same, by their hashes.
    static func files(
        _ stage: String, _ path: String, expected: [UInt8], found: [UInt8]
    ) -> LogDifference {
        LogDifference(
            stage: stage, file: path,
            expected: "hash \(Hash256(of: expected.rawSpan, by: SHA256.self).hexText)",
            found: Hash256(of: found.rawSpan, by: SHA256.self).hexText)
    }
}
