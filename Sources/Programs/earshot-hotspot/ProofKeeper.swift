import Airwaves
import Attestation
import Host
import HotspotLogic
import Notation
import OracleAPI
import Primitives
import Radios
import Settings
import Signing
import Spool
import Storage
import Units

/// The box's proofs: the machine, what it keeps on disk, and its conversation with the oracle.
final class ProofKeeper {
    typealias Machine = HotspotMachine<SHA256, Ed25519>

    private(set) var machine: Machine
    private(set) var spool: EvidenceSpool
    private(set) var conversation: OracleConversation<SHA256, Ed25519>
    private let network: PinnedNetwork
    private let key: SecretKey
    private let lanes: OracleLanes
    private let log: Log
    private let server: APIEndpoint
    private var chance = SystemChance()
    /// What the machine wants posted, until a receipt or a refusal comes.
    private var posted: [Hash256: OwnStatement] = [:]
    private var asked: EntropyQuestion?

    /// What the oracle last said well, and the trouble since.
    private(set) var lastAnswer: Nanoseconds?
    private(set) var trouble: (error: OracleTrouble, since: Nanoseconds)?
    private(set) var view: HotspotView?
    private(set) var reports: [Hash256: ReportView] = [:]
    private(set) var refusedStatements: [(id: Hash256, code: String, sentence: String)] = []
    private(set) var made: UInt64 = 0

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
        machine = Machine(network: network, key: key.publicKey)
        let oracle = network.oracle
        conversation = OracleConversation(
            OracleSettings(
                network: network.id, address: Address(key.publicKey),
                oracles: [
                    OracleEndpoint(
                        url: server.description, key: oracle.key, logKey: oracle.logKey,
                        receiptKey: oracle.receiptKey, entropyKey: oracle.entropyKey)
                ], periods: network.periods, seed: RandomBytes.hash256()))
        self.key = key
        self.spool = spool
        self.lanes = lanes
        self.log = log
    }

    var publicKey: PublicKey { key.publicKey }

    /// Restores what was kept, and begins.
    func start(at now: HotspotTime) throws(SpoolError) {
        var effects: [HotspotEffect] = []
        var chance = chance
        var machine = machine
        var count = 0
        try spool.forEachLive { record, payload in
            machine.handle(
                .restored(
                    number: record.number, kind: record.kind, payload: [UInt8](copying: payload)),
                at: now, chance: &chance, effects: &effects)
            count += 1
        }
        self.machine = machine
        self.chance = chance
        apply(effects, at: now)
        tell(.started, at: now)
        for entry in self.machine.unincluded {
            converse(.unincluded(PromisedEntry(entry)), at: now)
        }
        converse(.started, at: now)
        log.write(.info, "evidence restored", [("records", .integer(Int64(count)))])
    }

    // MARK: Events

    func tell(_ event: HotspotEvent, at now: HotspotTime) {
        var effects: [HotspotEffect] = []
        machine.handle(event, at: now, chance: &chance, effects: &effects)
        apply(effects, at: now)
    }

    /// The owner wants a test beacon; nil when it is being sent.
    func wantTestBeacon(at now: HotspotTime) -> BeaconRefusal? {
        tell(.testBeaconWanted, at: now)
        for wish in wishes {
            if case .testBeacon(.refused(let refusal)) = wish { return refusal }
        }
        return nil
    }

    func converse(_ event: OracleEvent, at now: HotspotTime) {
        apply(conversation.handle(event, at: now.uptime), at: now)
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
        if machine.wake <= now.uptime { tell(.tick, at: now) }
        if let wake = conversation.wake, wake <= now.uptime { converse(.tick, at: now) }
        follow(at: now)
        // Each round may keep more; a turn of the machine makes a bounded number of records.
        while let number = spool.settle(at: now.uptime, isLast: isLast) {
            tell(.kept(through: number), at: now)
        }
        for record in spool.takeEvicted() { tell(.evicted(number: record.number), at: now) }
        defer { wishes.removeAll() }
        return wishes
    }

    var due: Nanoseconds {
        [machine.wake, conversation.wake, spool.due].compactMap { $0 }.min() ?? machine.wake
    }

    /// Asks for the records the machine wants, where that is not what is asked already.
    private func follow(at now: HotspotTime) {
        let wanted = machine.entropyWanted
        guard wanted != asked else { return }
        asked = wanted
        let taken = machine.newestRecord
        switch wanted {
        case .after(let period):
            guard conversation.followed != period else { return }
            converse(.follow(after: period, taken: taken), at: now)
        case .newest:
            converse(.follow(after: period(before: now.clock), taken: taken), at: now)
        }
    }

    /// The period before the last one, by a clock that may be wrong; nil before there is one.
    private func period(before clock: Nanoseconds) -> Period? {
        let length = network.periods.milliseconds * 1_000_000
        guard clock > network.genesis else { return nil }
        let number = clock.gap(to: network.genesis).value / length
        return number >= 2 ? Period(number - 2) : nil
    }

    // MARK: What the machine wants

    private func apply(_ effects: [HotspotEffect], at now: HotspotTime) {
        for effect in effects {
            switch effect {
            case .keep(let number, let kind, let payload):
                spool.keep(number, kind, payload, at: now.uptime)
            case .forget(let number, let isAcknowledged):
                spool.forget(number, isAcknowledged: isAcknowledged, at: now.uptime)
            case .post(let statement):
                if posted.updateValue(statement, forKey: statement.id) == nil { made += 1 }
                converse(.post(id: statement.id, order: statement.sequence), at: now)
            case .withdraw(let id):
                posted[id] = nil
                converse(.withdraw(id), at: now)
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
    }

    // MARK: What the conversation wants

    private func apply(_ effects: [OracleEffect], at now: HotspotTime) {
        for effect in effects {
            switch effect {
            case .request(let request): lanes.carryOut(request, of: server)
            case .collect(let ids):
                let statements = ids.compactMap { posted[$0]?.signed(in: network.id, by: key) }
                converse(.collected(statements), at: now)
            case .receipt(let bytes, let entries):
                for entry in entries { posted[entry.id] = nil }
                tell(
                    .receipt(
                        bytes,
                        leaves: entries.map { StatementLeaf(id: $0.id, leaf: $0.leaf) }), at: now)
            case .refused(let id, let code, let detail):
                posted[id] = nil
                note(refused: id, code, detail)
                tell(.refused(id: id, code: code, sentence: detail), at: now)
            case .postponed(_, let code, let detail, _):
                log.write(
                    .info, "statement taken later",
                    [("code", .text(code)), ("detail", .text(detail))])
            case .included(let id, _): tell(.included(id: id), at: now)
            case .unfulfilled(let entry):
                log.write(
                    .warning, "the oracle cannot show what it receipted",
                    [
                        ("statement", .text(entry.id.hexText)),
                        ("index", .integer(Int64(entry.index))),
                    ])
            case .twoHeads:
                log.write(.error, "the oracle signed two different heads of one size")
            case .chainEnd(let bytes): tell(.entropyChain(bytes), at: now)
            case .entropy(let answer):
                tell(
                    .entropy(
                        EntropyBatch(
                            after: answer.after, records: answer.records,
                            reachesNewest: answer.reachesNewest, asked: answer.asked)), at: now)
                // The conversation goes on behind what it handed up. What the machine did not take of
                // that is asked for again, from where it wants it.
                if !answer.records.isEmpty { asked = nil }
            case .registered(let view):
                self.view = view
                tell(.registered(view.map { OwnRegistration($0) }), at: now)
            case .reports(let list): for report in list.reports { remember(report) }
            case .report(let report): remember(report)
            case .reportUnknown: break
            case .trouble(let trouble): note(trouble, at: now)
            }
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

extension PromisedEntry {
    init(_ entry: Unincluded) {
        self.init(id: entry.id, index: entry.index, newest: entry.newest, leaf: entry.leaf)
    }
}

extension OwnRegistration {
    init(_ view: HotspotView) {
        self.init(
            number: view.number, cell: view.place.cell, height: view.place.height,
            antennaGain: view.place.gain, plan: view.place.plan, radioClass: view.radioClass,
            measures: view.measures, unopened: view.unopened)
    }
}
