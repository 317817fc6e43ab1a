public import Airwaves
public import Attestation
public import Epochs
internal import EvidenceLog
internal import Primitives
internal import Signing
internal import Simulation
public import Storage
internal import Units

/// The log that a day of many hotspots leaves, without the day: no machines, no network, no waiting.
/// What stands in it is what honest hotspots of `HotspotLogic` say: commitments before their window,
/// beacons as drawn, seals ten periods after the first reception, bundles ten periods apart, reveals
/// at m + O, all really signed. The same seed gives the same bytes. For measuring how an epoch is
/// computed at sizes that nobody can simulate: 100,000 hotspots' day in minutes.
///
///     let counts = try EpochWorld(seed: 1, hotspots: 1_000, map: map).write(to: path, epochs: 1)
public struct EpochWorld<Work: Division> {
    public let seed: UInt64
    public let hotspots: Int
    public let periods: NetworkPeriods
    private let map: PlaceMap
    private let division: Work

    public init(
        seed: UInt64, hotspots: Int, periods: NetworkPeriods = .main, map: PlaceMap,
        dividing division: Work
    ) {
        self.seed = seed
        self.hotspots = hotspots
        self.periods = periods
        self.map = map
        self.division = division
    }

    /// Writes the log of so many epochs, up to the record that closes the last one, into a folder
    /// that is made.
    public func write(
        to directory: String, epochs: UInt64
    ) throws(LogFolderError) -> EpochWorldCounts {
        let keys = WorldKeys(seed: seed)
        let country = Country(
            seed: seed, count: hotspots, map: map, keys: keys, dividing: division)
        // The close is counted from the window behind the last epoch's.
        let end = epochs * periods.windowsPerEpoch * periods.periodsPerWindow + periods.close
        let founding = WorldFounding(
            keys, periods: periods, length: end + 1,
            anchors: country.stands.prefix(16).map(\.key))
        let log = try LogFolder(
            directory: directory,
            key: NoteKey(
                name: "earshot/\(founding.network)/\(Address(founding.oracle))",
                key: founding.logKey, by: SHA256.self))
        try log.append(founding.entries)
        let writer = WorldWriter(
            network: founding.network, keys: keys, seed: seed, country: country,
            table: UInt64(map.tableVersion))
        var run = try WorldRun(
            founding, country, writer, log, seed: seed,
            end: Window(epochs * periods.windowsPerEpoch), division)
        let logSigner = keys.key("log")
        for number in 0..<end {
            try run.pass(Period(number))
            // What is published need not be kept twice.
            if number % 64 == 63 { try log.publish(by: logSigner) }
        }
        try log.publish(by: logSigner)
        run.counts.entries = log.size
        return run.counts
    }
}

/// What stands in a made-up log; beacons, reports, seals and bundles of whole epochs only.
public struct EpochWorldCounts: Hashable, Sendable {
    public var entries: UInt64 = 0
    /// Their lengths together.
    public var bytes: UInt64 = 0
    public var beacons: UInt64 = 0
    public var reports: UInt64 = 0
    public var seals: UInt64 = 0
    public var bundles: UInt64 = 0

    mutating func count(_ statement: WorldStatement, before end: Window) {
        switch statement {
        case .recommit: return
        case .seal(_, let window, let made) where window < end:
            seals += 1
            reports += UInt64(made.count)
        case .bundle(_, let openings) where openings.allSatisfy({ $0.window < end }): bundles += 1
        case .reveal(let beacon) where beacon.window < end: beacons += 1
        default: return
        }
    }
}
