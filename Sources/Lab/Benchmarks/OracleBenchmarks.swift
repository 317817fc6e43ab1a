import Airwaves
import Attestation
import HexGrid
import Maps
import OracleLogic
import Primitives
import Registry
import Signing
import Units

/// What an oracle does with a statement beside checking its signature and writing it down: reading,
/// naming, asking the registry and the limits, counting. One core.
func oracleBenchmarks() -> [Benchmark] {
    let town = OracleTown(hotspots: 10_000)
    let seals = town.checked(town.seals(of: Window(1)))
    let registrations = town.checked(town.registrations(from: 10_000, count: 2_000))
    let encoded = town.logic.registry.encoded()
    return [
        Benchmark(group: "oracle", name: "read and name a seal", operations: seals.count) {
            town.checked(seals.map(\.bytes)).reduce(0) { $0 &+ $1.id.words.0 }
        },
        Benchmark(group: "oracle", name: "judge and count a seal", operations: seals.count) {
            var logic = town.logic
            return town.take(seals, into: &logic)
        },
        Benchmark(
            group: "oracle", name: "judge and enter a registration",
            operations: registrations.count
        ) {
            var logic = town.logic
            return town.take(registrations, into: &logic)
        },
        Benchmark(group: "oracle", name: "write a hotspot of the registry", operations: 10_000) {
            UInt64(town.logic.registry.encoded().count)
        },
        Benchmark(group: "oracle", name: "read a hotspot of the registry", operations: 10_000) {
            let read = try? Registry(
                decoding: encoded.rawSpan, file: town.file, places: OracleTown.tables)
            return UInt64(read?.hotspotCount ?? 0)
        },
        Benchmark(group: "oracle", name: "whose key in a window, and where", operations: 10_000) {
            town.lookUps()
        },
    ]
}

/// Believes every signature: they are measured in `signing`.
private enum Believing: SignatureCheck {
    static func isValid(_: Signature, of _: RawSpan, by _: PublicKey) -> Bool { true }
}

/// Hotspots on a grid around Zurich, at the first record of window 1.
private struct OracleTown {
    static let tables = PlaceTables([ShippedMaps.places])
    private static let none = Hash256(words: (0, 0, 0, 0))
    let file: CheckedStatement
    private(set) var logic: OracleLogic
    private let count: Int

    init(hotspots count: Int) {
        self.count = count
        file = Self.entryZero()
        guard let logic = try? OracleLogic(file, places: Self.tables) else {
            preconditionFailure("the town's file founds a network")
        }
        self.logic = logic
        var begun = logic
        _ = take(checked(registrations(from: 0, count: count)), into: &begun)
        self.logic = begun
        for period in [UInt64(0), 60] {
            let record = EntropyRecord(
                sequence: period + 1, step: EntropyStep(period: Period(period), value: Self.none),
                logSize: 2, logRoot: Self.none)
            guard let record = checked([Self.sign(record, by: Self.key(3))]).first,
                (try? self.logic.apply(record, at: UInt64(count) + period)) != nil
            else { preconditionFailure("a record of period \(period)") }
        }
    }

    static func key(_ number: UInt64) -> PublicKey {
        // Keys look random, and so do these.
        PublicKey(bytes: Hash256(words: (number &* 0x9E37_79B9_7F4A_7C15, number, 1, 1)))
    }

    private static func sign<Typed: TypedMessage>(
        _ message: Typed, by key: PublicKey
    ) -> [UInt8] {
        guard let payload = try? message.payload() else {
            preconditionFailure("\(message) is refused by its table")
        }
        return Statement.seal(
            payload.rawSpan, key: key, signature: Signature(r: none, s: none))
    }

    private static func entryZero() -> CheckedStatement {
        let file = NetworkFile(
            sequence: 1, name: "town", genesis: Nanoseconds(0), periods: .demo,
            oracles: [
                OracleMember(
                    key: key(1), logKey: key(1), receiptKey: key(2), entropyKey: key(3),
                    url: "http://127.0.0.1:1")
            ], creditKey: key(5),
            fees: NetworkFees(registrationCredits: 0, moveCredits: 0, depositGrains: 0),
            regionTable: UInt64(RegionalPlan.tableVersion), regionTableHash: none,
            ruleBookHash: none, pools: [PoolLine(first: Epoch(0), hotspotsGrains: 1)],
            grainsPerCredit: 1, floorUnits: 1, selectionTrust: 250)
        guard let payload = try? file.payload(),
            case .good(let statement) = CheckedStatement.check(
                sign(file, by: key(9)),
                network: NetworkID(ofFile: payload.rawSpan, by: SHA256.self), by: Believing.self,
                hashing: SHA256.self, entry: { _ in nil })
        else { preconditionFailure("a network file") }
        return statement
    }

    private static func hotspot(_ number: Int) -> PublicKey { key(1_000 + UInt64(number)) }

    func registrations(from first: Int, count: Int) -> [[UInt8]] {
        (first..<first + count).map { number in
            guard
                let place = try? Coordinate(
                    latitude: 47 + Double(number / 1_000) / 1_000,
                    longitude: 8 + Double(number % 1_000) / 1_000),
                let resolution = try? Resolution(12)
            else { preconditionFailure("a place") }
            return Self.sign(
                Registration(
                    sequence: UInt64(number + 1), hotspotKey: Self.hotspot(number),
                    hotspotSignature: Signature(r: Self.none, s: Self.none),
                    place: AssertedPlace(
                        cell: Cell(containing: place, resolution: resolution),
                        height: Metres(10), gain: Decibels(hundredths: 230), plan: "EU868"),
                    radioClass: .full, measures: [.counter, .signalRSSI],
                    payout: PayoutAccount([UInt8](repeating: 7, count: 20).rawSpan),
                    depositCredits: 0),
                by: Self.key(500_000_000 + UInt64(number / 10)))
        }
    }

    func seals(of window: Window) -> [[UInt8]] {
        (0..<count).map { number in
            Self.sign(
                Seal(
                    sequence: 1, window: window,
                    seal: Hash256(words: (UInt64(number), 0, 0, 0))),
                by: Self.hotspot(number * 7_919 % count))
        }
    }

    func checked(_ statements: [[UInt8]]) -> [CheckedStatement] {
        statements.map { bytes in
            guard
                case .good(let statement) = CheckedStatement.check(
                    bytes, network: file.network, by: Believing.self, hashing: SHA256.self,
                    entry: { _ in nil })
            else { preconditionFailure("a statement of the town") }
            return statement
        }
    }

    func take(_ statements: [CheckedStatement], into logic: inout OracleLogic) -> UInt64 {
        var taken: UInt64 = 0
        for (index, statement) in statements.enumerated() {
            guard logic.refusal(of: statement) == nil,
                (try? logic.apply(statement, at: UInt64(count + 100 + index))) != nil
            else { preconditionFailure("the town's statements are good") }
            taken += 1
        }
        return taken
    }

    func lookUps() -> UInt64 {
        var sum: UInt64 = 0
        for number in 0..<count {
            let key = Self.hotspot(number * 7_919 % count)
            guard let found = logic.registry.number(of: key, in: Window(1)),
                let hotspot = logic.registry.hotspot(found, in: Window(1))
            else { preconditionFailure("hotspot \(number)") }
            sum &+= hotspot.place.cell.bits
        }
        return sum
    }
}
