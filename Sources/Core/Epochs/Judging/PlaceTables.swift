public import Airwaves
import Attestation
public import HexGrid

/// Which statement asserted the place that a hotspot has in each window of an epoch.
public struct PlaceIndexes: Sendable {
    // order: only asked for one hotspot at a time.
    private let indexes: [[UInt32: UInt64]]

    public init(_ indexes: [[UInt32: UInt64]]) {  // order: only asked for one hotspot at a time
        self.indexes = indexes
    }

    public subscript(hotspot: UInt32, slot: Int) -> UInt64? { indexes[slot][hotspot] }
}

/// The plans that rule B-3 allows at the places of an epoch, each looked up once.
public struct PlanTable: Sendable {
    // order: only asked for one cell at a time.
    private var plans: [Cell: PlanSet] = [:]

    public init(_ cells: some Sequence<Cell>, plansAt: (Cell) -> PlanSet) {
        for cell in cells where plans[cell] == nil { plans[cell] = plansAt(cell) }
    }

    public subscript(cell: Cell) -> PlanSet { plans[cell] ?? [] }
}
