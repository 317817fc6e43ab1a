/// How work that can be divided is divided: on this thread, or by an Edge module over many. What
/// comes back does not depend on it.
public protocol Division: Sendable {
    /// The parts of `0..<count` that are done apart from each other, ascending, together all of it.
    /// Each is handed to `body` once, on any thread.
    func map<Part: Sendable>(
        count: Int, _ body: @Sendable (Range<Int>) -> Part
    ) -> [Part]
}

/// All on this thread, in parts of some size: 0 for one part.
public struct SerialDivision: Division {
    public let size: Int

    public init(size: Int = 0) { self.size = size }

    public func map<Part: Sendable>(
        count: Int, _ body: @Sendable (Range<Int>) -> Part
    ) -> [Part] {
        guard count > 0 else { return [] }
        let step = size > 0 ? size : count
        return stride(from: 0, to: count, by: step).map { body($0..<min(count, $0 + step)) }
    }
}

extension Division {
    /// The items of every part, one after the other.
    func items<Item: Sendable>(
        count: Int, _ body: @Sendable (Range<Int>) -> [Item]
    ) -> [Item] {
        var parts = map(count: count, body)
        guard parts.count != 1 else { return parts[0] }
        var items: [Item] = []
        items.reserveCapacity(parts.reduce(0) { $0 + $1.count })
        for place in parts.indices {
            items += parts[place]
            parts[place] = []
        }
        return items
    }
}
