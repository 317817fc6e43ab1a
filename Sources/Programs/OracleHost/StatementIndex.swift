internal import Primitives

/// Where each statement stands in the log.
struct StatementIndex: Sendable {
    private var places: [Hash256: UInt64] = [:]

    func place(of statement: Hash256) -> UInt64? { places[statement] }

    mutating func add(_ statement: Hash256, at place: UInt64) { places[statement] = place }
}
