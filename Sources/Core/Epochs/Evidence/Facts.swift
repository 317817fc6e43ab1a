public import Attestation
public import Primitives
public import Units

/// One statement of a hotspot's key.
public struct StatementFact: Hashable, Sendable {
    public let id: Hash256
    /// Which of the evidence's keys signed it.
    public var key: UInt32
    public let type: MessageType
    public let sequence: UInt64
    /// Where it stands first.
    public let index: UInt64
}

/// A receipt that somebody put in evidence: entries that should stand where it says.
public struct ClaimFact: Hashable, Sendable {
    /// Who signed the receipt; whether that is an oracle's receipt key is asked of the registry.
    public let signer: PublicKey
    public let receipt: Receipt
    /// Where the claim stands.
    public let index: UInt64
}

/// A seal, as it was logged.
public struct SealFact: Hashable, Sendable {
    /// Which of the evidence's statements.
    public var statement: UInt32
    public let window: Window
    public let hash: Hash256
}

/// One opening of a bundle: a content whose seal was computed anew from its bytes.
public struct OpeningFact: Hashable, Sendable {
    public var statement: UInt32
    public let window: Window
    public let seal: Hash256
    public let contentBytes: UInt32
    /// Its reports, radios and spans of listening in the evidence's tables.
    public var reports: Range<UInt32>
    public var radios: Range<UInt32>
    public var listening: Range<UInt32>
    public let position: MeasuredPosition?
    /// The same bundle stands lower in the log.
    public var isRepeated = false
}

/// One witness report of a content: the first reception is judged.
public struct ReportFact: Hashable, Sendable {
    public let time: Nanoseconds
    /// Where its bytes, from the first on, begin in the evidence's frames.
    public var frameStart: UInt64
    /// Which of the evidence's openings.
    public var opening: UInt32
    public let first: ReceptionFact
    public let clock: ClockDiscipline
    public let frameLength: UInt8
    /// How long after the first reception the last other one was, in microseconds; 0 without others.
    public let lastAfter: UInt32
}

/// A reveal with all its fields.
public struct RevealFact: Hashable, Sendable {
    public var statement: UInt32
    public let reveal: Reveal
}

/// What a recommit or reveal says of commitments.
public struct NewsFact: Hashable, Sendable {
    public var statement: UInt32
    public let news: CommitmentNews
}

/// An entry that is no hotspot's, whole and with its signature not yet checked: there are few of
/// them, and the registry asks more of them than their bytes can say.
public struct OtherEntry: Hashable, Sendable {
    public let type: MessageType
    public let bytes: [UInt8]
    public let index: UInt64
}

/// Why an entry of the log is no evidence. An oracle should not have logged it; everybody passes
/// over it alike.
public enum EntryRefused: UInt8, Error, CaseIterable, Sendable {
    /// Not one of the network's statements in form.
    case badStatement
    /// Its payload is refused by the table of its type.
    case badMessage
    case badSignature
    /// A type that stands in no log.
    case notLogged
    /// Over its key's limits of a window (PROTOCOL 3.10).
    case overLimit
}
