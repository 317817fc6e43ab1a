import Airwaves
import Attestation
import HexGrid
import OracleAPI
import Primitives
import ScriptedOracle
import Seeds
import Signing
import Units

/// A box's conversation and a scripted oracle, one world in virtual time.
struct OracleBench {
    static let genesis = Nanoseconds(1_800_000_000_000_000_000)
    static let minute: UInt64 = 60_000_000_000
    static let hour: UInt64 = 60 * minute

    let box: BoxKey
    let network: ScriptedNetwork
    var oracle: ScriptedOracle
    var conversation: OracleConversation<SHA256, Ed25519>
    /// Since the box was switched on, at genesis.
    var now = Nanoseconds(0)
    /// Nobody runs the oracle: no records, no answers.
    var isDead = false

    /// Requests are taken and never ended.
    var isStuck = false
    /// The box takes no record.
    var refusesRecords = false
    /// After so many proofs the oracle shows another log.
    var forkAfterProofs: Int?
    /// A statement that is damaged on its way.
    var poisoned: (id: Hash256, bytes: [UInt8])?

    /// The box's spool: what waits, by id.
    var spool: [Hash256: [UInt8]] = [:]
    var sequence: UInt64 = 0
    /// All that was handed up.
    var received: [Hash256: PromisedEntry] = [:]
    var refused: [Hash256: String] = [:]
    var postponed: [String] = []
    var included: [Hash256] = []
    var unfulfilled: [Hash256] = []
    var forks = 0
    var chainEnds = 0
    var periods: [Period] = []
    var emptyNews = 0
    var registered: [HotspotView?] = []
    var troubles: [OracleTrouble] = []
    var requests: [(at: Nanoseconds, OracleRequest)] = []
    var reports: [Hash256] = []

    private var open: [(OracleRequest, came: Nanoseconds)] = []

    static func network(_ periods: NetworkPeriods, seed: UInt64 = 1) -> ScriptedNetwork {
        ScriptedNetwork(
            name: "bench", keys: OracleKeys(seed: seed), periods: periods, genesis: genesis,
            url: "http://127.0.0.1:1")
    }

    init(_ periods: NetworkPeriods = .main, isRegistered: Bool = true, others: Int = 0) {
        box = BoxKey(9)
        network = Self.network(periods)
        oracle = ScriptedOracle(network, chainLength: 60_000)
        var endpoints = [network.endpoint]
        for number in 0..<others {
            var other = Self.network(periods, seed: 2).endpoint
            other.url = "http://127.0.0.1:\(2 + number)"
            endpoints.append(other)
        }
        conversation = OracleConversation(
            OracleSettings(
                network: network.id, address: Address(box.key.publicKey), oracles: endpoints,
                periods: periods, seed: Hash256(words: (1, 2, 3, 4))))
        if isRegistered { register() }
        oracle.advance(to: clock)
    }

    static let place: HotspotView.Place = {
        guard let cell = try? Cell(bits: 0x8c1f_b467_41ae_9ff) else {
            preconditionFailure("the example of docs/messages.md is a cell")
        }
        return HotspotView.Place(
            cell: cell, height: Metres(12), gain: Decibels(hundredths: 230), plan: .eu868)
    }()

    mutating func register() {
        oracle.register(
            box.key.publicKey, at: Self.place, radioClass: .light,
            measures: [.counter, .signalRSSI])
    }

    var clock: Nanoseconds { Self.genesis + now }

    // MARK: The box

    func sign<Typed: TypedMessage>(_ message: Typed, by key: borrowing SecretKey) -> [UInt8] {
        guard let payload = try? message.payload() else {
            preconditionFailure("\(message) is refused by its table")
        }
        let context = StatementContext(network: network.id, type: Typed.type.name)
        return Statement.sign(payload.rawSpan, in: context, by: key)
    }

    func id(of bytes: [UInt8], _ type: String) -> Hash256 {
        guard let statement = try? SignedStatement(bytes.rawSpan) else { return network.hash }
        return statement.id(
            in: StatementContext(network: network.id, type: type), by: SHA256.self)
    }

    /// Keeps a seal of this window and offers it.
    @discardableResult
    mutating func post(window: Window? = nil) -> Hash256 {
        sequence += 1
        let current = network.period(at: clock).map { network.periods.window(of: $0) }
        let seal = Seal(
            sequence: sequence, window: window ?? current ?? Window(0),
            seal: Hash256(words: (sequence, 0, 0, 0)))
        let bytes = sign(seal, by: box.key)
        let id = id(of: bytes, "seal")
        spool[id] = bytes
        tell(.post(id: id, order: sequence))
        return id
    }

    mutating func tell(_ event: OracleEvent) {
        for effect in conversation.handle(event, at: now) { carryOut(effect) }
    }

