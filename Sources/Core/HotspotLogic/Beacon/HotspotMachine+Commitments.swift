import Attestation
import Primitives

extension HotspotMachine {
    /// Windows ahead that may be committed to (PROTOCOL 3.1).
    static var windowsAhead: UInt64 { 8 }
    /// With fewer windows ahead than this a recommit is made at once: a missed beacon, and with it
    /// a missed reveal, must not end the chain.
    static var fewestAhead: UInt64 { 2 }
    /// A recommit opens at most so many (docs/messages.md).
    static var mostOpened: Int { 64 }
    /// Nonces may be declared lost once in so many epochs.
    static var epochsBetweenLosses: UInt64 { 30 }

    // MARK: What stands

    /// Learns from the log's order which commitments stand (PROTOCOL 3.1: below the window's first
    /// record), and forgets those that do not: they were never made.
    mutating func settleStanding() {
        guard let newest = entropy.newest, !committed.isEmpty else { return }
        let current = network.periods.window(of: newest)
        var place = 0
        while place < committed.count, committed[place].window <= current {
            if committed[place].stands == nil { judgeStanding(at: place, current) }
            if committed[place].stands == false || isForgotten(committed[place], current) {
                journal.forget(committed.remove(at: place).record, &effects)
            } else {
                place += 1
            }
        }
    }

    /// A nonce whose commitment never left the box, or one so old that no statement could hold it.
    private func isForgotten(_ item: CommittedWindow, _ current: Window) -> Bool {
        (item.statement == nil && item.index == nil && item.stands == nil)
            || item.window.number + UInt64(Self.mostOpened) < current.number
    }

    private mutating func judgeStanding(at place: Int, _ current: Window) {
        let item = committed[place]
        guard let index = item.index else { return }
        if let window = entropy.window(item.window) {
            committed[place].stands = window.begins(after: index)
        } else if item.window < current, !isComing(item.window) {
            // The records of its beginning are not known any more. Its receipt was given before the
            // window began (see `mark`), so it is taken to stand: a gap would be worse than an
            // opening too many.
            committed[place].stands = true
        }
    }

    /// Whether records of the window's beginning may still be told.
    private func isComing(_ window: Window) -> Bool {
        guard let now = self.window else { return true }
        return entropyWanted != .after(entropy.newest) && window.number + 1 >= now.number
    }

    /// Compares with what the log has: commitments of which there is no nonce here are lost.
    mutating func reconcile(with unopened: [CommitmentNews.Commitment]?) {
        guard let unopened else { return }
        let known = foreign
        foreign.removeAll()
        for commitment in unopened {
            let place = committed.firstIndex { $0.window == commitment.window }
            if let place, hash(of: committed[place]) == commitment.hash {
                committed[place].stands = true
            } else if !isOpening(commitment.window) {
                foreign.append(commitment.window)
                if let place { journal.forget(committed.remove(at: place).record, &effects) }
            }
        }
        foreign.sort()
        counters.count(.nonceLost, UInt64(foreign.count { !known.contains($0) }))
    }

    /// Whether a statement on its way opens the window's commitment, or a beacon's reveal will.
    private func isOpening(_ window: Window) -> Bool {
        openedWindows.contains(window) || beacons.contains { $0.window == window }
    }

    func hash(of item: CommittedWindow) -> Hash256 {
        ProofHash.commitment(
            network: network.id, hotspot: key, window: item.window, nonce: item.nonce,
            by: Hash.self)
    }

    mutating func keepNonce(at place: Int) {
        let old = committed[place].record
        committed[place].record = journal.keep(.nonce, committed[place].body, &effects)
        journal.forget(old, &effects)
    }

    /// A statement that was refused made no commitments, and opened none: those are to be opened by
    /// another. One more try in each window.
    mutating func withdrawCommitments(of statement: OwnStatement) {
        guard let news = CommitmentNews(of: statement) else { return }
        for item in committed where item.statement == statement.sequence {
            journal.forget(item.record, &effects)
        }
        committed.removeAll { $0.statement == statement.sequence }
        for opened in news.opened where !committed.contains(where: { $0.window == opened.window }) {
            var item = CommittedWindow(window: opened.window, nonce: opened.nonce, record: 0)
            item.stands = true
            item.record = journal.keep(.nonce, item.body, &effects)
            committed.insert(
                item, at: committed.firstIndex { $0.window > item.window } ?? committed.count)
            openedWindows.removeAll { $0 == opened.window }
        }
        commitHold = window
    }

    // MARK: What the next statement says

    /// The commitments that a reveal or recommit made now carries: for windows up to w + 8, w the
    /// window of the newest record; what it opens; what it declares lost.
    mutating func news(sequence: UInt64) -> CommitmentNews {
        var news = CommitmentNews()
        guard let newest = entropy.newest else { return news }
        let current = network.periods.window(of: newest)
        news.made = make(after: current, sequence)
        for place in openable(before: current) {
            news.opened.append(
                CommitmentNews.Opened(
                    window: committed[place].window, nonce: committed[place].nonce))
            committed[place].isOpened = true
        }
        if let lost = losable(before: current) {
            news.lost = lost
            foreign.removeAll()
            marks.lastLost = network.periods.epoch(of: current)
        }
        return news
    }

