import Attestation
import HexGrid
import OracleAPI
import Primitives
import Signing
import Units

import enum Airwaves.RegionalPlan

/// Why a statement is not taken.
struct IngestRefusal: Error {
    let code: RefusalCode
    let detail: String

    init(_ code: RefusalCode, _ detail: String) {
        self.code = code
        self.detail = detail
    }
}

/// What a key has used of its limits (PROTOCOL 3.10).
struct HotspotUsage: Sendable {
    /// By the window named.
    private var windows: [(window: Window, seals: Int, bytes: Int)] = []
    /// By the window of log time.
    private var others: (window: Window, count: Int) = (Window(0), 0)
    private var lastTest: Period?

    static let greatestSeals = 96
    static let greatestBytes = 512 * 1_024
    static let greatestOthers = 64
    static let oldestWindow: UInt64 = 56

    private mutating func place(of window: Window, now: Window) -> Int {
        windows.removeAll { $0.window.number + Self.oldestWindow < now.number }
        if let index = windows.firstIndex(where: { $0.window == window }) { return index }
        windows.append((window, 0, 0))
        return windows.count - 1
    }

    mutating func seal(in window: Window, now: Window) throws(IngestRefusal) {
        let index = place(of: window, now: now)
        guard windows[index].seals < Self.greatestSeals else {
            throw IngestRefusal(.overLimit, "97 seals of window \(window.number); 96 are taken")
        }
        windows[index].seals += 1
    }

    mutating func open(_ bytes: Int, in window: Window, now: Window) throws(IngestRefusal) {
        let index = place(of: window, now: now)
        let sum = windows[index].bytes + bytes
        guard sum <= Self.greatestBytes else {
            throw IngestRefusal(
                .overLimit,
                "\(sum) bytes of openings of window \(window.number); 524288 are taken")
        }
        windows[index].bytes = sum
    }

    mutating func other(now: Window) throws(IngestRefusal) {
        if others.window != now { others = (now, 0) }
        guard others.count < Self.greatestOthers else {
            throw IngestRefusal(.tooOften, "65 such statements in a window; 64 are taken")
        }
        others.count += 1
    }

    mutating func test(at period: Period, gap: UInt64) throws(IngestRefusal) {
        if let last = lastTest, period.number < last.number + gap {
            throw IngestRefusal(
                .tooOften, "\(period.number - last.number) periods after the last; \(gap) are due")
        }
        lastTest = period
    }
}

extension ScriptedOracle {
    /// Takes statements as a real oracle must: durable before the receipt (the log is in memory),
    /// the same receipt for what came before, refusals one by one.
    mutating func ingest(_ statements: [[UInt8]]) -> IngestAnswer {
        var receipts: [[UInt8]] = []
        var refused: [IngestAnswer.Refusal] = []
        var fresh: [(id: Hash256, bytes: [UInt8])] = []
        for bytes in statements {
            guard let read = try? SignedStatement(bytes.rawSpan),
                let type = MessageType(rawValue: read.typeNumber)
            else { continue }
            let id = read.id(
                in: StatementContext(network: network.id, type: type.name), by: SHA256.self)
            if let before = known[id], isSigned(bytes, type) {
                counts.repeated += 1
                if !receipts.contains(before.receipt), receipts.count < 15 {
                    receipts.append(before.receipt)
                }
                continue
            }
            guard !fresh.contains(where: { $0.id == id }) else { continue }
            do throws(IngestRefusal) {
                try check(bytes, type)
                fresh.append((id, bytes))
            } catch {
                counts.refused += 1
                refused.append(
                    IngestAnswer.Refusal(
                        statement: id, code: error.code.rawValue, again: error.code.again,
                        detail: error.detail))
            }
        }
        if let receipt = take(fresh) { receipts.append(receipt) }
        refused.sort { $0.statement < $1.statement }
        return Self.fitting(receipts, refused)
    }

    /// Drops what would make the answer too long: what it does not name is sent again.
    private static func fitting(
        _ receipts: [[UInt8]], _ refused: [IngestAnswer.Refusal]
    ) -> IngestAnswer {
        var answer = IngestAnswer(receipts: receipts, refused: refused)
        while (try? answer.payload()) == nil, !answer.receipts.isEmpty {
            if answer.receipts.count > 1 {
                answer.receipts.removeFirst()
            } else {
                answer.refused.removeLast()
            }
        }
        return answer
    }

