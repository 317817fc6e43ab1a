import Attestation
import CoverageRules
import HotspotLogic
import Maps
import Notation
import OracleHost
import Primitives
import Signing
import Simulation
import Units

/// What `earshot simulate` runs: an oracle is founded, owners are given credits, hotspots register,
/// and time passes.
struct SimulatedWorld {
    let seed: UInt64
    let count: Int
    let days: UInt64
    let folder: String
    /// Of the network, as TOML.
    let source: String

    /// Every world begins at the same time: its network's first genesis in 2027.
    static let beginning = Nanoseconds(1_798_761_600_000_000_000)
    /// More than any owner burns.
    static let credits: UInt64 = 1_000_000_000

    func run(saying say: (String) -> Void) throws -> SimulationReport {
        let keys = WorldKeys(seed: seed)
        let settlement = Settlement(seed: seed, count: count, map: ShippedMaps.places)
        let data = DataFolder(folder)
        try found(data, keys, settlement)
        let oracle = try HostedOracle(OracleHost(data, at: Self.beginning))
        let world = try Simulation(settlement, seed: seed, oracle: oracle, keys: keys)
        try grant(to: settlement, oracle, keys, data)
        let day: UInt64 = 86_400_000_000_000
        let genesis = oracle.network.genesis
        // To the close of the last window, an hour or so into the next one's first quarter.
        let periods = oracle.network.periods
        let close = (periods.close + 2) * periods.milliseconds * 1_000_000
        for number in 1...days {
            try world.run(until: genesis + Nanoseconds(number * day))
            say("day \(number): \(world.counts.beacons) beacons, \(world.counts.receptions) heard")
        }
        try world.run(until: genesis + Nanoseconds(days * day + close))
        return SimulationReport(
            network: oracle.network, counts: world.counts, entries: oracle.host.size,
            folder: folder)
    }

    /// The hotspots of each town's first site are founding anchors.
    private func found(_ data: DataFolder, _ keys: WorldKeys, _ settlement: Settlement) throws {
        var anchors: [Address] = []
        var towns: [Int] = []
        for (number, site) in settlement.sites.enumerated() where !towns.contains(site.town) {
            towns.append(site.town)
            anchors.append(Address(keys.hotspot(number).publicKey))
        }
        let list = anchors.prefix(256).sorted { $0.key.bytes < $1.key.bytes }
            .map { "\"\($0)\"" }.joined(separator: ", ")
        let text = source.replacing("\nanchors = []", with: "\nanchors = [\(list)]")
        let founding = Founding(
            source: try TOMLTable(parsing: text), url: "http://127.0.0.1:8473",
            rules: RuleBook.firstRules)
        _ = try founding.found(in: data, at: Self.beginning)
    }

    /// Credits for the owners' fees, by the network's credit key.
    private func grant(
        to settlement: Settlement, _ oracle: HostedOracle, _ keys: WorldKeys, _ data: DataFolder
    ) throws {
        try oracle.pass(to: oracle.network.genesis)
        let creditKey = try KeyFile.read("\(data.keys)/\(OracleKeys.founderFile)")
        let owners = Set(settlement.sites.indices.map(WorldKeys.owner(of:))).sorted()
        for (place, owner) in owners.enumerated() {
            let grant = CreditGrant(
                sequence: 1_000 + UInt64(place), account: keys.owner(owner).publicKey,
                credits: Self.credits, reference: "simulated")
            let payload = try grant.payload()
            let statement = Statement.sign(
                payload.rawSpan,
                in: StatementContext(network: oracle.network.id, type: CreditGrant.type.name),
                by: creditKey)
            let answer = try oracle.take([statement], at: oracle.network.genesis)
            if let refusal = answer.refused.first {
                throw SimulationTrouble("credits refused: \(refusal.detail ?? refusal.code)")
            }
        }
    }
}
