/// Every type of message, by the number under key 0 of its payload. Numbers are never used twice;
/// gaps leave room beside relatives.
public enum MessageType: UInt64, CaseIterable, Sendable {
    // The network and its oracles.
    case network = 1
    case ruleBook = 2
    case entropyChain = 3
    case entropy = 4
    case parameters = 5
    case members = 6
    case receipt = 7
    case receiptClaim = 8
    case epochResult = 9
    // What owners do.
    case registration = 16
    case location = 17
    case transfer = 18
    case rotation = 19
    case payout = 20
    case deposit = 21
    case retirement = 22
    // What hotspots say.
    case recommit = 32
    case reveal = 33
    case seal = 34
    case bundle = 35
    case testBeacon = 36
    case sessionKey = 37
    case downlinkReport = 38
    // Standing.
    case trustNotice = 48
    case fraudProof = 49
    case appeal = 50
    case decision = 51
    // Packets and money.
    case route = 64
    case routeKey = 65
    case creditGrant = 66
    case packetReceipt = 67
    // The map.
    case mapper = 80
    case mapperPoints = 81
    // The link between hotspot and router.
    case hello = 128
    case welcome = 129
    case uplinkBatch = 130
    case acknowledgement = 131
    case downlink = 132
    case downlinkOutcome = 133
    case ping = 134
    case goodbye = 135
    // What stands inside of another message as a byte string, or answers one.
    case witnessReports = 160
    case rules = 161
    case ingestAnswer = 162

    /// How a type travels.
    public enum Form: String, Sendable {
        /// Signed: COSE_Sign1 around the payload.
        case statement
        /// A frame of the link between hotspot and router: the bare payload, inside TLS.
        case link
        /// A byte string inside of a statement that binds it, or an oracle's answer: the bare
        /// payload.
        case content
    }

    /// Whose key signs a statement.
    public enum Role: String, CaseIterable, Sendable {
        case founder, oracle, receiptKey, entropyKey, creditKey, ingest
        case owner, hotspot, account, routeKey, anyone, nobody
    }
}

extension MessageType {
    public var form: Form {
        switch rawValue {
        case 128..<160: .link
        case 160...: .content
        default: .statement
        }
    }

    /// The type's name in text, in JSON and in what is signed: `earshot/<network id>/<name>/v1`.
    public var name: String { entry.name }
    public var signer: Role { entry.signer }
    /// One sentence for the document.
    public var purpose: String { entry.purpose }
    /// Whether its statements stand in the evidence log. Those that do not are private to the two
    /// who exchange them, or pass by.
    public var isLogged: Bool { entry.isLogged }
    public var record: Record { entry.record }
    /// Who refuses a message that is well formed, and why: for the document and the reviewer.
    public var refusals: [TypeRefusal] { entry.refusals }

    public init?(name: some StringProtocol) {
        guard let type = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = type
    }

    /// The most bytes its payload may have.
    public var greatestPayload: Int {
        switch form {
        case .statement: StatementLimit.payloadBytes
        case .link: CBORLimit.bytes
        case .content: Bound.contentBytes
        }
    }
}

/// Why a well-formed message is refused by somebody who knows more than its bytes.
public struct TypeRefusal: Sendable {
    public let by: String
    public let when: String

    init(_ by: String, _ when: String) {
        self.by = by
        self.when = when
    }
}

/// A type's row in the one table of all types.
struct TypeEntry: Sendable {
    let name: String
    let signer: MessageType.Role
    let isLogged: Bool
    let purpose: String
    let record: Record
    let refusals: [TypeRefusal]

    init(
        _ name: String, by signer: MessageType.Role = .nobody, logged: Bool = true,
        _ purpose: String, rule: RecordRule? = nil, _ fields: [Field], refused: [TypeRefusal]
    ) {
        self.name = name
        self.signer = signer
        isLogged = logged
        self.purpose = purpose
        record = Record(name, rule: rule, fields)
        refusals = refused
    }
}
