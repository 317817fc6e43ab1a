import Airwaves
import Attestation
import HexGrid
import Primitives
import Seeds
import Signing
import Units

@testable import CoverageRules

/// A beacon and a report that keep every rule, to be spoilt in one way each.
enum GoodFacts {
    static let terms = RuleTerms(
        network: NetworkID(bits: 0x0123_4567_89ab_cdef),
        genesis: Nanoseconds(1_800_000_000_000_000_000), periods: .main, selectionTrust: 500,
        book: .first)
    static let window = Window(100)
    static let home = coordinate(47.3769, 8.5417)

    static func coordinate(_ latitude: Double, _ longitude: Double) -> Coordinate {
        do {
            return try Coordinate(latitude: latitude, longitude: longitude)
        } catch { preconditionFailure("\(error)") }
    }

    static func hash(_ number: UInt64) -> Hash256 { Hash256(words: (number, number, 7, 9)) }
    static func key(_ number: UInt64) -> PublicKey { PublicKey(bytes: hash(number)) }

    static func station(_ number: UInt32, at place: Coordinate) -> Station {
        Station(
            hotspot: number, key: key(UInt64(number)), owner: key(1_000 + UInt64(number)),
            cell: Cell(containing: place, resolution: .cell), height: Metres(10),
            gain: Decibels(hundredths: 230), plan: .eu868, radioClass: .full,
            measures: [.signalRSSI, .frequencyError, .counter, .fineTime, .position],
            site: number, trust: 600, firstWindow: Window(1))
    }

    static let values = DrawValues(slot: hash(41), spare: hash(42))
    static let beaconer = station(1, at: home)
    static let slots = BeaconSlots(
        network: terms.network, hotspot: beaconer.key, firstValue: hash(40),
        periods: terms.periods, by: SHA256.self)

    /// A nonce that draws SF10 at full power, so that both sides of every bound can be reached.
    static let (nonce, draw): (Hash256, BeaconDraw) = {
        for number in UInt64(0)... {
            let plan = RuleBook.first.plan(.eu868)
            let draw = try? BeaconDraw(
                network: terms.network, hotspot: beaconer.key, window: window,
                nonce: hash(5_000 + number), values: values,
                rules: plan?.drawRules ?? DrawRules(.eu868, .main), by: SHA256.self)
            if let draw, draw.spreadingFactor == .sf10, draw.power.hundredths == 0 {
                return (hash(5_000 + number), draw)
            }
        }
        preconditionFailure("some nonce draws it")
    }()

    static let beacon: BeaconFacts = beacon(at: .slot)

    static func beacon(at kind: SlotKind, frameOf moment: BeaconSlot? = nil) -> BeaconFacts {
        let plan = RegionalPlan.eu868.rules
        let frame = try? BeaconFrame(
            network: terms.network, hotspot: beaconer.key, window: window, nonce: nonce,
            draw: draw, at: moment ?? kind.moment, values: values, by: SHA256.self)
        let start = terms.periods.firstPeriod(of: window).number * 60_000
        let sent = start + slots[kind.moment].milliseconds + 20
        let transmission = Transmission(
            frame: frame?.bytes ?? [], frequency: plan.beaconChannels[draw.channel],
            spreadingFactor: 10, bandwidth: Hertz(125_000), power: plan.maximumEIRP,
            powerBasis: .confirmed, sent: Nanoseconds(terms.genesis.value + sent * 1_000_000),
            clock: .gps, counterMicroseconds: 5, airtimeMilliseconds: 900, plan: "EU868",
            regionTable: 1)
        let reveal = Reveal(
            sequence: 9, window: window, slot: kind, nonce: nonce, transmission: transmission,
            radio: RadioDescription(
                radioClass: .full, measures: beaconer.measures, firmware: .known),
            position: position(12), commitments: CommitmentNews())
        return BeaconFacts(
            id: hash(77), reveal: reveal, isSigned: true, station: beaconer, slots: slots,
            values: values,
            drawn: DrawnBeacon(
                reveal, by: beaconer.key, values: values, terms, digest: SHA256.self),
            recordsAfterDraw: 30,
            commitment: ProofHash.commitment(
                network: terms.network, hotspot: beaconer.key, window: window, nonce: nonce,
                by: SHA256.self),
            unopenedEarlier: 0, earlierReveals: 0, sameSequence: 0, plansAtPlace: [.eu868],
            positions: PositionHistory(hasFix: true))
    }

    /// A fix of 5 m accuracy so far from the asserted centre.
    static func position(_ metres: Int64) -> MeasuredPosition {
        MeasuredPosition(
            distance: Metres(metres), accuracy: Metres(5), source: .fix3D,
            cell: Cell(
                containing: home, resolution: metres <= 500 ? .cell : .coarse))
    }

    static let witnessPlace = coordinate(47.42, 8.56)

    static let witness: WitnessFacts = witness(of: beacon, at: station(2, at: witnessPlace))

    static func witness(of beacon: BeaconFacts, at station: Station) -> WitnessFacts {
        let sent = beacon.reveal.transmission
        let reception = Reception(
            frequency: sent.frequency, spreadingFactor: sent.spreadingFactor,
            bandwidth: sent.bandwidth, level: SignalLevel(hundredths: -10_000),
            signal: SignalLevel(hundredths: -10_100), ratio: Decibels(hundredths: 500),
            frequencyErrorHertz: -340, counterMicroseconds: 12_345, fineNanoseconds: 250_000_000)
        return WitnessFacts(
            id: hash(88),
            report: WitnessReport(
                frame: sent.frame, time: sent.sent, clock: .gps, first: reception),
            isSigned: true, station: station, beacon: HeardBeacon(beacon, terms),
            seal: SealFacts(
                id: hash(90), window: window, recordsBelowSeal: 9, recordsBelowOpening: 30),
            unopenedSeals: 0, isEdgeDoubted: false, earlierReports: 0, missing: MissingFields(),
            position: position(3), positions: PositionHistory(hasFix: true),
            frequencyErrors: FrequencyErrors(count: 20, sum: -20 * 300))
    }

    /// A place whose cell's centre lies exactly so far from another's.
    static func place(_ metres: Int64, from station: Station) -> Coordinate {
        var chance = SeededNumbers(seed: 12)
        let degrees = Double(metres) / 111_195
        for _ in 0..<200_000 {
            let share = chance.fraction() * 2 - 1
            let north = degrees * share
            let east = degrees * (1 - share * share).squareRoot() / 0.677
            let place = coordinate(
                station.place.latitude + north * (0.99 + chance.fraction() / 50),
                station.place.longitude + east * (0.99 + chance.fraction() / 50))
            let centre = Cell(containing: place, resolution: .cell).center
            if centre.distance(to: station.place).value == metres { return place }
        }
        preconditionFailure("no cell lies \(metres) m away")
    }
}

extension Resolution {
    static var cell: Resolution { named(12) }
    static var coarse: Resolution { named(5) }

    private static func named(_ number: Int) -> Resolution {
        guard let resolution = try? Resolution(number) else {
            preconditionFailure("\(number)")
        }
        return resolution
    }
}
