public import Airwaves
public import Attestation
import HotspotLogic
public import Primitives
import Signing
import Units

/// Judges a log by the sentences of docs/protocol.md, sections 1 and 3, with nothing of the machine
/// that wrote it: from the bytes, the order of the log, and the derivations that have golden vectors
/// of their own.
public struct ProtocolCheck {
    public let log: LogView
    private let periods: NetworkPeriods
    /// The plan of all hotspots.
    private let plan: RegionalPlan
    public private(set) var faults: [String] = []
    public private(set) var reveals = 0
    public private(set) var openings = 0
    public private(set) var seals = 0
    public private(set) var reports = 0

    public struct Committed: Sendable {
        public let hash: Hash256
        public let index: Int
        public fileprivate(set) var opened: Int?
    }

    public struct Sealed: Sendable {
        public let window: Window
        public let index: Int
        public fileprivate(set) var opened: Int?
    }

    /// What a seal hid, and where seal and opening stand.
    public struct Opened: Sendable {
        public let index: Int
        public let sealIndex: Int
        public let window: Window
        public let content: WitnessReports
    }

    /// What one key did.
    public struct Book: Sendable {
        public fileprivate(set) var committed: [Window: Committed] = [:]
        public fileprivate(set) var sealed: [Hash256: Sealed] = [:]
        public fileprivate(set) var reveals: [Window: (index: Int, reveal: Reveal)] = [:]
        public fileprivate(set) var contents: [Opened] = []
        fileprivate var bundles: [Int] = []
        fileprivate var bytes: [Window: Int] = [:]
    }

    public private(set) var books: [PublicKey: Book] = [:]

    public init(_ log: LogView, plan: RegionalPlan = .eu868) {
        self.log = log
        self.plan = plan
        periods = log.periods
        if log.contradictions > 0 { fault("1", "two statements with one sequence number") }
        if log.badSignatures > 0 { fault("1", "\(log.badSignatures) bad signatures") }
        for index in log.entries.indices { take(index) }
        // order: of the faults alone; each names its window, and tests compare with none.
        for (key, book) in books { judge(book, key) }
    }

    /// Commitments to windows that ended at least two windows ago, made in time and never opened: the
    /// gaps of PROTOCOL 3.1.
    public func gaps(at now: Period) -> Int {
        let current = periods.window(of: now).number
        return books.values.reduce(0) { sum, book in
            sum
                + book.committed.count { window, item in
                    guard let first = first(of: window) else { return false }
                    return item.opened == nil && window.number + 2 < current
                        && item.index < log.records[first].index
                }
        }
    }

    /// Seals of a key that nobody opened though their time has come for long.
    public func unopenedSeals(of key: PublicKey, at now: Period) -> Int {
        books[key]?.sealed.values.count { seal in
            seal.opened == nil
                && now.number >= newest(below: seal.index).number + periods.opening + 6
        } ?? 0
    }

    private mutating func fault(_ section: String, _ text: String) {
        faults.append("PROTOCOL \(section): \(text)")
    }

    // MARK: Log time

    private func place(of period: Period) -> Int? {
        let place = log.records.firstPlace { $0.period >= period }
        return place < log.records.count && log.records[place].period == period ? place : nil
    }

    /// The index in the log of the n-th record after record m; nil: not logged yet.
    private func index(_ count: UInt64, after period: Period) -> Int? {
        guard let place = place(of: period), place + Int(count) < log.records.count else {
            return nil
        }
        return log.records[place + Int(count)].index
    }

    /// The first record of a window, by its place among the records.
    public func first(of window: Window) -> Int? {
        let place = log.records.firstPlace { $0.period >= periods.firstPeriod(of: window) }
        guard place < log.records.count, periods.window(of: log.records[place].period) == window
        else { return nil }
        return place
    }

    /// The newest record below an index of the log.
    public func newest(below index: Int) -> Period {
        let place = log.records.firstPlace { $0.index >= index }
        return place > 0 ? log.records[place - 1].period : Period(0)
    }

    // MARK: Reading

