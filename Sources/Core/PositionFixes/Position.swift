public import Attestation
public import HexGrid
public import Units

/// A place that may be used, who measured it, and how well.
public struct Position: Equatable, Sendable {
    public let place: Coordinate
    /// Radius that holds the true place with 95 %.
    public let accuracy: Metres
    public let source: PositionSource

    public init(place: Coordinate, accuracy: Metres, source: PositionSource) {
        self.place = place
        self.accuracy = accuracy
        self.source = source
    }

    /// What beacons and reports tell of it (PROTOCOL 3.8, rule B-2): never finer than a cell, and
    /// only a coarse one where the box is not at its asserted place, so that no report follows a
    /// box around.
    /// - Parameter asserted: the cell that the owner named.
    public func measured(from asserted: Cell) -> MeasuredPosition {
        let distance = place.distance(to: asserted.center)
        let resolution = distance <= Self.fineLimit ? Self.fine : Self.coarse
        return MeasuredPosition(
            distance: distance, accuracy: min(max(accuracy, Metres(1)), Self.largestAccuracy),
            source: source, cell: Cell(containing: place, resolution: resolution))
    }

    static let fineLimit = Metres(500)
    static let fine = resolution(12)
    static let coarse = resolution(5)
    /// The largest that a report may carry.
    public static let largestAccuracy = Metres(1_000_000)

    private static func resolution(_ value: Int) -> Resolution {
        do throws(HexGridError) {
            return try Resolution(value)
        } catch { preconditionFailure("resolution \(value): \(error)") }
    }
}

extension PositionJudge {
    /// The place, as long as the state says that it is known.
    public var position: Position? {
        guard state.isFix, let believed else { return nil }
        return Position(
            place: believed.place, accuracy: believed.accuracy,
            source: believed.isFull ? .fix3D : .fix2D)
    }
}
