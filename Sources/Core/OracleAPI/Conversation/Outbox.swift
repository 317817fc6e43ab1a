import Primitives
import Units

/// Statements that wait for a receipt, by id: in ascending order of sequence number, each with the
/// time before which it is not offered. Holds no bytes.
struct Outbox: Hashable, Sendable {
    struct Entry: Hashable, Sendable {
        let id: Hash256
        let order: UInt64
        /// Not offered before.
        var notBefore = Nanoseconds(0)
        var tries: UInt8 = 0
        /// It may have spoiled a batch: it goes by itself.
        var isAlone = false
        /// It waits for its key to be registered.
        var isUnregistered = false
        /// It is on its way.
        var isOut = false
    }

    private(set) var entries: [Entry] = []
    /// The first wait of what is offered again: a period of the network.
    let firstWait: Nanoseconds

    init(firstWait: Nanoseconds) { self.firstWait = firstWait }

    var count: Int { entries.count }

    mutating func add(_ id: Hash256, order: UInt64) {
        let place = place(of: id, order)
        if place < entries.count, entries[place].id == id, entries[place].order == order { return }
        entries.insert(Entry(id: id, order: order), at: place)
    }

    mutating func remove(_ id: Hash256) { entries.removeAll { $0.id == id } }

    /// The next request's statements, the oldest first; they are out until `bringBack`.
    mutating func take(upTo limit: Int, at now: Nanoseconds) -> [Hash256] {
        var taken: [Hash256] = []
        for index in entries.indices where taken.count < limit {
            guard !entries[index].isOut, entries[index].notBefore <= now else { continue }
            if entries[index].isAlone {
                guard taken.isEmpty else { continue }
                entries[index].isOut = true
                return [entries[index].id]
            }
            entries[index].isOut = true
            taken.append(entries[index].id)
        }
        return taken
    }

    /// Whatever is out waits again.
    mutating func bringBack() {
        for index in entries.indices where entries[index].isOut { entries[index].isOut = false }
    }

    /// Of what is out only these stay out.
    mutating func keepOut(_ ids: [Hash256]) {
        for index in entries.indices where entries[index].isOut {
            entries[index].isOut = ids.contains(entries[index].id)
        }
    }

    func holds(_ id: Hash256) -> Bool { entries.contains { $0.id == id } }

    /// Offers a statement later, each time after twice the wait.
    /// - Returns: the wait.
    mutating func postpone(
        _ id: Hash256, at now: Nanoseconds, alone: Bool = false, unregistered: Bool = false
    ) -> Nanoseconds {
        guard let index = entries.firstIndex(where: { $0.id == id }) else { return Nanoseconds(0) }
        let wait = Again.wait(entries[index].tries, first: firstWait)
        entries[index].tries = min(entries[index].tries + 1, 16)
        entries[index].notBefore = now + wait
        entries[index].isAlone = alone
        entries[index].isUnregistered = unregistered
        return wait
    }

    /// The key is registered now: what waited for that is offered at once.
    mutating func release() {
        for index in entries.indices where entries[index].isUnregistered {
            entries[index].isUnregistered = false
            entries[index].tries = 0
            entries[index].notBefore = Nanoseconds(0)
        }
    }

    /// When something may be offered; nil: nothing waits.
    var due: Nanoseconds? { entries.lazy.filter { !$0.isOut }.map(\.notBefore).min() }

    private func place(of id: Hash256, _ order: UInt64) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            let entry = entries[middle]
            if (entry.order, entry.id) < (order, id) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