    /// Logs statements and signs one receipt for them.
    private mutating func take(_ fresh: [(id: Hash256, bytes: [UInt8])]) -> [UInt8]? {
        guard !fresh.isEmpty, let newest else { return nil }
        let isLogged = !faults.contains(.unloggedReceipt)
        var receiptEntries: [Receipt.Entry] = []
        for (place, statement) in fresh.enumerated() {
            let index = isLogged ? append(statement.bytes) : entries.count + place
            receiptEntries.append(
                Receipt.Entry(statement: statement.id, index: UInt64(index)))
        }
        sequences.receipt += 1
        receiptEntries.sort { $0.statement < $1.statement }
        let receipt = network.sign(
            Receipt(sequence: sequences.receipt, newest: newest, entries: receiptEntries),
            by: network.keys.receipt)
        guard isLogged else { return receipt }
        counts.logged += fresh.count
        for entry in receiptEntries {
            known[entry.statement] = Known(index: entry.index, receipt: receipt)
        }
        for statement in fresh { enter(statement.bytes) }
        lastReceipt = receipt
        return receipt
    }

    // MARK: Checks

    /// A statement's id says nothing of its signature.
    private func isSigned(_ bytes: [UInt8], _ type: MessageType) -> Bool {
        let context = StatementContext(network: network.id, type: type.name)
        return (try? SignedStatement(bytes.rawSpan).verify(in: context, by: Ed25519.self)) != nil
    }

    private mutating func check(_ bytes: [UInt8], _ type: MessageType) throws(IngestRefusal) {
        let payload = try checkForm(bytes, type)
        guard let key = (try? SignedStatement(bytes.rawSpan))?.key else { return }
        switch type {
        case .registration: try checkRegistration(payload, owner: key)
        case .recommit, .reveal, .seal, .bundle, .testBeacon, .downlinkReport:
            guard var hotspot = hotspots[key] else {
                throw IngestRefusal(.unregistered, "\(Address(key)) is not registered")
            }
            try checkLimits(payload, type, &hotspot.usage)
            hotspots[key] = hotspot
        case .fraudProof, .receiptClaim: break
        default:
            throw IngestRefusal(.typeNotTaken, "\(type.name) is not taken by a scripted oracle")
        }
    }

    /// The payload, if the statement is well formed and signed.
    private func checkForm(
        _ bytes: [UInt8], _ type: MessageType
    ) throws(IngestRefusal) -> [UInt8] {
        var payload: [UInt8] = []
        do throws(StatementError) {
            let statement = try SignedStatement(bytes.rawSpan)
            payload = [UInt8](copying: statement.payload)
            try statement.verify(
                in: StatementContext(network: network.id, type: type.name), by: Ed25519.self)
        } catch {
            throw IngestRefusal(.badSignature, "not signed by its key for network \(network.id)")
        }
        do throws(MessageError) {
            try MessageCheck.check(payload.rawSpan, is: type)
        } catch {
            throw IngestRefusal(.badMessage, error.code.rawValue)
        }
        return payload
    }

    private func checkLimits(
        _ payload: [UInt8], _ type: MessageType, _ usage: inout HotspotUsage
    ) throws(IngestRefusal) {
        let now = window
        switch type {
        case .seal:
            guard let seal = try? Seal(parsing: payload.rawSpan) else { return }
            try checkWindow(seal.window)
            try usage.seal(in: seal.window, now: now)
        case .bundle:
            guard let bundle = try? SealBundle(parsing: payload.rawSpan) else { return }
            for opening in bundle.openings {
                try checkWindow(opening.window)
                try usage.open(opening.content.count, in: opening.window, now: now)
            }
        case .reveal:
            guard let reveal = try? Reveal(parsing: payload.rawSpan) else { return }
            try checkWindow(reveal.window)
            try checkCommitments(reveal.commitments)
            try usage.other(now: now)
        case .recommit:
            guard let recommit = try? Recommit(parsing: payload.rawSpan) else { return }
            try checkCommitments(recommit.commitments)
            try usage.other(now: now)
        case .testBeacon:
            let gap = (600_000 + network.periods.milliseconds - 1) / network.periods.milliseconds
            try usage.test(at: newest ?? Period(0), gap: gap)
        default: try usage.other(now: now)
        }
    }

