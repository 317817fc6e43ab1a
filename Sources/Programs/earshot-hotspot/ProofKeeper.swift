import Airwaves
import Attestation
import Host
import HotspotLogic
import Notation
import OracleAPI
import Primitives
import ProofExchange
import Radios
import Settings
import Signing
import Spool
import Storage
import Units

/// The box's proofs: the machine, what it keeps on disk, and its conversation with the oracle.
final class ProofKeeper {
    private var exchange: ProofExchange<SHA256, Ed25519>
    private(set) var spool: EvidenceSpool
    private let network: PinnedNetwork
    private let key: SecretKey
    private let lanes: OracleLanes
    private let log: Log
    private let server: APIEndpoint
    private var chance = SystemChance()

    /// What the oracle last said well, and the trouble since.
    private(set) var lastAnswer: Nanoseconds?
    private(set) var trouble: (error: OracleTrouble, since: Nanoseconds)?
    private(set) var view: HotspotView?
    private(set) var reports: [Hash256: ReportView] = [:]
    private(set) var refusedStatements: [(id: Hash256, code: String, sentence: String)] = []

    /// What others must do for the proofs.
    enum Wish {
        case plan(RegionalPlan?)
        case transmit(Radios.Transmission, radio: Int)
        case cancel(UInt32)
        case testBeacon(TestBeaconAnswer)
        case certified([UInt8])
    }
    private var wishes: [Wish] = []

    init(
        network: PinnedNetwork, server: APIEndpoint, key: consuming SecretKey,
        spool: consuming EvidenceSpool, lanes: OracleLanes, log: Log
    ) {
        self.network = network
        self.server = server
        exchange = ProofExchange(
            network: network, key: key.publicKey, url: server.description,
            seed: RandomBytes.hash256())
        self.key = key
        self.spool = spool
        self.lanes = lanes
        self.log = log
    }

    var publicKey: PublicKey { key.publicKey }
    var machine: HotspotMachine<SHA256, Ed25519> { exchange.machine }
    /// How many statements were made since the start.
    var made: UInt64 { exchange.made }

    /// Restores what was kept, and begins.
    func start(at now: HotspotTime) throws(SpoolError) {
        var effects: [ProofEffect] = []
        var (exchange, chance) = (exchange, chance)
        var count = 0
        try spool.forEachLive { record, payload in
            exchange.handle(
                .restored(
                    number: record.number, kind: record.kind, payload: [UInt8](copying: payload)),
                at: now, chance: &chance, effects: &effects)
            count += 1
        }
        // Its numbers rise also where the newest records are lost.
        exchange.handle(
            HotspotEvent.kept(through: spool.highest), at: now, chance: &chance, effects: &effects)
        exchange.start(at: now, chance: &chance, effects: &effects)
        (self.exchange, self.chance) = (exchange, chance)
        carryOut(effects, at: now)
        log.write(.info, "evidence restored", [("records", .integer(Int64(count)))])
    }

    // MARK: Events

    func tell(_ event: HotspotEvent, at now: HotspotTime) {
        var effects: [ProofEffect] = []
        exchange.handle(event, at: now, chance: &chance, effects: &effects)
        carryOut(effects, at: now)
    }

    /// The owner wants a test beacon; nil when it is being sent.
    func wantTestBeacon(at now: HotspotTime) -> BeaconRefusal? {
        tell(.testBeaconWanted, at: now)
        for wish in wishes {
            if case .testBeacon(.refused(let refusal)) = wish { return refusal }
        }
        return nil
    }

    private func converse(_ event: OracleEvent, at now: HotspotTime) {
        var effects: [ProofEffect] = []
        exchange.handle(event, at: now, chance: &chance, effects: &effects)
        carryOut(effects, at: now)
    }

    func answered(
        _ id: UInt64, _ reply: OracleReply, at now: HotspotTime
    ) {
        let before = trouble?.error
        switch reply {
        case .answer(let answer): converse(.answered(id, answer), at: now)
        case .failure(let failure): converse(.failed(id, failure), at: now)
        }
        guard case .answer = reply, trouble?.error == before else { return }
        if trouble != nil { log.write(.info, "oracle answers again") }
        trouble = nil
        lastAnswer = now.clock
    }