    private mutating func carryOut(_ effect: OracleEffect) {
        switch effect {
        case .request(let request):
            requests.append((now, request))
            if !isStuck { open.append((request, now)) }
        case .collect(let ids): tell(.collected(ids.compactMap { spool[$0] }))
        case .receipt(_, let entries):
            for entry in entries {
                spool[entry.id] = nil
                received[entry.id] = entry
            }
        case .refused(let id, let code, _):
            spool[id] = nil
            refused[id] = code
        case .postponed(_, let code, _, _): postponed.append(code)
        case .included(let id, _):
            included.append(id)
            if included.count == forkAfterProofs { oracle.faults.append(.forkedHead) }
        case .unfulfilled(let entry): unfulfilled.append(entry.id)
        case .twoHeads: forks += 1
        case .chainEnd: chainEnds += 1
        case .entropy(let answer):
            if answer.records.isEmpty { emptyNews += 1 }
            for bytes in answer.records { periods.append(period(of: bytes)) }
            if refusesRecords, !answer.records.isEmpty { tell(.follow(after: answer.after)) }
        case .registered(let view): registered.append(view)
        case .report, .reports: break
        case .reportUnknown(let id): reports.append(id)
        case .trouble(let trouble): troubles.append(trouble)
        }
    }

    // MARK: The world

    static let latency: UInt64 = 40_000_000

    /// Runs to this time since the beginning.
    mutating func run(until end: UInt64) {
        while now.value < end {
            let period = network.periods.milliseconds * 1_000_000
            var next = min(end, (now.value / period + 1) * period)
            if let wake = conversation.wake, wake > now { next = min(next, wake.value) }
            for request in open { next = min(next, moment(of: request)) }
            now = Nanoseconds(max(next, now.value))
            if !isDead { oracle.advance(to: clock) }
            answerOpen()
            if let wake = conversation.wake, wake <= now { tell(.tick) }
        }
    }

    /// When something becomes of a request at the latest.
    private func moment(of open: (OracleRequest, came: Nanoseconds)) -> UInt64 {
        if isDead || oracle.faults.contains(.away) { return open.came.value + Self.latency }
        if oracle.faults.contains(.silent) || oracle.faults.contains(.drip) {
            return open.came.value + open.0.timeOut.value
        }
        let first = open.came.value + Self.latency
        guard now.value >= first, case .entropy(_, _, let wait) = open.0.resource else {
            return first
        }
        return max(now.value + 1, open.came.value + wait * 1_000_000_000)
    }

    private mutating func answerOpen() {
        for request in open {
            guard let event = event(for: request) else { continue }
            open.removeAll { $0.0.id == request.0.id }
            tell(event)
        }
    }

    private mutating func event(
        for open: (request: OracleRequest, came: Nanoseconds)
    ) -> OracleEvent? {
        let id = open.request.id
        guard now.value >= open.came.value + Self.latency else { return nil }
        if isDead || oracle.faults.contains(.away) || !open.request.url.contains(":1/") {
            return .failed(id, OracleFailure(.unreachable, "nobody listens there"))
        }
        if oracle.faults.contains(.silent) || oracle.faults.contains(.drip) {
            guard now.value >= open.came.value + open.request.timeOut.value else { return nil }
            return .failed(id, OracleFailure(.tooSlow, "not whole in time"))
        }
        var body = open.request.body
        if let poisoned, let bytes = spool[poisoned.id], let place = find(bytes, in: body) {
            body.replaceSubrange(place..<place + bytes.count, with: poisoned.bytes)
        }
        let request = ScriptedRequest(
            method: open.request.resource.isPost ? "POST" : "GET",
            target: String(open.request.url.dropFirst(network.endpoint.url.count)),
            contentType: open.request.contentType, body: body,
            came: Self.genesis + open.came)
        return oracle.answer(request, at: clock).map { .answered(id, $0.seen) }
    }

    private func find(_ part: [UInt8], in whole: [UInt8]) -> Int? {
        guard part.count <= whole.count else { return nil }
        return (0...whole.count - part.count).first { whole[$0...].starts(with: part) }
    }

    private func period(of bytes: [UInt8]) -> Period {
        guard let statement = try? SignedStatement(bytes.rawSpan),
            let record = try? EntropyRecord(parsing: statement.payload)
        else { return Period(0) }
        return record.step.period
    }
}

/// A key by its number: the same one each time.
final class BoxKey: Sendable {
    let key: SecretKey

    init(_ number: UInt8) {
        guard let key = SecretKey(seed: [UInt8](repeating: number, count: 32).rawSpan) else {
            preconditionFailure("32 bytes are a seed")
        }
        self.key = key
    }
}
