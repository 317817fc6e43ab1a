public import Attestation
public import Primitives
public import Units

/// An oracle of the network file.
public struct OracleEndpoint: Hashable, Sendable {
    public var url: String
    public var key: PublicKey
    public var logKey: PublicKey
    public var receiptKey: PublicKey
    public var entropyKey: PublicKey

    public init(
        url: String, key: PublicKey, logKey: PublicKey, receiptKey: PublicKey,
        entropyKey: PublicKey
    ) {
        self.url = url
        self.key = key
        self.logKey = logKey
        self.receiptKey = receiptKey
        self.entropyKey = entropyKey
    }

    /// The name of its log: what its checkpoints begin with and are signed as.
    public func origin(on network: NetworkID) -> String { LogOrigin.name(of: key, on: network) }
}

/// What an ``OracleConversation`` is told.
public enum OracleEvent: Sendable {
    /// The box is ready to talk. Nothing is asked before.
    case started
    /// Time has passed: due at `OracleConversation.wake`, harmless at any other time.
    case tick
    /// The network interface or the route came back: waits after failures end.
    case networkUp

    /// A statement waits for its receipt, by id; `order` is its sequence number. The same one
    /// again is harmless.
    case post(id: Hash256, order: UInt64)
    /// A statement need no longer be sent.
    case withdraw(Hash256)
    /// The answer to `.collect`: whole statements. One that was asked for and is not here has
    /// ceased to be.
    case collected([[UInt8]])
    /// An entry of a receipt kept from before, whose inclusion is not proven yet.
    case unincluded(PromisedEntry)

    /// Log time is wanted from the first record after this period on; nil: from the log's first.
    /// Said at the start, when records that were handed up are not taken, and when earlier ones are
    /// wanted.
    /// - Parameter taken: the newest record that the box took; nil: none. What was handed up after it
    ///   was refused, and counts for nothing.
    case follow(after: Period?, taken: Period? = nil)
    /// The newest record alone is wanted, and then what comes after it: nobody here knows which
    /// period it is. A period said by `follow` takes its place.
    case followNewest
    /// Somebody wants to know what the registry has.
    case lookUp
    case wantReports(Window)
    case wantReport(Hash256)

    case answered(UInt64, OracleAnswer)
    case failed(UInt64, OracleFailure)
}

/// What an ``OracleConversation`` wants done.
public enum OracleEffect: Hashable, Sendable {
    case request(OracleRequest)
    /// These statements' bytes are wanted now, in this order: `.collected` answers. So a box holds
    /// no more of a long backlog in memory than one request.
    case collect([Hash256])

    /// A good receipt, and which statements of ours it names.
    case receipt([UInt8], [PromisedEntry])
    /// The oracle will never take it. It is no longer offered.
    case refused(id: Hash256, code: String, detail: String)
    /// Not taken now; it is offered again after this long.
    case postponed(id: Hash256, code: String, detail: String, Nanoseconds)
    /// The log holds it, by this proof (a C2SP tlog-proof).
    case included(id: Hash256, proof: [UInt8])
    /// 60 periods after its receipt the oracle cannot show the entry: evidence against it.
    case unfulfilled(PromisedEntry)
    /// Two signed heads of one size that differ: evidence against the oracle.
    case twoHeads([UInt8], [UInt8])

    case chainEnd([UInt8])
    case entropy(EntropyAnswer)
    /// What the registry has of the box's key; nil: it is not registered.
    case registered(HotspotView?)
    case reports(ReportList)
    case report(ReportView)
    case reportUnknown(Hash256)

    /// An answer was not taken, or there was none: for status and log.
    case trouble(OracleTrouble)
}

/// What a receipt promises of one statement, with what is needed to check it when the statement's
/// bytes are forgotten.
public struct PromisedEntry: Hashable, Sendable {
    public var id: Hash256
    public var index: UInt64
    /// The receipt's newest record: the entry stands below the second one after it.
    public var newest: Period
    /// SHA-256 of 0x00 and the statement's bytes.
    public var leaf: Hash256

    public init(id: Hash256, index: UInt64, newest: Period, leaf: Hash256) {
        self.id = id
        self.index = index
        self.newest = newest
        self.leaf = leaf
    }
}

/// Records in log order, each checked to be the oracle's word.
public struct EntropyAnswer: Hashable, Sendable {
    /// All records of later periods than this stand here, from the first on; nil: from the log's
    /// first.
    public var after: Period?
    public var records: [[UInt8]]
    /// Whether the last one was the log's newest when the oracle answered.
    public var reachesNewest: Bool
    /// When the question was sent.
    public var asked: Nanoseconds

    public init(after: Period?, records: [[UInt8]], reachesNewest: Bool, asked: Nanoseconds) {
        self.after = after
        self.records = records
        self.reachesNewest = reachesNewest
        self.asked = asked
    }
}

/// A request that came to nothing, and why.
public struct OracleTrouble: Hashable, Sendable, CustomStringConvertible {
    /// What was asked of which oracle.
    public var url: String
    public var error: AnswerError

    public init(url: String, error: AnswerError) {
        self.url = url
        self.error = error
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.url == right.url && left.error == right.error
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(url)
        hasher.combine(error.code)
    }

    public var description: String { "\(url): \(error)" }
}
