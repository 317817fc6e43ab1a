public import Attestation
import Primitives

/// What keys sealed of windows, matched with what they opened: every seal is found by its hash,
/// computed anew from the opened bytes (PROTOCOL 3.5, 3.6).
public struct SealedWindows: Sendable {
    /// Ascending by key and window.
    public private(set) var groups: [Group] = []
    /// The seals of all groups, each group's in the order of the log.
    public private(set) var seals: [OpenedSeal] = []
    /// Openings in time of which their key logged no seal.
    public private(set) var strays: [Stray] = []
    /// What was passed over because it is over a key's limits of a window.
    public private(set) var overLimit: UInt64 = 0

    /// The seals of one key that name one window and stand below its close.
    public struct Group: Hashable, Sendable {
        public let key: UInt32
        public let window: Window
        public let seals: Range<Int>
        /// How many of them nothing opened before the close; none before that is logged.
        public fileprivate(set) var unopened: UInt64
    }

    public struct OpenedSeal: Hashable, Sendable {
        public let statement: UInt32
        /// Where it stands.
        public let place: UInt64
        /// The first opening that gives its hash, and where that stands.
        public let opening: Opening?
    }

    public struct Opening: Hashable, Sendable {
        public let number: UInt32
        public let place: UInt64
    }

    public struct Stray: Hashable, Sendable {
        public let opening: Opening
    }

    /// PROTOCOL 3.10.
    public static let mostSeals = 96
    public static let mostOpenedBytes: UInt64 = 512 * 1_024

    /// Matches what the evidence has of these windows. Those whose evidence is not closed yet are
    /// taken as far as the log goes.
    public init(_ evidence: Evidence, _ windows: [Window], _ time: LogTime) {
        let closes = windows.map { time.close(of: $0)?.index ?? .max }
        let openings = Self.openings(evidence, windows, closes)
        let (taken, tooMany) = Self.limited(openings)
        let sealed = Self.sealed(evidence, windows, closes)
        overLimit = tooMany
        match(sealed, taken)
        for place in groups.indices {
            let slot = windows.firstIndex(of: groups[place].window)
            if slot.map({ closes[$0] == .max }) ?? true { groups[place].unopened = 0 }
        }
    }

    private struct Whose: Comparable {
        let key: UInt32
        let window: Window

        static func < (left: Whose, right: Whose) -> Bool {
            (left.key, left.window) < (right.key, right.window)
        }
    }

    /// A seal or opening in time, with what it is sorted by.
    private struct Item {
        let key: UInt32
        let window: Window
        let hash: Hash256
        let place: UInt64
        let id: Hash256
        /// A seal's statement, an opening's number.
        let number: UInt32
        let bytes: UInt32

        var whose: Whose { Whose(key: key, window: window) }

        static func isBefore(_ left: Item, _ right: Item) -> Bool {
            guard left.whose == right.whose else { return left.whose < right.whose }
            return (left.place, left.id, left.number) < (right.place, right.id, right.number)
        }
    }

    private static func openings(
        _ evidence: Evidence, _ windows: [Window], _ closes: [UInt64]
    ) -> [Item] {
        var items: [Item] = []
        for (number, opening) in evidence.facts.openings.enumerated() where !opening.isRepeated {
            guard let slot = windows.firstIndex(of: opening.window),
                let place = evidence.place(opening.statement, before: closes[slot])
            else { continue }
            let statement = evidence.statement(opening.statement)
            items.append(
                Item(
                    key: statement.key, window: opening.window, hash: opening.seal, place: place,
                    id: statement.id, number: UInt32(number), bytes: opening.contentBytes))
        }
        items.sort(by: Item.isBefore)
        return items
    }

    private static func sealed(
        _ evidence: Evidence, _ windows: [Window], _ closes: [UInt64]
    ) -> [Item] {
        var items: [Item] = []
        for seal in evidence.facts.seals {
            guard let slot = windows.firstIndex(of: seal.window),
                let place = evidence.place(seal.statement, before: closes[slot])
            else { continue }
            let statement = evidence.statement(seal.statement)
            items.append(
                Item(
                    key: statement.key, window: seal.window, hash: seal.hash, place: place,
                    id: statement.id, number: seal.statement, bytes: 0))
        }
        items.sort(by: Item.isBefore)
        return items
    }

    /// The openings within each key's limit of bytes, in log order; how many were not.
    private static func limited(_ openings: [Item]) -> ([Item], UInt64) {
        var (taken, tooMany, bytes): ([Item], UInt64, UInt64) = ([], 0, 0)
        var whose: Whose?
        for item in openings {
            if whose != item.whose { (whose, bytes) = (item.whose, 0) }
            bytes += UInt64(item.bytes)
            if bytes <= mostOpenedBytes { taken.append(item) } else { tooMany += 1 }
        }
        return (taken, tooMany)
    }

    private mutating func match(_ sealed: [Item], _ openings: [Item]) {
        var (at, opened) = (0, 0)
        while at < sealed.count || opened < openings.count {
            let next = [
                at < sealed.count ? sealed[at].whose : nil,
                opened < openings.count ? openings[opened].whose : nil,
            ].compactMap { $0 }.min()
            let end = sealed[at...].firstIndex { $0.whose != next } ?? sealed.count
            let last = openings[opened...].firstIndex { $0.whose != next } ?? openings.count
            match(sealed[at..<end], openings[opened..<last])
            (at, opened) = (end, last)
        }
    }

    /// Matches one key's window; a hash that was logged or opened twice counts where it stands
    /// first.
    private mutating func match(_ sealed: ArraySlice<Item>, _ openings: ArraySlice<Item>) {
        let counted = sealed.prefix(Self.mostSeals)
        overLimit += UInt64(sealed.count - counted.count)
        let byHash = openings.sorted { ($0.hash, $0.place, $0.id) < ($1.hash, $1.place, $1.id) }
        var used = [Bool](repeating: false, count: byHash.count)
        let first = seals.count
        var unopened: UInt64 = 0
        var known: [Hash256] = []
        for seal in counted where !known.contains(seal.hash) {
            known.append(seal.hash)
            let found = byHash.firstIndex { $0.hash == seal.hash }
            if let found { used[found] = true } else { unopened += 1 }
            seals.append(
                OpenedSeal(
                    statement: seal.number, place: seal.place,
                    opening: found.map {
                        Opening(number: byHash[$0].number, place: byHash[$0].place)
                    }))
        }
        if let any = counted.first {
            groups.append(
                Group(
                    key: any.key, window: any.window, seals: first..<seals.count,
                    unopened: unopened))
        }
        for (place, item) in byHash.enumerated() where !used[place] {
            if place > 0, byHash[place - 1].hash == item.hash { continue }
            if known.contains(item.hash) { continue }
            strays.append(Stray(opening: Opening(number: item.number, place: item.place)))
        }
    }
}
