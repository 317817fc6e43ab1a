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
    let length: Length
    let folder: String
    /// Of the network, as TOML.
    let source: String
    /// Sent near each hotspot in each epoch.
    var packets: UInt64 = 0

    enum Length {
        case days(UInt64)
        case epochs(UInt64)
    }

    /// Every world begins at the same time: its network's first genesis in 2027.
    static let beginning = Nanoseconds(1_798_761_600_000_000_000)
    /// More than any owner or buyer burns.
    static let credits: UInt64 = 1_000_000_000

    func run(saying say: (String) -> Void) throws -> SimulationReport {
        let keys = WorldKeys(seed: seed)
        let settlement = Settlement(seed: seed, count: count, map: ShippedMaps.places)
        let data = DataFolder(folder)
        try found(data, keys, settlement)
        let host = try OracleHost(data, at: Self.beginning, keeping: .nothing)
        host.headPeriods = 10
        let oracle = try HostedOracle(host)
        let world = try Simulation(
            settlement, seed: seed, oracle: oracle, keys: keys, packets: packets)
        try grant(to: settlement, oracle, keys, data)
        let (count, step, name) = steps(oracle.network.periods)
        for number in 1...count {
            let end = oracle.network.genesis + Nanoseconds(number * step)
            try world.run(until: end)
            say(
                "\(name) \(number): \(world.counts.beacons) beacons, heard "
                    + "\(world.counts.receptions) times")
        }
        // The last window's evidence closes some periods into the next one.
        let periods = oracle.network.periods
        let close = (periods.close + 2 * 10) * periods.milliseconds * 1_000_000
        try world.run(until: oracle.network.genesis + Nanoseconds(count * step + close))
        return SimulationReport(
            network: oracle.network, counts: world.counts, entries: oracle.host.size,
            epochs: oracle.epochs, folder: folder)
    }

    private func steps(
        _ periods: NetworkPeriods
    ) -> (count: UInt64, nanoseconds: UInt64, name: String) {
        switch length {
        case .days(let days): return (days, 86_400_000_000_000, "day")
        case .epochs(let epochs):
            let epoch = periods.windowsPerEpoch * periods.periodsPerWindow * periods.milliseconds
            return (epochs, epoch * 1_000_000, "epoch")
        }
    }

    /// The hotspots of each town's first site are founding anchors; a router buys for those who buy
    /// packets.
    private func found(_ data: DataFolder, _ keys: WorldKeys, _ settlement: Settlement) throws {
        var anchors: [Address] = []
        var towns: [Int] = []
        for (number, site) in settlement.sites.enumerated() where !towns.contains(site.town) {
            towns.append(site.town)
            anchors.append(Address(keys.hotspot(number).publicKey))
        }
        let list = anchors.prefix(256).sorted { $0.key.bytes < $1.key.bytes }
            .map { "\"\($0)\"" }.joined(separator: ", ")
        let router =
            "{ key = \"\(Address(keys.router.publicKey))\", host = \"127.0.0.1\", port = 8474, "
            + "tls_key_hash = \"\(keys.secret("router certificate").hexText)\" }"
        let text = source.replacing("\nanchors = []", with: "\nanchors = [\(list)]")
            .replacing("\nrouters = []", with: "\nrouters = [\(router)]")
        var founding = Founding(
            source: try TOMLTable(parsing: text), url: "http://127.0.0.1:8473",
            rules: RuleBook.firstRules)
        founding.secret = { keys.secret("oracle " + $0) }
        _ = try founding.found(in: data, at: Self.beginning)
    }

    /// Credits for the owners' fees and for those who buy packets, by the network's credit key.
    private func grant(
        to settlement: Settlement, _ oracle: HostedOracle, _ keys: WorldKeys, _ data: DataFolder
    ) throws {
        try oracle.pass(to: oracle.network.genesis)
        let creditKey = try KeyFile.read("\(data.keys)/\(OracleKeys.founderFile)")
        let owners = Set(settlement.sites.indices.map(WorldKeys.owner(of:))).sorted()
        let accounts =
            owners.map { keys.owner($0).publicKey }
            + (0..<WorldKeys.buyerCount).map { keys.buyer($0).publicKey }
        for (place, account) in accounts.enumerated() {
            let grant = CreditGrant(
                sequence: 1_000 + UInt64(place), account: account, credits: Self.credits,
                reference: "simulated")
            let statement = try grant.signed(in: oracle.network.id, by: creditKey)
            let answer = try oracle.take([statement], at: oracle.network.genesis)
            if let refusal = answer.refused.first {
                throw SimulationTrouble("credits refused: \(refusal.detail ?? refusal.code)")
            }
        }
    }
}
