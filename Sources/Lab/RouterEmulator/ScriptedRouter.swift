public import Attestation
public import Primitives

/// A router for tests and demonstrations: it speaks the link of docs/messages.md, refuses what a real
/// router must refuse, keeps what it acknowledged, and makes mistakes to order. Without input or
/// output: connections are numbers, bytes come in and go out.
///
/// With the hotspot it shares the codecs and nothing of the conversation.
public struct ScriptedRouter<Hash: Digest, Check: SignatureCheck>: Sendable {
    public let network: NetworkID
    public let key: PublicKey
    /// The hotspots the registry knows; nil for any.
    public var registered: [PublicKey]?
    /// Now, as certificates count it, and how many periods thirty days are.
    /// A nil period is none that certificates are compared with.
    public var period: Period?
    public var longestCertificate: UInt64
    public var greatestBatch: UInt64 = 64
    public var greatestOpen: UInt64 = 1_024
    /// Whether an acknowledgement follows each batch at once; else `acknowledge` is called.
    public var acknowledgesAtOnce = true
    /// What goes wrong with the next hello.
    public var helloFault: HelloFault?

    /// What survives a crash of it: one entry per hotspot, ascending by key.
    public private(set) var accounts: [HotspotAccount] = []
    var connections: [RouterConnectionState] = []
    public private(set) var actions: [RouterAction] = []
    /// What it refused, in order.
    public private(set) var refusals: [RouterRefusal] = []

    public init(
        network: NetworkID, key: PublicKey, registered: [PublicKey]? = nil,
        period: Period? = Period(0), longestCertificate: UInt64 = 43_200
    ) {
        self.network = network
        self.key = key
        self.registered = registered
        self.period = period
        self.longestCertificate = longestCertificate
    }

    public mutating func takeActions() -> [RouterAction] {
        defer { actions = [] }
        return actions
    }

    public func account(of hotspot: PublicKey) -> HotspotAccount? {
        accounts.first { $0.hotspot == hotspot }
    }

    /// The hotspots whose link is open.
    public var open: [PublicKey] { connections.compactMap(\.hotspot) }

    // MARK: Connections

    public mutating func opened(_ connection: Int, binding: Hash256) {
        connections.append(RouterConnectionState(number: connection, binding: binding))
    }

    public mutating func closed(_ connection: Int) {
        connections.removeAll { $0.number == connection }
    }

    /// All connections break; what was not durable is gone.
    public mutating func crash() {
        for connection in connections { actions.append(.close(connection.number)) }
        connections = []
    }

    public mutating func take(_ bytes: [UInt8], on connection: Int) {
        guard let place = place(of: connection) else { return }
        connections[place].pending += bytes
        do throws(RouterRefusal) {
            while let place = self.place(of: connection),
                let payload = try connections[place].nextMessage()
            { try hear(payload, at: place) }
        } catch { refuse(error, on: connection) }
    }

    func place(of connection: Int) -> Int? {
        connections.firstIndex { $0.number == connection }
    }

    private mutating func refuse(_ refusal: RouterRefusal, on connection: Int) {
        refusals.append(refusal)
        say(LinkGoodbye(refusal.reason, text: "\(refusal)"), on: connection)
        close(connection)
    }

    mutating func close(_ connection: Int) {
        closed(connection)
        actions.append(.close(connection))
    }

    mutating func say(_ message: some TypedMessage, on connection: Int) {
        guard let payload = try? message.payload() else {
            preconditionFailure("a message of the scripted router is none: \(message)")
        }
        let length = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: payload.count >> $0) }
        actions.append(.send(connection, length + payload))
    }

    // MARK: Messages

    private mutating func hear(_ payload: [UInt8], at place: Int) throws(RouterRefusal) {
        let type: MessageType
        do throws(MessageError) {
            type = try MessageCheck.type(of: payload.rawSpan)
        } catch { throw .message("\(error)") }
        guard connections[place].hotspot != nil else {
            guard type == .hello else { throw .beforeHello(type) }
            return try greet(try Self.read(payload), at: place)
        }
        let connection = connections[place].number
        switch type {
        case .uplinkBatch: try take(try Self.read(payload) as UplinkBatch, at: place)
        case .downlinkOutcome: try take(try Self.read(payload) as DownlinkResult, at: place)
        case .ping:
            let ping: LinkPing = try Self.read(payload)
            if !ping.isAnswer, !connections[place].isSilent {
                say(LinkPing(number: ping.number, isAnswer: true), on: connection)
            }
            connections[place].answers += ping.isAnswer ? [ping.number] : []
        case .goodbye:
            actions.append(.goodbye(connection, try Self.read(payload)))
            close(connection)
        default: throw .unexpected(type)
        }
    }

    static func read<Typed: TypedMessage>(_ payload: [UInt8]) throws(RouterRefusal) -> Typed {
        do throws(MessageError) {
            return try Typed(parsing: payload.rawSpan)
        } catch { throw .message("\(error)") }
    }

    // MARK: Accounts

    mutating func record(_ action: RouterAction) { actions.append(action) }

    mutating func fallSilent(_ connection: Int) {
        guard let place = place(of: connection) else { return }
        connections[place].isSilent = true
    }

    mutating func change(_ hotspot: PublicKey, _ body: (inout HotspotAccount) -> Void) {
        let place = accounts.firstIndex { $0.hotspot >= hotspot } ?? accounts.count
        if place == accounts.count || accounts[place].hotspot != hotspot {
            accounts.insert(HotspotAccount(hotspot: hotspot), at: place)
        }
        body(&accounts[place])
    }
}

/// What a router knows of a hotspot for ever.
public struct HotspotAccount: Hashable, Sendable {
    public let hotspot: PublicKey
    /// All uplinks up to here are durable or are no more.
    public internal(set) var acknowledged: UInt64 = 0
    /// Ascending by number.
    public internal(set) var uplinks: [NumberedUplink] = []
    public internal(set) var downlinks: [Downlink] = []
    public internal(set) var outcomes: [DownlinkResult] = []
    public internal(set) var nextDownlink: UInt64 = 1

    public struct NumberedUplink: Hashable, Sendable {
        public var number: UInt64
        public var uplink: Uplink
    }
}

public enum RouterAction: Hashable, Sendable {
    case send(Int, [UInt8])
    /// After all that was sent.
    case close(Int)
    /// A hotspot's last word.
    case goodbye(Int, LinkGoodbye)
    /// Uplinks that were new.
    case uplinks(PublicKey, [HotspotAccount.NumberedUplink])
    case outcome(PublicKey, DownlinkResult)
    case welcomed(PublicKey)
}

/// One connection.
struct RouterConnectionState: Sendable {
    let number: Int
    let binding: Hash256
    var pending: [UInt8] = []
    var hotspot: PublicKey?
    /// The number the next batch must not be beyond.
    var next: UInt64 = 1
    var answers: [UInt64] = []
    var isSilent = false

    init(number: Int, binding: Hash256) {
        self.number = number
        self.binding = binding
    }

    mutating func nextMessage() throws(RouterRefusal) -> [UInt8]? {
        guard pending.count >= 4 else { return nil }
        let length = pending[..<4].reduce(0) { $0 << 8 | Int($1) }
        guard (1...65_535).contains(length) else { throw .length(length) }
        guard pending.count >= 4 + length else { return nil }
        defer { pending.removeFirst(4 + length) }
        return Array(pending[4..<4 + length])
    }
}
