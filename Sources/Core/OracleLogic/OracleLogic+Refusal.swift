public import Attestation
import Primitives
public import Registry

extension OracleLogic {
    /// Why a statement that somebody sent may not be the log's next entry: first its type, then what
    /// the registry says, then windows and limits. Nothing: take it, and `apply` it before the next
    /// one is asked for.
    public func refusal(of statement: CheckedStatement) -> StatementRefusal? {
        guard statement.type.isTakenByAnOracle else {
            return StatementRefusal(
                .typeNotTaken, "nobody sends an oracle a \(statement.type.name)")
        }
        if let unsettled, statement.type.costsCredits {
            return StatementRefusal(
                .noCredits,
                "the pay of epoch \(unsettled.lowerBound.number) is computed late; credits are not known"
            )
        }
        if let refusal = registry.refusal(of: statement) { return refusal }
        do throws(StatementRefusal) {
            try checkLimits(statement)
            return nil
        } catch {
            return error
        }
    }

    /// Of a statement the oracle itself has made.
    public func refusal(ofOwn statement: CheckedStatement) -> StatementRefusal? {
        registry.refusal(of: statement)
    }

    private func checkLimits(_ statement: CheckedStatement) throws(StatementRefusal) {
        switch statement.type {
        case .seal, .bundle: try checkWindows(of: statement)
        case .reveal:
            let reveal = statement.read(as: Reveal.self)
            try check(reveal.window)
            try check(reveal.commitments)
            try checkCount(.beacon, of: statement)
        case .recommit:
            try check(statement.read(as: Recommit.self).commitments)
            try checkCount(.beacon, of: statement)
        case .testBeacon: try checkTest(statement)
        case .downlinkReport: try checkCount(.other, of: statement)
        default: try checkSigner(statement)
        }
    }

    // MARK: Windows

    private func check(_ window: Window) throws(StatementRefusal) {
        guard window <= now else {
            throw StatementRefusal(
                .windowAhead, "window \(window.number) has not begun; it is \(now.number)")
        }
        guard window.number >= oldest else {
            throw StatementRefusal(
                .windowClosed, "window \(window.number); \(oldest) is the oldest taken")
        }
    }

    private func check(_ news: CommitmentNews) throws(StatementRefusal) {
        let furthest = now.number + Self.furthestCommitment
        for made in news.made where made.window.number > furthest {
            throw StatementRefusal(
                .windowAhead,
                "a commitment for window \(made.window.number); \(furthest) is the furthest")
        }
    }

    /// Seals and openings: each window's own sum.
    private func checkWindows(of statement: CheckedStatement) throws(StatementRefusal) {
        let named = NamedWindows(statement).windows.sorted { $0.window < $1.window }
        for item in named { try check(item.window) }
        guard let usage = usage(of: statement) else { return }
        var place = 0
        while place < named.count {
            let window = named[place].window
            let used = usage.used(of: window)
            if statement.type == .seal, used.seals >= HotspotUsage.greatestSeals {
                throw StatementRefusal(
                    .overLimit,
                    "\(used.seals + 1) seals of window \(window.number); "
                        + "\(HotspotUsage.greatestSeals) are taken")
            }
            var sum = used.bytes
            while place < named.count, named[place].window == window {
                sum += UInt64(named[place].bytes)
                place += 1
            }
            guard sum <= HotspotUsage.greatestBytes else {
                throw StatementRefusal(
                    .overLimit,
                    "\(sum) bytes of openings of window \(window.number); "
                        + "\(HotspotUsage.greatestBytes) are taken")
            }
        }
    }

    // MARK: Counts

    private func usage(of statement: CheckedStatement) -> HotspotUsage? {
        guard let number = registry.number(ofFormer: statement.key),
            number.value < usage.count
        else { return nil }
        return usage[Int(number.value)]
    }

    private func checkCount(
        _ kind: HotspotUsage.Kind, of statement: CheckedStatement
    ) throws(StatementRefusal) {
        let count = usage(of: statement)?.count(kind, in: now.number) ?? 0
        guard count < HotspotUsage.greatestCount else {
            throw StatementRefusal(
                .tooOften, "\(count + 1) such statements in a window; 64 are taken")
        }
    }

