public import Attestation
import EvidenceLog
public import HotspotLogic
public import Primitives
public import Signing
public import Units

/// An oracle of a few lines with its log in memory: it makes a record in each period, takes
/// statements at once, and gives receipts. It shares codecs and derivations with the machines, and
/// nothing else. Not a real oracle: it judges nothing but signatures.
public final class ScriptedLog {
    public let network: PinnedNetwork
    public private(set) var entries: [Entry] = []
    public private(set) var records: [Record] = []
    /// Statements of one key with one sequence number and two contents: must stay empty.
    public private(set) var contradictions: [Hash256] = []
    public private(set) var badSignatures = 0
    /// Where a statement stands; the log takes each once.
    private var places: [Hash256: Int] = [:]
    private var sequences: [SequenceOf: Hash256] = [:]
    private let steps: [Hash256]
    private let chainStatement: [UInt8]
    private let entropyKey: SecretKey
    private let receiptKey: SecretKey
    private var sequence: UInt64 = 1
    /// The tree of a log that is to be judged; nothing where any root will do.
    private var tree: HashTree<SHA256>?

    private struct SequenceOf: Hashable {
        let key: PublicKey
        let sequence: UInt64
    }

    public struct Entry: Sendable {
        public let bytes: [UInt8]
        public let id: Hash256
        public let type: Attestation.MessageType
        public let signer: PublicKey
        public let payload: [UInt8]
    }

    public struct Record: Sendable {
        public let period: Period
        public let index: Int
        public let statement: [UInt8]
        public let value: Hash256
    }

    /// - Parameter length: for how many periods there is entropy.
    public init(
        genesis: Nanoseconds, periods: NetworkPeriods = .demo, length: Int = 20_000,
        id: NetworkID = NetworkID(bits: 0x0123_4567_89ab_cdef), first: Period = Period(0)
    ) {
        entropyKey = Self.key(1)
        receiptKey = Self.key(2)
        network = Self.network(id: id, genesis: genesis, periods: periods)
        steps = Self.steps(id, length)
        let end = EntropyChainEnd(
            sequence: 1, chain: EntropyChain(end: steps[0], first: first), length: UInt64(length))
        chainStatement = Self.sign(end, id, entropyKey)
        // Entries 0 and 1: the network file and the chain's end.
        append(chainStatement, .network, network.oracle.key, [])
        append(chainStatement, .entropyChain, entropyKey.publicKey, [])
    }

    /// A log to be judged: entry 0 is a signed network file that names `network`'s keys, and its
    /// records name real roots.
    public init(file: [UInt8], genesis: Nanoseconds, periods: NetworkPeriods, length: Int) {
        guard let statement = try? SignedStatement(file.rawSpan) else {
            preconditionFailure("entry 0 is a statement")
        }
        let id = NetworkID(ofFile: statement.payload, by: SHA256.self)
        entropyKey = Self.key(1)
        receiptKey = Self.key(2)
        network = Self.network(id: id, genesis: genesis, periods: periods)
        steps = Self.steps(id, length)
        let end = EntropyChainEnd(
            sequence: 1, chain: EntropyChain(end: steps[0], first: Period(0)),
            length: UInt64(length))
        chainStatement = Self.sign(end, id, entropyKey)
        tree = HashTree()
        append(file, .network, statement.key, [])
        append(chainStatement, .entropyChain, entropyKey.publicKey, [])
    }

    /// The scripted oracle's keys and address.
    public static func network(
        id: NetworkID, genesis: Nanoseconds, periods: NetworkPeriods
    ) -> PinnedNetwork {
        PinnedNetwork(
            id: id, name: "scripted", genesis: genesis, periods: periods,
            oracle: PinnedNetwork.Oracle(
                key: key(3).publicKey, logKey: key(4).publicKey, receiptKey: key(2).publicKey,
                entropyKey: key(1).publicKey, url: "https://oracle.example"))
    }

    private static func steps(_ id: NetworkID, _ length: Int) -> [Hash256] {
        var value = Hash256(words: (7, 7, 7, id.bits))
        var chain: [Hash256] = []
        for _ in 0...length {
            chain.append(value)
            value = value.withBytes { Hash256(of: $0, by: SHA256.self) }
        }
        return chain.reversed()
    }

    public static func key(_ number: UInt64) -> SecretKey {
        let seed = Hash256(words: (number, 0x6b65_79, number, 1))
        guard let key = seed.withBytes({ SecretKey(seed: $0) }) else {
            preconditionFailure("32 bytes are a seed")
        }
        return key
    }

    public static func sign<Message: TypedMessage>(
        _ message: Message, _ network: NetworkID, _ key: borrowing SecretKey
    ) -> [UInt8] {
        guard let statement = try? message.signed(in: network, by: key) else {
            preconditionFailure("a message of the lab is refused: \(message)")
        }
        return statement
    }

    public var chainEnd: [UInt8] { chainStatement }

    // MARK: Entropy

    /// The signed record of a period as it would be now; it is not logged.
    public func record(of period: Period, step: Hash256? = nil) -> EntropyRecord {
        let logged = records.last.map { $0.index + 1 } ?? 2
        return EntropyRecord(
            sequence: sequence + 1,
            step: EntropyStep(period: period, value: step ?? self.step(of: period)),
            logSize: UInt64(logged), logRoot: root(logged))
    }

    public func step(of period: Period) -> Hash256 { steps[Int(period.number) + 1] }

    public func sign(_ record: EntropyRecord) -> [UInt8] {
        Self.sign(record, network.id, entropyKey)
    }

