public import Attestation
import HotspotLogic
public import Primitives
import Signing
public import Units

/// A log as a judge sees it: its entries in order, and which of them are records of log time.
public struct LogView: Sendable {
    public let network: NetworkID
    public let genesis: Nanoseconds
    public let periods: NetworkPeriods
    public let entries: [ScriptedLog.Entry]
    /// Rising by period and by index.
    public let records: [ScriptedLog.Record]
    /// Statements of one key with one sequence number and two contents.
    public let contradictions: Int
    public let badSignatures: Int

    init(_ log: ScriptedLog) {
        network = log.network.id
        genesis = log.network.genesis
        periods = log.network.periods
        entries = log.entries
        records = log.records
        contradictions = log.contradictions.count
        badSignatures = log.badSignatures
    }

    /// Reads a log from its entries' bytes, with every signature checked, by nothing but the codecs.
    public init(
        _ log: [[UInt8]], network: NetworkID, genesis: Nanoseconds, periods: NetworkPeriods
    ) {
        self.network = network
        self.genesis = genesis
        self.periods = periods
        var reading = LogReading(network: network)
        for (index, bytes) in log.enumerated() { reading.take(bytes, at: index) }
        entries = reading.entries
        records = reading.records
        contradictions = reading.contradictions
        badSignatures = reading.badSignatures
    }
}

extension ScriptedLog {
    public var view: LogView { LogView(self) }
}

private struct LogReading {
    let network: NetworkID
    var entries: [ScriptedLog.Entry] = []
    var records: [ScriptedLog.Record] = []
    var contradictions = 0
    var badSignatures = 0
    private var statements: [Numbered: Hash256] = [:]

    private struct Numbered: Hashable {
        let key: PublicKey
        let sequence: UInt64
    }

    init(network: NetworkID) { self.network = network }

    mutating func take(_ bytes: [UInt8], at index: Int) {
        guard let statement = try? SignedStatement(bytes.rawSpan),
            let type = try? MessageCheck.type(of: statement.payload)
        else { return badSignatures += 1 }
        let context = StatementContext(network: network, type: type.name)
        if (try? statement.verify(in: context, by: Ed25519.self)) == nil { badSignatures += 1 }
        let entry = ScriptedLog.Entry(
            bytes: bytes, id: statement.id(in: context, by: SHA256.self), type: type,
            signer: statement.key, payload: [UInt8](copying: statement.payload))
        entries.append(entry)
        note(entry)
        guard type == .entropy, let record = try? EntropyRecord(parsing: statement.payload) else {
            return
        }
        records.append(
            ScriptedLog.Record(
                period: record.step.period, index: index, statement: bytes,
                value: record.step.entropy(
                    network: network, logRoot: record.logRoot, by: SHA256.self)))
    }

    private mutating func note(_ entry: ScriptedLog.Entry) {
        guard let sequence = ScriptedLog.sequence(of: entry.payload) else { return }
        let name = Numbered(key: entry.signer, sequence: sequence)
        if let other = statements[name], other != entry.id { contradictions += 1 }
        statements[name] = entry.id
    }
}

extension Array {
    /// The first place for which a condition holds that, once it holds, holds on; `count` if none.
    func firstPlace(where holds: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