    private mutating func take(_ index: Int) {
        let entry = log.entries[index]
        let payload = entry.payload.rawSpan
        var book = books[entry.signer] ?? Book()
        defer { if !entry.payload.isEmpty { books[entry.signer] = book } }
        switch entry.type {
        case .recommit:
            guard let recommit = try? Recommit(parsing: payload) else { return }
            take(recommit.commitments, &book, index, entry.signer)
        case .reveal:
            guard let reveal = try? Reveal(parsing: payload) else { return }
            reveals += 1
            if book.reveals[reveal.window] != nil { fault("3.7", "two reveals of one window") }
            book.reveals[reveal.window] = (index, reveal)
            open(reveal.window, reveal.nonce, &book, index, entry.signer)
            take(reveal.commitments, &book, index, entry.signer)
        case .seal:
            guard let seal = try? Seal(parsing: payload) else { return }
            seals += 1
            book.sealed[seal.seal] = Sealed(window: seal.window, index: index)
        case .bundle:
            guard let bundle = try? SealBundle(parsing: payload) else { return }
            book.bundles.append(index)
            for opening in bundle.openings { open(opening, &book, index, entry.signer) }
        default: break
        }
    }

    /// PROTOCOL 3.1: windows up to w + 8, the first logged stands.
    private mutating func take(
        _ news: CommitmentNews, _ book: inout Book, _ index: Int, _ key: PublicKey
    ) {
        let now = periods.window(of: newest(below: index))
        for made in news.made {
            if made.window.number > now.number + 8 { fault("3.1", "beyond w + 8") }
            if book.committed[made.window] == nil {
                book.committed[made.window] = Committed(hash: made.hash, index: index)
            }
        }
        for opened in news.opened {
            open(opened.window, opened.nonce, &book, index, key)
            let first = log.records.firstPlace {
                $0.period >= periods.firstPeriod(of: opened.window)
            }
            let count = max(0, log.records.firstPlace { $0.index >= index } - first)
            if UInt64(count) <= periods.oldCommitments {
                fault("3.1", "window \(opened.window.number) opened before its record 330")
            }
        }
    }

    private mutating func open(
        _ window: Window, _ nonce: Hash256, _ book: inout Book, _ index: Int, _ key: PublicKey
    ) {
        let hash = ProofHash.commitment(
            network: log.network, hotspot: key, window: window, nonce: nonce, by: SHA256.self)
        guard let committed = book.committed[window], committed.hash == hash else {
            fault("3.1", "window \(window.number): an opened nonce that was not committed to")
            return
        }
        if committed.opened != nil { fault("3.1", "window \(window.number) opened twice") }
        book.committed[window]?.opened = index
    }

    private mutating func open(
        _ opening: SealBundle.Opening, _ book: inout Book, _ index: Int, _ key: PublicKey
    ) {
        openings += 1
        let hash = ProofHash.seal(
            network: log.network, hotspot: key, window: opening.window, salt: opening.salt,
            content: opening.content.rawSpan, by: SHA256.self)
        guard let sealed = book.sealed[hash], sealed.opened == nil,
            let content = try? WitnessReports(parsing: opening.content.rawSpan)
        else {
            fault("3.6", "an opening that opens no seal, or one twice")
            return
        }
        book.sealed[hash]?.opened = index
        book.bytes[opening.window, default: 0] += opening.content.count
        book.contents.append(
            Opened(
                index: index, sealIndex: sealed.index, window: opening.window, content: content))
        reports += content.reports.count
    }

    // MARK: Judging

    private mutating func judge(_ book: Book, _ key: PublicKey) {
        for (window, item) in book.reveals { judge(item.reveal, window, item.index, book, key) }
        for item in book.contents { judge(item.content, item.index, item.sealIndex, item.window) }
        var last: Period?
        for bundle in book.bundles {
            let now = newest(below: bundle)
            if let last, now.number < last.number + periods.openingInterval {
                fault("3.6", "two openings within \(periods.openingInterval) periods")
            }
            last = now
        }
        var counts: [Window: Int] = [:]
        for sealed in book.sealed.values { counts[sealed.window, default: 0] += 1 }
        if counts.values.contains(where: { $0 > 72 }) { fault("3.10", "over 72 seals in a window") }
        if book.bytes.values.contains(where: { $0 > 393_216 }) {
            fault("3.10", "over 384 KiB of openings in a window")
        }
    }