    /// Everything that time makes due: commits, ticks, requests. Then what others must do.
    func settle(at now: HotspotTime, isLast: Bool = false) -> [Wish] {
        var effects: [ProofEffect] = []
        exchange.settle(at: now, chance: &chance, effects: &effects)
        carryOut(effects, at: now)
        // Each round may keep more; a turn of the machine makes a bounded number of records.
        while let number = spool.settle(at: now.uptime, isLast: isLast) {
            tell(.kept(through: number), at: now)
        }
        for record in spool.takeEvicted() { tell(.evicted(number: record.number), at: now) }
        defer { wishes.removeAll() }
        return wishes
    }

    var due: Nanoseconds {
        min(exchange.due, spool.due ?? exchange.due)
    }

    // MARK: What is wanted

    private func carryOut(_ effects: [ProofEffect], at now: HotspotTime) {
        for effect in effects {
            switch effect {
            case .hotspot(let effect): carryOut(effect, at: now)
            case .request(let request): lanes.carryOut(request, of: server)
            case .sign(let statements):
                converse(.collected(statements.map { $0.signed(in: network.id, by: key) }), at: now)
            case .news(let news): note(news, at: now)
            }
        }
    }

    private func carryOut(_ effect: HotspotEffect, at now: HotspotTime) {
        switch effect {
        case .keep(let number, let kind, let payload):
            spool.keep(number, kind, payload, at: now.uptime)
        case .forget(let number, let isAcknowledged):
            spool.forget(number, isAcknowledged: isAcknowledged, at: now.uptime)
        case .post, .withdraw: break
        case .plan(let plan): wishes.append(.plan(plan))
        case .transmit(let transmission, let radio):
            wishes.append(.transmit(transmission, radio: Int(radio)))
        case .cancel(let number): wishes.append(.cancel(number))
        case .testBeacon(let answer): wishes.append(.testBeacon(answer))
        case .certified(let statement):
            wishes.append(.certified(statement.signed(in: network.id, by: key)))
        case .remark(let remark): log.write(LogLevel(remark.level), remark.text)
        }
    }

    // MARK: What the oracle said

    private func note(_ news: OracleEffect, at now: HotspotTime) {
        switch news {
        case .refused(let id, let code, let detail): note(refused: id, code, detail)
        case .postponed(_, let code, let detail, _):
            log.write(
                .info, "statement taken later",
                [("code", .text(code)), ("detail", .text(detail))])
        case .unfulfilled(let entry):
            log.write(
                .warning, "the oracle cannot show what it receipted",
                [("statement", .text(entry.id.hexText)), ("index", .integer(Int64(entry.index)))])
        case .twoHeads:
            log.write(.error, "the oracle signed two different heads of one size")
        case .registered(let view): self.view = view
        case .reports(let list): for report in list.reports { remember(report) }
        case .report(let report): remember(report)
        case .trouble(let trouble): note(trouble, at: now)
        case .request, .collect, .receipt, .included, .chainEnd, .entropy, .reportUnknown: break
        }
    }

    private func note(refused id: Hash256, _ code: String, _ sentence: String) {
        if refusedStatements.count == 64 { refusedStatements.removeFirst() }
        refusedStatements.append((id, code, sentence))
        log.write(
            .warning, "statement refused",
            [("id", .text(id.hexText)), ("code", .text(code)), ("detail", .text(sentence))])
    }

    private func note(_ error: OracleTrouble, at now: HotspotTime) {
        if trouble?.error != error {
            log.write(.warning, "oracle trouble", [("why", .text(error.description))])
        }
        trouble = (error, trouble?.since ?? now.clock)
    }

    /// A day of them: four windows with some dozen reports each.
    private func remember(_ report: ReportView) {
        if reports.count > 512 { reports.removeAll() }
        reports[report.id] = report
    }
}

/// The kernel's randomness, as Core's machines are given it.
struct SystemChance: RandomNumberGenerator {
    mutating func next() -> UInt64 { RandomBytes.uint64() }
}