    private func checkTest(_ statement: CheckedStatement) throws(StatementRefusal) {
        guard let last = usage(of: statement)?.lastTestBeacon else { return }
        let passed = (newest?.number ?? 0) - last
        guard passed >= testGap else {
            throw StatementRefusal(
                .tooOften, "\(passed) periods after the last test beacon; \(testGap) are due")
        }
    }

    /// Owners, buyers and whoever accuses: what they say costs nothing or little, and stays for ever.
    private func checkSigner(_ statement: CheckedStatement) throws(StatementRefusal) {
        if statement.type == .packetReceipt, let window = NamedWindows(statement).oldest {
            try check(window)
        }
        if let number = subject(of: statement), number < usage.count {
            let count = usage[Int(number)].count(.owner, in: now.number)
            guard count < HotspotUsage.greatestCount else {
                throw StatementRefusal(
                    .tooOften,
                    "\(count + 1) statements about hotspot \(number) in a window; 64 are taken")
            }
        }
        let count = signers[statement.key] ?? 0
        guard count < Self.greatestSigned else {
            throw StatementRefusal(
                .tooOften,
                "\(count + 1) statements of a key in a window; \(Self.greatestSigned) are taken")
        }
    }

    /// The hotspot an owner speaks of.
    func subject(of statement: CheckedStatement) -> UInt32? {
        switch statement.type {
        case .location: statement.read(as: LocationChange.self).hotspot
        case .transfer: statement.read(as: Transfer.self).hotspot
        case .rotation: statement.read(as: Rotation.self).hotspot
        case .payout: statement.read(as: PayoutChange.self).hotspot
        case .deposit: statement.read(as: DepositPayment.self).hotspot
        case .appeal: statement.read(as: Appeal.self).hotspot
        default: nil
        }
    }

    /// Counts what is logged.
    mutating func count(_ statement: CheckedStatement) {
        switch statement.type {
        case .seal, .bundle:
            let isSeal = statement.type == .seal
            for item in NamedWindows(statement).windows {
                edit(statement) { usage, oldest in
                    usage.add(
                        seals: isSeal ? 1 : 0, bytes: UInt64(item.bytes), of: item.window,
                        oldest: oldest)
                }
            }
        case .reveal:
            let reveal = statement.read(as: Reveal.self)
            note(reveal.commitments, revealed: reveal.window, statement)
        case .recommit:
            note(statement.read(as: Recommit.self).commitments, revealed: nil, statement)
        case .testBeacon:
            let period = newest?.number ?? 0
            edit(statement) { usage, _ in usage.addTest(at: period) }
        case .downlinkReport:
            let window = now.number
            edit(statement) { usage, _ in usage.add(.other, in: window) }
        default: countSigner(statement)
        }
    }

    private mutating func note(
        _ news: CommitmentNews, revealed: Window?, _ statement: CheckedStatement
    ) {
        let window = now.number
        commitments.note(news, revealed: revealed, of: statement.key, now: registry.now)
        edit(statement) { usage, _ in usage.add(.beacon, in: window) }
    }

    private mutating func countSigner(_ statement: CheckedStatement) {
        guard statement.type.isTakenByAnOracle else { return }
        signers[statement.key, default: 0] += 1
        guard let number = subject(of: statement) else { return }
        grow()
        usage[Int(number)].add(.owner, in: now.number)
    }

    private mutating func edit(
        _ statement: CheckedStatement, _ body: (inout HotspotUsage, _ oldest: UInt64) -> Void
    ) {
        guard let number = registry.number(ofFormer: statement.key) else { return }
        grow()
        body(&usage[Int(number.value)], oldest)
    }

    private mutating func grow() {
        while usage.count < registry.hotspotCount { usage.append(HotspotUsage()) }
    }
}

extension MessageType {
    /// Whether the registry asks what an account holds, or what a deposit lacks, before it takes it.
    var costsCredits: Bool {
        switch self {
        case .registration, .location, .deposit, .mapper: true
        default: false
        }
    }

    /// Whether anybody may send it: what an oracle makes itself comes from nobody else, and what must
    /// not be public is not logged.
    public var isTakenByAnOracle: Bool {
        switch self {
        case .network, .ruleBook, .entropyChain, .entropy, .epochResult, .trustNotice, .decision:
            false
        default: form == .statement && isLogged
        }
    }
}