    /// Makes and logs the record of a period.
    @discardableResult
    public func make(_ period: Period) -> Record {
        let record = record(of: period)
        sequence += 1
        let bytes = sign(record)
        let value = record.step.entropy(
            network: network.id, logRoot: record.logRoot, by: SHA256.self)
        append(bytes, .entropy, entropyKey.publicKey, [])
        let made = Record(
            period: period, index: entries.count - 1, statement: bytes, value: value)
        records.append(made)
        return made
    }

    /// Some root of the entries below a size: enough to be mixed into values.
    private func root(_ size: Int) -> Hash256 {
        if let tree { return tree.root(at: UInt64(size)) }
        var input = HashInput("earshot/lab/v1", network.id)
        input.append(UInt64(size))
        input.append(entries[size - 1].id)
        return input.hash(by: SHA256.self)
    }

    public func batch(_ question: EntropyQuestion, asked: Nanoseconds) -> EntropyBatch {
        switch question {
        case .newest:
            guard let last = records.last else {
                return EntropyBatch(after: nil, records: [], reachesNewest: true, asked: asked)
            }
            let before = last.period.number
            return EntropyBatch(
                after: before == 0 ? nil : Period(before - 1), records: [last.statement],
                reachesNewest: true, asked: asked)
        case .after(let period):
            var later: [[UInt8]] = []
            for record in records.reversed() {
                guard period.map({ record.period > $0 }) ?? true else { break }
                later.append(record.statement)
            }
            return EntropyBatch(
                after: period, records: later.reversed(), reachesNewest: true, asked: asked)
        }
    }

    // MARK: Statements

    /// Takes a statement; its receipt, or nothing when it is not signed as it says.
    public func post(_ bytes: [UInt8]) -> [UInt8]? {
        guard let statement = try? SignedStatement(bytes.rawSpan),
            let type = try? MessageCheck.type(of: statement.payload)
        else {
            badSignatures += 1
            return nil
        }
        let context = StatementContext(network: network.id, type: type.name)
        guard (try? statement.verify(in: context, by: Ed25519.self)) != nil else {
            badSignatures += 1
            return nil
        }
        let id = statement.id(in: context, by: SHA256.self)
        let payload = [UInt8](copying: statement.payload)
        note(id, statement.key, payload)
        if places[id] == nil { append(bytes, type, statement.key, payload) }
        return receipt([(id, UInt64(places[id] ?? 0))])
    }

    /// Puts a statement into the log that an honest oracle would have refused.
    public func enter(_ bytes: [UInt8]) {
        guard let statement = try? SignedStatement(bytes.rawSpan),
            let type = try? MessageCheck.type(of: statement.payload)
        else { preconditionFailure("the lab writes statements") }
        append(bytes, type, statement.key, [UInt8](copying: statement.payload))
    }

    public func receipt(_ entries: [(Hash256, UInt64)], newest: Period? = nil) -> [UInt8] {
        sequence += 1
        let receipt = Receipt(
            sequence: sequence, newest: newest ?? records.last?.period ?? Period(0),
            entries: entries.sorted { $0.0 < $1.0 }
                .map { Receipt.Entry(statement: $0.0, index: $0.1) })
        return Self.sign(receipt, network.id, receiptKey)
    }

    private func note(_ id: Hash256, _ key: PublicKey, _ payload: [UInt8]) {
        guard let sequence = Self.sequence(of: payload) else { return }
        let name = SequenceOf(key: key, sequence: sequence)
        if let other = sequences[name], other != id { contradictions.append(id) }
        sequences[name] = id
    }

    static func sequence(of payload: [UInt8]) -> UInt64? {
        guard var reader = try? CBORReader(payload.rawSpan), (try? reader.beginMap()) != nil,
            (try? reader.key(0)) != nil, (try? reader.unsigned()) != nil,
            (try? reader.key(1)) != nil
        else { return nil }
        return try? reader.unsigned()
    }

    private func append(
        _ bytes: [UInt8], _ type: Attestation.MessageType, _ signer: PublicKey,
        _ payload: [UInt8]
    ) {
        guard let statement = try? SignedStatement(bytes.rawSpan) else { return }
        let id = statement.id(
            in: StatementContext(network: network.id, type: type.name), by: SHA256.self)
        places[id] = entries.count
        tree?.append(TreeHash.leaf(bytes.rawSpan, by: SHA256.self))
        entries.append(
            Entry(bytes: bytes, id: id, type: type, signer: signer, payload: payload))
    }

    /// What the log has of a key and nobody opened.
    public func unopened(of key: PublicKey) -> [CommitmentNews.Commitment] {
        var standing: [Window: Hash256] = [:]
        for entry in entries where entry.signer == key {
            guard let news = Self.news(of: entry) else { continue }
            for made in news.made where standing[made.window] == nil {
                standing[made.window] = made.hash
            }
            for opened in news.opened { standing[opened.window] = nil }
            for lost in news.lost { standing[lost] = nil }
        }
        return standing.map { CommitmentNews.Commitment(window: $0.key, hash: $0.value) }
            .sorted { $0.window < $1.window }
    }

    public static func news(of entry: Entry) -> CommitmentNews? {
        switch entry.type {
        case .recommit: return (try? Recommit(parsing: entry.payload.rawSpan))?.commitments
        case .reveal:
            guard let reveal = try? Reveal(parsing: entry.payload.rawSpan) else { return nil }
            var news = reveal.commitments
            news.opened.append(
                CommitmentNews.Opened(window: reveal.window, nonce: reveal.nonce))
            return news
        default: return nil
        }
    }
}
