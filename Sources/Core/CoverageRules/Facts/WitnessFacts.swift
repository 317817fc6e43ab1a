public import Attestation
public import Primitives
public import Units

/// What the log says of one report of one sealed content: one frame heard by one hotspot.
public struct WitnessFacts: Sendable {
    /// The report's id (docs/oracle-api.md rule 19).
    public var id: Hash256
    /// As it stands in the sealed content.
    public var report: WitnessReport
    /// Whether seal and opening are both signed by one key for this network.
    public var isSigned: Bool
    /// The hotspot whose key this is in the seal's window; nil where the key is nobody's.
    public var station: Station? { didSet { measure() } }
    /// The beacon with the same `FrameStart`, among all reveals of epochs e-1 and e; nil: unmatched.
    public var beacon: HeardBeacon? { didSet { measure() } }
    /// Between the centres of the two asserted cells, to the nearest metre; nil for an unmatched
    /// report. The same both ways. Six rules and sums ask for it.
    public private(set) var distance: Metres?
    /// The seal whose hash the opening's salt, content and window give; nil where the key logged
    /// none.
    public var seal: SealFacts?
    /// The key's seals that name this window and were not opened when its evidence closed.
    public var unopenedSeals: UInt64
    /// A trust notice in effect in this epoch doubts the edge between the two.
    public var isEdgeDoubted: Bool
    /// Reports of this hotspot on the same frame (the same bytes) that count before this one: in a
    /// seal that stands lower, or in the same seal at an earlier place.
    public var earlierReports: UInt64
    /// How often the hotspot's reports of this window lack each declared field, this one included.
    public var missing: MissingFields
    /// The position in the same sealed content.
    public var position: MeasuredPosition?
    public var positions: PositionHistory
    /// The edge's frequency errors in its summaries up to the end of e-1.
    public var frequencyErrors: FrequencyErrors
    /// By the rule book's terrain tiles; nil without such tiles.
    public var terrain: TerrainFacts?

    public init(
        id: Hash256, report: WitnessReport, isSigned: Bool, station: Station?,
        beacon: HeardBeacon?, seal: SealFacts?, unopenedSeals: UInt64, isEdgeDoubted: Bool,
        earlierReports: UInt64, missing: MissingFields, position: MeasuredPosition?,
        positions: PositionHistory, frequencyErrors: FrequencyErrors,
        terrain: TerrainFacts? = nil
    ) {
        self.id = id
        self.report = report
        self.isSigned = isSigned
        self.station = station
        self.beacon = beacon
        self.seal = seal
        self.unopenedSeals = unopenedSeals
        self.isEdgeDoubted = isEdgeDoubted
        self.earlierReports = earlierReports
        self.missing = missing
        self.position = position
        self.positions = positions
        self.frequencyErrors = frequencyErrors
        self.terrain = terrain
        measure()
    }

    private mutating func measure() {
        distance = station.flatMap { station in
            beacon.map { station.place.distance(to: $0.station.place) }
        }
    }
}

/// Where a report's seal and its opening stand, counted in records after the beacon's m (its draw
/// period; see `BeaconFacts.recordsAfterDraw`). Without a beacon both counts are 0.
public struct SealFacts: Hashable, Sendable {
    /// The seal's statement id.
    public var id: Hash256
    /// The window the seal names.
    public var window: Window
    /// Records of periods after m that stand below the seal.
    public var recordsBelowSeal: UInt64
    /// Records of periods after m that stand below the opening.
    public var recordsBelowOpening: UInt64

    public init(
        id: Hash256, window: Window, recordsBelowSeal: UInt64, recordsBelowOpening: UInt64
    ) {
        self.id = id
        self.window = window
        self.recordsBelowSeal = recordsBelowSeal
        self.recordsBelowOpening = recordsBelowOpening
    }
}

/// How often fields that a radio was registered to measure are missing from the first receptions
/// of a hotspot's reports in one window (position: from its sealed contents). Count every report of
/// a frame that `BeaconFrame.isBeacon`, in every seal that names the window and was opened.
public struct MissingFields: Hashable, Sendable {
    public var signalRSSI: UInt32
    public var frequencyError: UInt32
    public var counter: UInt32
    public var fineTime: UInt32
    public var position: UInt32

    public init(
        signalRSSI: UInt32 = 0, frequencyError: UInt32 = 0, counter: UInt32 = 0,
        fineTime: UInt32 = 0, position: UInt32 = 0
    ) {
        self.signalRSSI = signalRSSI
        self.frequencyError = frequencyError
        self.counter = counter
        self.fineTime = fineTime
        self.position = position
    }

    /// Counts what one reception lacks of `measures`.
    public mutating func note(_ reception: Reception, declared measures: RadioMeasures) {
        func lacks(_ field: RadioMeasures, _ isThere: Bool) -> UInt32 {
            measures.contains(field) && !isThere ? 1 : 0
        }
        signalRSSI += lacks(.signalRSSI, reception.signal != nil)
        frequencyError += lacks(.frequencyError, reception.frequencyErrorHertz != nil)
        counter += lacks(.counter, reception.counterMicroseconds != nil)
        fineTime += lacks(.fineTime, reception.fineNanoseconds != nil)
    }

    /// Counts what one sealed content lacks.
    public mutating func note(_ position: MeasuredPosition?, declared measures: RadioMeasures) {
        if measures.contains(.position), position == nil { self.position += 1 }
    }
}

/// The frequency errors heard on one edge so far, for W-9's drift.
public struct FrequencyErrors: Hashable, Sendable {
    public var count: UInt32
    /// Of (channel centre + error - frequency sent), in hertz.
    public var sum: Int64

    public init(count: UInt32 = 0, sum: Int64 = 0) {
        self.count = count
        self.sum = sum
    }
}

/// What terrain tiles say of a path.
public struct TerrainFacts: Hashable, Sendable {
    /// How far the ground at the beacon lies above the mean of the ground within 10 km.
    public var beaconLift: Metres
    public var witnessLift: Metres
    /// The area of terrain above the line of sight, in metres times kilometres.
    public var blockedArea: Int64

    public init(beaconLift: Metres, witnessLift: Metres, blockedArea: Int64) {
        self.beaconLift = beaconLift
        self.witnessLift = witnessLift
        self.blockedArea = blockedArea
    }
}