    /// New nonces, kept before the statement is, for every window ahead without one.
    private mutating func make(
        after current: Window, _ sequence: UInt64
    )
        -> [CommitmentNews.Commitment]
    {
        var made: [CommitmentNews.Commitment] = []
        for number in (current.number + 1)...(current.number + Self.windowsAhead) {
            guard number <= Window.limit else { break }
            let window = Window(number)
            guard !foreign.contains(window) else { continue }
            let place = committed.firstIndex { $0.window == window } ?? add(window)
            guard committed[place].statement == nil, committed[place].index == nil else { continue }
            committed[place].statement = sequence
            made.append(
                CommitmentNews.Commitment(window: window, hash: hash(of: committed[place])))
        }
        return made
    }

    private mutating func add(_ window: Window) -> Int {
        var item = CommittedWindow(window: window, nonce: chances.take(), record: 0)
        item.record = journal.keep(.nonce, item.body, &effects)
        let place = committed.firstIndex { $0.window > window } ?? committed.count
        committed.insert(item, at: place)
        return place
    }

    /// Commitments of earlier windows that are to be opened: those that stand, whose window's record
    /// 330 (demo 53) has been seen, and whose beacon is not revealed by its own statement.
    func openable(before current: Window) -> [Int] {
        var places: [Int] = []
        for place in committed.indices.prefix(while: { committed[$0].window < current }) {
            let item = committed[place]
            guard item.stands == true, !item.isOpened, isOld(item.window),
                !beacons.contains(where: { $0.window == item.window })
            else { continue }
            places.append(place)
            if places.count == Self.mostOpened { break }
        }
        return places
    }

    /// Whether the record of a window from which old commitments are opened has been seen. Counted
    /// from the window's first period, and the first record is number 0: later than any other
    /// reading of the sentence, never earlier.
    func isOld(_ window: Window) -> Bool {
        let first = network.periods.firstPeriod(of: window)
        return entropy.history.count(from: first) > network.periods.oldCommitments
    }

    /// Windows to be declared lost, all at once: when the last of them is old, and no declaration
    /// was made in 30 epochs.
    func losable(before current: Window) -> [Window]? {
        guard let last = foreign.last, last < current, isOld(last), !isTooSoonToLose(current)
        else { return nil }
        return foreign.count <= Self.mostOpened ? foreign : nil
    }

    func isTooSoonToLose(_ current: Window) -> Bool {
        guard let before = marks.lastLost else { return false }
        return network.periods.epoch(of: current).number
            < before.number + Self.epochsBetweenLosses
    }

    // MARK: Recommits

    /// Commits without a beacon: at first, when few windows ahead are committed to, and when a
    /// window went by without its beacon.
    mutating func settleCommitments() {
        guard registration != nil, clock.discipline != nil, let newest = entropy.newest,
            let period, newest.number + 2 >= period.number
        else { return }
        let current = network.periods.window(of: newest)
        guard commitHold.map({ $0 < current }) ?? true else { return }
        let isShort = ahead(of: current) < Self.fewestAhead
        let isLate = beacons.isEmpty && hasOld(before: current)
        guard isShort || isLate || losable(before: current) != nil else { return }
        recommit()
        sweep()
    }

    private func hasOld(before current: Window) -> Bool {
        guard let first = committed.first, first.window < current else { return false }
        return !openable(before: current).isEmpty
    }

    /// How many windows after this one are committed to or cannot be, without a gap.
    private func ahead(of current: Window) -> UInt64 {
        var count: UInt64 = 0
        while count < Self.windowsAhead, isCovered(current.number + count + 1) { count += 1 }
        return count
    }

    /// Asked at every event, so without closures: those cost memory in a debug build.
    private func isCovered(_ window: UInt64) -> Bool {
        for item in committed where item.window.number == window {
            return item.statement != nil || item.index != nil
        }
        for lost in foreign where lost.number == window { return true }
        return false
    }

    private mutating func recommit() {
        let sequence = journal.takeSequence(milliseconds: milliseconds)
        let news = news(sequence: sequence)
        guard !news.made.isEmpty || !news.opened.isEmpty || !news.lost.isEmpty else { return }
        let statement = ownStatement(
            Recommit(sequence: sequence, commitments: news), sequence)
        send(statement, record: journal.keep(.statement, statement.payload, &effects))
    }

    /// Forgets the nonces that the statement just made opens: it keeps them itself now.
    mutating func sweep() {
        for item in committed where item.isOpened {
            journal.forget(item.record, &effects)
            noteOpened(item.window)
        }
        committed.removeAll { $0.isOpened }
    }

    mutating func noteOpened(_ window: Window) {
        openedWindows.append(window)
        if openedWindows.count > Self.mostOpened { openedWindows.removeFirst() }
    }
}

extension CommitmentNews {
    /// What a reveal or recommit of ours says of commitments; a reveal opens its own window's too.
    init?(of statement: OwnStatement) {
        let payload = statement.payload.rawSpan
        switch statement.type {
        case .recommit:
            guard let recommit = try? Recommit(parsing: payload) else { return nil }
            self = recommit.commitments
        case .reveal:
            guard let reveal = try? Reveal(parsing: payload) else { return nil }
            self = reveal.commitments
            opened.append(Opened(window: reveal.window, nonce: reveal.nonce))
        default: return nil
        }
    }
}
