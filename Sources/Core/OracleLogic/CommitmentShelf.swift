import Attestation
import Primitives

/// The commitments of hotspot keys that stand in the log and that nothing logged has opened or
/// declared lost: what a box asks for after its nonces were lost. At most 64 a key, the newest.
struct CommitmentShelf: Sendable {
    /// Ascending by window.
    private var unopened: [PublicKey: [CommitmentNews.Commitment]] = [:]  // order: only looked up

    static let greatest = 64

    func unopened(of key: PublicKey) -> [CommitmentNews.Commitment] { unopened[key] ?? [] }

    /// Ascending by key.
    var sorted: [(key: PublicKey, list: [CommitmentNews.Commitment])] {
        unopened.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    mutating func restore(_ list: [CommitmentNews.Commitment], of key: PublicKey) {
        unopened[key] = list
    }

    /// The first commitment logged below a window's first record stands and is never replaced.
    mutating func note(_ news: CommitmentNews, revealed: Window?, of key: PublicKey, now: Window?) {
        var list = unopened[key] ?? []
        for made in news.made
        where now.map({ $0 < made.window }) ?? true
            && !list.contains(where: { $0.window == made.window })
        {
            let place = list.firstIndex { $0.window > made.window } ?? list.count
            list.insert(made, at: place)
        }
        list.removeAll { item in
            item.window == revealed || news.lost.contains(item.window)
                || news.opened.contains { $0.window == item.window }
        }
        if list.count > Self.greatest { list.removeFirst(list.count - Self.greatest) }
        unopened[key] = list.isEmpty ? nil : list
    }

    /// A new key declares the old one's lost.
    mutating func drop(_ key: PublicKey) { unopened[key] = nil }
}
