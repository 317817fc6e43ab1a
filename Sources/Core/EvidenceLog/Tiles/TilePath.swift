internal import Primitives

/// Which file of a published log (C2SP tlog-tiles): a tile of hashes, or a bundle of entries.
///
///     tile/0/x001/x234/067          256 leaf hashes, from entry 1,234,067 * 256 on
///     tile/1/000.p/17               the 17 hashes that the tile has so far
///     tile/entries/x001/x234/067    those 256 entries themselves
public struct TilePath: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// Level 0 holds the leaf hashes; each hash of a level above is the root of a full tile.
        case hashes(level: Int)
        case entries
    }

    public let kind: Kind
    public let index: UInt64
    /// How many hashes or entries it has: 256, or fewer of a tile that grows.
    public let width: Int

    public static let fullWidth = 256
    /// Eight levels of 256 hold every log that 64 bits can count.
    public static let levels = 8

    /// A width of 0 or above 256, a level above 7 or an index past 2^64 entries is our own mistake.
    public init(_ kind: Kind, index: UInt64, width: Int = fullWidth) {
        precondition(
            Self.isInRange(kind, index) && (1...Self.fullWidth).contains(width),
            "no tile \(kind) \(index) of \(width)")
        self.kind = kind
        self.index = index
        self.width = width
    }

    public var isFull: Bool { width == Self.fullWidth }

    /// The same tile when it is full: where a partial one is not there any more, this one is.
    public var whole: TilePath { TilePath(kind, index: index) }

    /// No honest file of this path has more bytes.
    public var greatestBytes: Int {
        switch kind {
        case .hashes: width * Hash256.byteCount
        case .entries: width * (2 + EntryBundle.longestEntry)
        }
    }

    /// How many bits of an entry's index choose the tile of its level: the others stand below.
    private static func isInRange(_ kind: Kind, _ index: UInt64) -> Bool {
        switch kind {
        case .hashes(let level):
            (0..<levels).contains(level) && index <= UInt64.max >> UInt64(8 * (level + 1))
        case .entries: index <= UInt64.max >> 8
        }
    }
}

// MARK: - Text

extension TilePath: CustomStringConvertible {
    public var description: String {
        let text = folder + Self.text(of: index)
        return isFull ? text : "\(text).p/\(width)"
    }

    /// What stands before the index, with its slash.
    private var folder: String {
        switch kind {
        case .hashes(let level): "tile/\(level)/"
        case .entries: "tile/entries/"
        }
    }

    /// The folder of the partial tiles of this tile.
    public var partials: String { folder + Self.text(of: index) + ".p" }

    /// Groups of three digits; all but the last begin with an x, so that no file has the name of a
    /// folder.
    private static func text(of index: UInt64) -> String {
        var groups: [String] = []
        var rest = index
        repeat {
            let digits = String(rest % 1_000)
            let zeros = String(repeating: "0", count: 3 - digits.count)
            groups.insert((groups.isEmpty ? "" : "x") + zeros + digits, at: 0)
            rest /= 1_000
        } while rest > 0
        return groups.joined(separator: "/")
    }

    /// Reads what `description` gives, and nothing else.
    public init(parsing text: String) throws(TilePathError) {
        guard text.utf8.count <= Self.longestText else { throw .unknown }
        var parts = text.split(separator: "/", omittingEmptySubsequences: false)[...]
        guard parts.count >= 3, parts.removeFirst() == "tile" else { throw .unknown }
        let kind = try Self.kind(parts.removeFirst())
        var width = Self.fullWidth
        if parts.count > 1, parts[parts.endIndex - 2].hasSuffix(".p") {
            guard let number = Self.number(parts.removeLast()), (1..<256).contains(number) else {
                throw .width
            }
            width = Int(number)
            parts.append(parts.removeLast().dropLast(2))
        }
        let index = try Self.index(parts)
        guard Self.isInRange(kind, index) else { throw .index }
        self.init(kind, index: index, width: width)
    }

    /// Seven groups of an index, the longest folder, the longest width.
    private static let longestText = 64

    private static func kind(_ text: Substring) throws(TilePathError) -> Kind {
        if text == "entries" { return .entries }
        guard let level = number(text), level < levels else { throw .level }
        return .hashes(level: Int(level))
    }

    private static func index(_ groups: ArraySlice<Substring>) throws(TilePathError) -> UInt64 {
        var index: UInt64 = 0
        for (place, group) in zip(groups.indices, groups) {
            let isLast = place == groups.endIndex - 1
            guard isLast || group.first == "x" else { throw .index }
            let digits = isLast ? group : group.dropFirst()
            guard digits.utf8.count == 3, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let value = UInt64(digits), place > groups.startIndex || isLast || value > 0
            else { throw .index }
            let (product, overflow) = index.multipliedReportingOverflow(by: 1_000)
            let (sum, carry) = product.addingReportingOverflow(value)
            guard !overflow, !carry else { throw .index }
            index = sum
        }
        return index
    }

    /// A decimal number without leading zeros.
    private static func number(_ text: Substring) -> UInt64? {
        NoteLine.number(Array(text.utf8)[...])
    }
}

/// Why a text names no file of a log.
public enum TilePathError: Error, Equatable, Sendable, CaseIterable, CustomStringConvertible {
    case unknown, level, index, width

    public var description: String {
        switch self {
        case .unknown: "no file of a log: tile/LEVEL/INDEX or tile/entries/INDEX is due"
        case .level: "a level is a number from 0 to 7, or the word entries"
        case .index:
            "an index is groups of three digits, all but the last with an x before them, such as "
                + "x001/234, without groups of zeros before it, within 2^64 entries"
        case .width: "behind .p/ stands how many a partial tile has, 1 to 255"
        }
    }
}