    private func checkWindow(_ window: Window) throws(IngestRefusal) {
        let now = self.window
        guard window <= now else {
            throw IngestRefusal(
                .windowAhead, "window \(window.number) has not begun; it is \(now.number)")
        }
        guard window.number + HotspotUsage.oldestWindow >= now.number else {
            let oldest = now.number - HotspotUsage.oldestWindow
            throw IngestRefusal(
                .windowClosed, "window \(window.number); \(oldest) is the oldest taken")
        }
    }

    private func checkCommitments(_ news: CommitmentNews) throws(IngestRefusal) {
        for commitment in news.made where commitment.window.number > window.number + 8 {
            throw IngestRefusal(
                .windowAhead,
                "a commitment for window \(commitment.window.number), more than 8 ahead")
        }
    }

    private func checkRegistration(
        _ payload: [UInt8], owner: PublicKey
    ) throws(IngestRefusal) {
        guard let found = RegistrationFields(payload) else {
            throw IngestRefusal(.placeRefused, "the plan is none that this program knows")
        }
        let owned = ProofHash.ownership(network: network.id, owner: owner)
        guard Ed25519.isValid(found.signature, of: owned.bytes, by: found.key) else {
            throw IngestRefusal(.badHotspotSignature, "not the hotspot key's for this owner")
        }
        guard hotspots[found.key] == nil else {
            throw IngestRefusal(.alreadyRegistered, "\(Address(found.key)) is registered")
        }
    }

    // MARK: What a logged statement changes

    private mutating func enter(_ bytes: [UInt8]) {
        guard let statement = try? SignedStatement(bytes.rawSpan),
            let type = MessageType(rawValue: statement.typeNumber)
        else { return }
        let (key, payload) = (statement.key, [UInt8](copying: statement.payload))
        switch type {
        case .registration: enterRegistration(payload, owner: key)
        case .recommit:
            guard let recommit = try? Recommit(parsing: payload.rawSpan) else { return }
            enter(recommit.commitments, of: key)
        case .reveal:
            guard let reveal = try? Reveal(parsing: payload.rawSpan) else { return }
            enter(reveal.commitments, of: key)
            hotspots[key]?.commitments.removeAll { $0.window == reveal.window }
        default: break
        }
    }

    private mutating func enter(_ news: CommitmentNews, of key: PublicKey) {
        guard var hotspot = hotspots[key] else { return }
        for made in news.made
        where !hotspot.commitments.contains(where: { $0.window == made.window }) {
            hotspot.commitments.append(made)
        }
        hotspot.commitments.removeAll { commitment in
            news.opened.contains { $0.window == commitment.window }
                || news.lost.contains(commitment.window)
        }
        hotspot.commitments.sort { $0.window < $1.window }
        hotspots[key] = hotspot
    }

    private mutating func enterRegistration(_ payload: [UInt8], owner: PublicKey) {
        guard let found = RegistrationFields(payload) else { return }
        hotspots[found.key] = RegisteredHotspot(
            number: registrations, owner: owner, since: window, place: found.place,
            radioClass: found.radioClass, measures: found.measures,
            placeIndex: UInt64(entries.count - 1))
        registrations += 1
    }
}

/// A registration that passed its table, read.
struct RegistrationFields {
    let key: PublicKey
    let signature: Signature
    let place: HotspotView.Place
    let radioClass: RadioClass
    let measures: RadioMeasures

    /// Nothing where the plan is unknown to this program.
    init?(_ payload: [UInt8]) {
        guard let message = try? Message(parsing: payload.rawSpan),
            case .bytes(let keyBytes)? = message["hotspot_key"],
            let key = PublicKey(keyBytes.rawSpan),
            case .bytes(let signatureBytes)? = message["hotspot_signature"],
            let signature = Signature(signatureBytes.rawSpan),
            case .unsigned(let bits)? = message["cell"], let cell = try? Cell(bits: bits),
            case .unsigned(let height)? = message["height_m"],
            case .integer(let gain)? = message["gain_cdbi"],
            case .text(let name)? = message["plan"], let plan = RegionalPlan(parsing: name),
            case .unsigned(let code)? = message["radio_class"],
            let radioClass = RadioClass(rawValue: code),
            case .unsigned(let measures)? = message["measures"]
        else { return nil }
        self.key = key
        self.signature = signature
        place = HotspotView.Place(
            cell: cell, height: Metres(Int64(height)), gain: Decibels(hundredths: Int32(gain)),
            plan: plan)
        self.radioClass = radioClass
        self.measures = RadioMeasures(rawValue: measures)
    }
}
