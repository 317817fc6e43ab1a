/// Which files a log's growth from one size to another brings, and which it makes useless.
public struct TileGrowth: Equatable, Sendable {
    public let old: UInt64
    public let new: UInt64

    public init(from old: UInt64, to new: UInt64) {
        precondition(old <= new, "a log does not shrink from \(old) to \(new)")
        self.old = old
        self.new = new
    }

    /// A kind of file, and of its files the indexes of those that became full.
    public struct Step: Equatable, Sendable {
        public let kind: TilePath.Kind
        public let full: Range<UInt64>
        /// The file at the edge; nil where the size leaves none, or the old head had it.
        public let partial: TilePath?
        /// The tile whose partial files a full one replaces; nil where none was partial before.
        public let outgrown: TilePath?
    }

    /// Entries first, then hashes from level 0 on, as far as the log is high.
    public var steps: [Step] {
        var steps = [step(.entries, 0)]
        var level = 0
        while level < TilePath.levels, level == 0 || new >> UInt64(8 * level) > 0 {
            steps.append(step(.hashes(level: level), level))
            level += 1
        }
        return steps
    }

    /// All files that the growth writes.
    public var paths: [TilePath] {
        steps.flatMap { step in
            step.full.map { TilePath(step.kind, index: $0) } + (step.partial.map { [$0] } ?? [])
        }
    }

    private func step(_ kind: TilePath.Kind, _ level: Int) -> Step {
        let (from, to) = (old >> UInt64(8 * level), new >> UInt64(8 * level))
        let full = from >> 8..<to >> 8
        let width = Int(to & 255)
        let isNew = width > 0 && from != to
        return Step(
            kind: kind, full: full,
            partial: isNew ? TilePath(kind, index: to >> 8, width: width) : nil,
            outgrown: from & 255 > 0 && !full.isEmpty ? TilePath(kind, index: from >> 8) : nil)
    }
}
