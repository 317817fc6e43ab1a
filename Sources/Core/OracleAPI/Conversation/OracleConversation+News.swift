import Attestation
import Primitives
import Units

extension OracleConversation {
    /// Where to go on. Back to before what was handed up and not taken: asking for that again at
    /// once would be asked for ever.
    mutating func follow(_ after: Period?, taken: Period?, at now: Nanoseconds) {
        let believed = [after, taken].compactMap { $0 }.max()
        if let cursor, believed.map({ $0 < cursor }) ?? true {
            refusedThrough = max(refusedThrough ?? cursor, cursor)
            news.notBefore = now + refusals.next(chance: chances.next(by: Hash.self))
            promises.unsee(after: believed)
        }
        cursor = after
        wantsNewest = false
    }

    /// The newest record first. Said again after one was handed up, that one was not taken: asking for
    /// it again at once would be asked for ever.
    mutating func followNewest(at now: Nanoseconds) {
        if let cursor {
            refusedThrough = max(refusedThrough ?? cursor, cursor)
            news.notBefore = now + refusals.next(chance: chances.next(by: Hash.self))
            promises.unsee(after: nil)
        }
        wantsNewest = true
    }

    mutating func askNews(at now: Nanoseconds) {
        guard hasChains else { return ask(.chains, for: .chains, at: now) }
        if wantsNewest { return ask(.newestEntropy, for: .newest, at: now) }
        let resource = OracleResource.entropy(
            after: cursor, limit: OracleResource.greatestLimit, wait: settings.entropyWait)
        ask(resource, for: .entropy(after: cursor), at: now)
    }

    mutating func takeChains(_ body: [UInt8]) throws(AnswerError) {
        let news = try EntropyNews(
            body.rawSpan, after: nil, limit: 256, network: settings.network,
            key: endpoint.entropyKey, by: Check.self)
        guard !news.chainEnds.isEmpty, news.records.isEmpty else { throw .namesNothing }
        hasChains = true
        for end in news.chainEnds { effects.append(.chainEnd(end)) }
    }

    /// The newest record, or none yet. It is handed up as what comes after the period before it, and
    /// the questions go on behind it.
    mutating func takeNewest(
        _ body: [UInt8], _ open: OpenRequest, at now: Nanoseconds
    ) throws(AnswerError) {
        let found = try EntropyNews(
            body.rawSpan, after: nil, limit: 1, network: settings.network,
            key: settings.oracles[open.oracle].entropyKey, by: Check.self)
        guard found.chainEnds.isEmpty else { throw .entropy(.otherType) }
        guard let newest = found.periods.last else {
            news.notBefore = max(
                news.notBefore, open.sent + Nanoseconds(settings.period.value / 2))
            return
        }
        // The box has learned meanwhile where to begin.
        guard wantsNewest else { return }
        wantsNewest = false
        effects.append(
            .entropy(
                EntropyAnswer(
                    after: newest.number == 0 ? nil : Period(newest.number - 1),
                    records: found.records, reachesNewest: true, asked: open.sent)))
        cursor = newest
        promises.see(newest, at: now)
        tellBroken()
        seeWindow(of: newest, at: now)
    }

    mutating func takeEntropy(
        _ body: [UInt8], _ after: Period?, _ open: OpenRequest, at now: Nanoseconds
    ) throws(AnswerError) {
        let limit = Int(OracleResource.greatestLimit)
        let found = try EntropyNews(
            body.rawSpan, after: after, limit: limit, network: settings.network,
            key: settings.oracles[open.oracle].entropyKey, by: Check.self)
        for end in found.chainEnds { effects.append(.chainEnd(end)) }
        let isFull = found.chainEnds.count + found.records.count == limit
        effects.append(
            .entropy(
                EntropyAnswer(
                    after: after, records: found.records, reachesNewest: !isFull,
                    asked: open.sent)))
        // A wait of our own: also an oracle that answers at once and says nothing is asked a few
        // times a period at most.
        if !isFull {
            let quarter = settings.period.value / (found.records.isEmpty ? 2 : 4)
            news.notBefore = max(news.notBefore, open.sent + Nanoseconds(quarter))
        }
        if found.records.isEmpty, !isFull { promises.seeNothing(after: after, at: open.sent) }
        // The box wanted to go on elsewhere in the meantime.
        guard after == cursor, let last = found.periods.last else { return }
        if let after, let refused = refusedThrough, after >= refused {
            refusedThrough = nil
            refusals.reset()
        }
        cursor = last
        for period in found.periods { promises.see(period, at: now) }
        tellBroken()
        seeWindow(of: last, at: now)
    }

    /// A new window may bring new values of the registry: asked for within its first period, each
    /// box at its own moment.
    private mutating func seeWindow(of period: Period, at now: Nanoseconds) {
        let window = settings.periods.window(of: period)
        defer { self.window = window }
        guard let before = self.window, before < window else { return }
        let moment = now + Nanoseconds(chances.next(by: Hash.self) % max(settings.period.value, 1))
        questions.lookUp = min(questions.lookUp ?? moment, moment)
        // What became of the own reports: provisional of the window that is over, final of one that
        // lies an epoch further back.
        let later = moment + settings.period
        questions.plan(before, at: later)
        let back = settings.periods.windowsPerEpoch
        if before.number >= back { questions.plan(Window(before.number - back), at: later) }
    }

    mutating func tellBroken() {
        for entry in promises.unfulfilled() { effects.append(.unfulfilled(entry)) }
    }
}
