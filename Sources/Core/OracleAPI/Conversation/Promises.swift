import Attestation
import Primitives
import Units

/// Entries that receipts promise and no proof has shown yet.
struct Promises: Hashable, Sendable {
    struct Promise: Hashable, Sendable {
        let entry: PromisedEntry
        /// The oracle that promised, by its place in the network file.
        let oracle: Int
        var notBefore = Nanoseconds(0)
        var tries: UInt8 = 0
        /// The oracle answered, and could not show it, when this was the newest record.
        var broken: Period?
        var isReported = false
    }

    private(set) var promises: [Promise] = []
    /// The newest records, by rising period, and when each came: enough to count two after any
    /// receipt.
    private var seen: [Seen] = []

    struct Seen: Hashable, Sendable {
        let period: Period
        let came: Nanoseconds
    }

    /// PROTOCOL 3.9: from then on a receipt is evidence against who signed it.
    static let patience: UInt64 = 60

    /// A period after which there was no record when the oracle was asked, while none was seen.
    private var none: Seen?

    /// The newest record, or what no record was newer than; nil: log time was not read yet.
    var newest: Seen? { seen.last ?? none }

    mutating func add(_ entry: PromisedEntry, oracle: Int) {
        guard !promises.contains(where: { $0.entry.id == entry.id }) else { return }
        promises.append(Promise(entry: entry, oracle: oracle))
    }

    mutating func remove(_ id: Hash256) { promises.removeAll { $0.entry.id == id } }

    mutating func see(_ period: Period, at now: Nanoseconds) {
        // Earlier ones are read again where the box wants more of the past.
        guard seen.last.map({ $0.period < period }) ?? true else { return }
        seen.append(Seen(period: period, came: now))
        if seen.count > 64 { seen.removeFirst(32) }
    }

    /// There was no record after this period; nil: none at all.
    mutating func seeNothing(after period: Period?, at now: Nanoseconds) {
        none = Seen(period: period ?? Period(0), came: now)
    }

    /// Records of later periods were not taken: they do not count.
    mutating func unsee(after last: Period?) {
        seen.removeAll { record in last.map { $0 < record.period } ?? true }
    }

    /// The next entry to ask for: its second record is there, and its wait is over.
    func next(at now: Nanoseconds) -> Promise? {
        promises.first { $0.notBefore <= now && isRipe($0.entry) }
    }

    /// When the next entry may be asked for; nil: none before another record comes.
    var due: Nanoseconds? {
        promises.lazy.filter { isRipe($0.entry) }.map(\.notBefore).min()
    }

    private func isRipe(_ entry: PromisedEntry) -> Bool {
        guard seen.count >= 2 else { return false }
        return seen[seen.count - 2].period > entry.newest
    }

    /// The oracle could not show it: asked again after growing waits.
    mutating func postpone(_ id: Hash256, at now: Nanoseconds, first: Nanoseconds, broken: Bool) {
        guard let index = promises.firstIndex(where: { $0.entry.id == id }) else { return }
        let wait = Again.wait(promises[index].tries, first: first)
        // Sixteen periods at most until it is told of: it is claimed after 60, and not before it was
        // asked for then.
        let most = promises[index].isReported ? wait : Nanoseconds(16 * first.value)
        promises[index].notBefore = now + min(wait, most)
        promises[index].tries = min(promises[index].tries + 1, 16)
        if broken { promises[index].broken = newest?.period }
    }

    /// Promises that the oracle could not keep 60 periods later, and that have not been told of.
    mutating func unfulfilled() -> [PromisedEntry] {
        var found: [PromisedEntry] = []
        for index in promises.indices {
            let promise = promises[index]
            guard let broken = promise.broken, !promise.isReported,
                broken.number >= promise.entry.newest.number + Self.patience
            else { continue }
            promises[index].isReported = true
            found.append(promise.entry)
        }
        return found
    }
}
