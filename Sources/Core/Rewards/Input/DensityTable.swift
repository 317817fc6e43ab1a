/// How many sites a cell is meant to have, by resolution: HIP-17's three numbers, with the values
/// of HIP-104.
public struct DensityTable: Hashable, Sendable {
    public struct Row: Hashable, Sendable {
        /// N: so many cells of the seven around one (itself included) at their target leave its
        /// limit at the target; each one more adds a target.
        public let neighbours: Int
        public let target: Int
        public let limit: Int

        public init(neighbours: Int, target: Int, limit: Int) {
            self.neighbours = neighbours
            self.target = target
            self.limit = limit
        }

        /// How many count in a cell, of whose disk of seven so many have reached the target.
        func limit(occupied: Int) -> Int {
            min(limit, target * max(occupied - neighbours + 1, 1))
        }
    }

    /// Of the resolutions `coarsest`...`finest`, ascending.
    public let rows: [Row]

    public static let coarsest = 4
    public static let finest = 10

    /// Above it, the exact product of one site's seven quotients would not fit in 128 bits.
    public static let greatestLimit = 4_095

    /// Refuses another number of rows than seven, and what is not 1 <= target <= limit <= 4,095 and
    /// 1 <= N <= 7.
    public init(rows: [Row]) throws(RewardRulesError) {
        guard rows.count == Self.finest - Self.coarsest + 1 else {
            throw .rowCount(table: "density limits", found: rows.count)
        }
        for (index, row) in rows.enumerated() {
            guard (1...7).contains(row.neighbours), row.target >= 1, row.limit >= row.target,
                row.limit <= Self.greatestLimit
            else { throw .densityRow(resolution: index + Self.coarsest) }
        }
        self.init(known: rows)
    }

    private init(known rows: [Row]) { self.rows = rows }

    func row(_ resolution: Int) -> Row { rows[resolution - Self.coarsest] }

    /// The first rule book's: HIP-104.
    public static let first = DensityTable(known: [
        Row(neighbours: 2, target: 500, limit: 1_000),
        Row(neighbours: 4, target: 100, limit: 200),
        Row(neighbours: 4, target: 25, limit: 50),
        Row(neighbours: 4, target: 5, limit: 10),
        Row(neighbours: 2, target: 1, limit: 1),
        Row(neighbours: 2, target: 1, limit: 1),
        Row(neighbours: 2, target: 1, limit: 1),
    ])
}