    /// PROTOCOL 3.2, 3.3, 3.4, 3.7.
    private mutating func judge(
        _ reveal: Reveal, _ window: Window, _ index: Int, _ book: Book, _ key: PublicKey
    ) {
        let network = log.network
        guard let first = first(of: window) else {
            return fault("3.2", "window \(window.number) has no record")
        }
        if let committed = book.committed[window], committed.index > log.records[first].index {
            fault("3.1", "the commitment of \(window.number) stands after its first record")
        }
        let slots = BeaconSlots(
            network: network, hotspot: key, firstValue: log.records[first].value,
            periods: periods, by: SHA256.self)
        let choice: BeaconSlot = reveal.slot == .slot ? .slot : .spare
        let drawn = periods.drawPeriod(in: window, at: slots[choice])
        guard place(of: drawn) != nil else { return fault("3.3", "no record for the filler") }
        let values = DrawValues(slot: value(window, slots.slot), spare: value(window, slots.spare))
        let rules = DrawRules(plan, periods)
        guard
            let draw = try? BeaconDraw(
                network: network, hotspot: key, window: window, nonce: reveal.nonce,
                values: values, rules: rules, by: SHA256.self),
            let frame = try? BeaconFrame(
                network: network, hotspot: key, window: window, nonce: reveal.nonce, draw: draw,
                at: choice, values: values, by: SHA256.self)
        else { return fault("3.3", "nothing can be drawn") }
        let sent = reveal.transmission
        if sent.frame != frame.bytes { fault("3.3", "another frame than drawn") }
        if sent.spreadingFactor != UInt64(draw.spreadingFactor.rawValue) { fault("3.3", "SF") }
        if sent.frequency != plan.rules.beaconChannels[draw.channel] { fault("3.3", "channel") }
        // B-9: at most as drawn, and at most 3 dB below, which a radio's steps may take.
        let drawnPower = plan.rules.maximumEIRP + draw.power
        let isStepped = sent.powerBasis == .confirmed
        if sent.power > drawnPower
            || sent.power + Decibels(hundredths: isStepped ? 300 : 0) < drawnPower
        {
            fault("3.3", "power")
        }
        judge(sent.sent, window, slots[choice])
        guard let earliest = self.index(periods.opening, after: drawn) else {
            return fault("3.7", "revealed before the record m + O was made")
        }
        if index < earliest { fault("3.7", "revealed below the record m + O") }
    }

    private func value(_ window: Window, _ offset: WindowOffset) -> Hash256? {
        place(of: periods.drawPeriod(in: window, at: offset)).map { log.records[$0].value }
    }

    private mutating func judge(_ sent: Nanoseconds, _ window: Window, _ offset: WindowOffset) {
        let begin =
            log.genesis.value
            + (periods.firstPeriod(of: window).number * periods.milliseconds
                + offset.milliseconds) * 1_000_000
        let end = begin + periods.milliseconds * 1_000_000
        if !(begin..<end).contains(sent.value) { fault("3.4", "not within a period of the moment") }
    }

    /// PROTOCOL 3.5, 3.6: the seal below the record m + C of each beacon in it, the opening not
    /// below the cutoff, and not before the record (newest reception) + O.
    private mutating func judge(
        _ content: WitnessReports, _ index: Int, _ sealIndex: Int, _ window: Window
    ) {
        for report in content.reports {
            let period = Period(
                (report.time.value - log.genesis.value) / (periods.milliseconds * 1_000_000)
            )
            let own = periods.window(of: period)
            let offset = period.number - periods.firstPeriod(of: own).number
            let named = offset <= periods.lastReception ? own.number : own.number + 1
            if named != window.number { fault("3.5", "a seal of another window") }
            let later = log.records.firstPlace { $0.period > period }
            let seen = max(0, log.records.firstPlace { $0.index >= index } - later)
            if UInt64(seen) < periods.opening { fault("3.6", "opened before the record + O") }
            guard let beacon = beacon(of: report.frame) else { continue }
            guard let cutoff = self.index(periods.cutoff, after: beacon) else { continue }
            if sealIndex > cutoff { fault("3.5", "sealed above the record m + C") }
            if index < cutoff { fault("3.6", "opened below the cutoff") }
        }
    }

    /// m of the beacon that a frame was, once it is revealed.
    private func beacon(of frame: [UInt8]) -> Period? {
        for (key, book) in books {
            for (window, item) in book.reveals where item.reveal.transmission.frame == frame {
                guard let first = first(of: window) else { return nil }
                let slots = BeaconSlots(
                    network: log.network, hotspot: key, firstValue: log.records[first].value,
                    periods: periods, by: SHA256.self)
                return periods.drawPeriod(
                    in: window, at: slots[item.reveal.slot == .slot ? .slot : .spare])
            }
        }
        return nil
    }
}
