public import HexGrid
import Units

/// Why an input is not one epoch's.
public enum RewardInputError: Error, Equatable, Sendable, CustomStringConvertible {
    case tooManyRegistrations(UInt32)
    case beyondRegistry(number: UInt32, registered: UInt32, in: String)
    case numberTwice(UInt32)
    case resolution(cell: Cell, wanted: Int, in: String)
    case trust(UInt16, number: UInt32)
    case unknownHotspot(UInt32, in: String)
    case tooManyWitnesses(found: Int, most: Int, beaconer: UInt32)
    case witnessTwice(UInt32, beaconer: UInt32)
    case heardMore(hotspot: UInt32, heard: UInt32, sent: UInt32)
    case beyondMoney(String, found: UInt64, most: UInt64)

    public enum Code: String, CaseIterable, Sendable {
        case tooManyRegistrations, beyondRegistry, numberTwice, resolution, trust, unknownHotspot
        case tooManyWitnesses, witnessTwice, heardMore, beyondMoney
    }

    public var code: Code {
        switch self {
        case .tooManyRegistrations: .tooManyRegistrations
        case .beyondRegistry: .beyondRegistry
        case .numberTwice: .numberTwice
        case .resolution: .resolution
        case .trust: .trust
        case .unknownHotspot: .unknownHotspot
        case .tooManyWitnesses: .tooManyWitnesses
        case .witnessTwice: .witnessTwice
        case .heardMore: .heardMore
        case .beyondMoney: .beyondMoney
        }
    }

    public var description: String {
        switch self {
        case .tooManyRegistrations(let count):
            "\(count) registrations; at most \(RewardInput.greatestRegistered) are computed"
        case .beyondRegistry(let number, let registered, let list):
            "\(list): hotspot \(number) of a registry of \(registered); numbers count from 0"
        case .numberTwice(let number): "hotspots: number \(number) stands twice"
        case .resolution(let cell, let wanted, let list):
            "\(list): cell \(cell) has not resolution \(wanted)"
        case .trust(let trust, let number):
            "hotspots: \(number) has a trust of \(trust) per mille; at most 1000"
        case .unknownHotspot(let number, let list):
            "\(list): hotspot \(number) is not among the hotspots"
        case .tooManyWitnesses(let found, let most, let beaconer):
            "beacons: one of \(beaconer) has \(found) witnesses; at most \(most) are selected"
        case .witnessTwice(let number, let beaconer):
            "beacons: one of \(beaconer) has \(number) as witness twice, or as its own"
        case .heardMore(let hotspot, let heard, let sent):
            "coverage: hotspot \(hotspot) heard \(heard) of \(sent)"
        case .beyondMoney(let name, let found, let most): "\(name): \(found); at most \(most)"
        }
    }
}

extension RewardInput {
    /// Leaves and tables by number must fit in memory.
    public static let greatestRegistered: UInt32 = 1 << 26
    /// What a message can say of grains (docs/messages.md), and of credits.
    public static let greatestGrains: UInt64 = 100_000_000_000_000_000
    public static let greatestCredits: UInt64 = 9_007_199_254_740_991
    public static let greatestPrice: UInt64 = 1_000_000_000_000
    public static let greatestFloor: UInt64 = 1_000_000_000_000_000

    /// Refuses what contradicts itself. Edges, contacts and coverage of hotspots that are no longer
    /// there are not refused: they are history.
    public func check(by rules: RewardRules) throws(RewardInputError) {
        guard registered <= Self.greatestRegistered else {
            throw .tooManyRegistrations(registered)
        }
        try checkMoney()
        let known = try checkHotspots()
        try checkBeacons(known, by: rules)
        for entry in coverage {
            try Self.check(entry.cell, 8, "coverage")
            guard entry.heard <= entry.sent else {
                throw .heardMore(hotspot: entry.hotspot, heard: entry.heard, sent: entry.sent)
            }
        }
        for entry in demand {
            try Self.check(entry.cell, 8, "demand")
        }
        for receipt in receipts { try checkNumber(receipt.hotspot, "receipts") }
        for deposit in returnedDeposits {
            try checkNumber(deposit.hotspot, "returned deposits")
        }
        try Self.check(sum: receipts, \.credits, "credits", most: Self.greatestCredits)
        try Self.check(sum: demand, \.credits, "credits", most: Self.greatestCredits)
        try Self.check(
            sum: returnedDeposits, \.grains.value, "returned deposits", most: Self.greatestGrains)
    }

    private static func check<Item>(
        sum items: [Item], _ amount: (Item) -> UInt64, _ name: String, most: UInt64
    ) throws(RewardInputError) {
        let sum = items.reduce(UInt128(0)) { $0 + UInt128(amount($1)) }
        try check(UInt64(clamping: sum), name, most: most)
    }

    private func checkMoney() throws(RewardInputError) {
        try Self.check(pool.value, "pool", most: Self.greatestGrains)
        try Self.check(grainsPerCredit, "grains per credit", most: Self.greatestPrice)
        try Self.check(floorUnits, "floor units", most: Self.greatestFloor)
        for amount in lifetime {
            try Self.check(amount.value, "lifetime amount", most: Self.greatestGrains)
        }
        guard lifetime.count <= registered else {
            throw .beyondRegistry(
                number: UInt32(lifetime.count - 1), registered: registered, in: "lifetime")
        }
    }

    /// Which numbers are there.
    private func checkHotspots() throws(RewardInputError) -> [Bool] {
        var known = [Bool](repeating: false, count: Int(registered))
        for hotspot in hotspots {
            try checkNumber(hotspot.number, "hotspots")
            guard !known[Int(hotspot.number)] else { throw .numberTwice(hotspot.number) }
            known[Int(hotspot.number)] = true
            try Self.check(hotspot.cell, 12, "hotspots")
            guard hotspot.trust <= 1_000 else {
                throw .trust(hotspot.trust, number: hotspot.number)
            }
            try Self.check(hotspot.depositMissing.value, "deposit", most: Self.greatestGrains)
        }
        return known
    }

    private func checkBeacons(
        _ known: [Bool], by rules: RewardRules
    ) throws(RewardInputError) {
        let most = rules.unitTable.greatestWitnesses
        for beacon in beacons {
            guard beacon.witnesses.count <= most else {
                throw .tooManyWitnesses(
                    found: beacon.witnesses.count, most: most, beaconer: beacon.beaconer)
            }
            for number in [beacon.beaconer] + beacon.witnesses {
                guard number < registered, known[Int(number)] else {
                    throw .unknownHotspot(number, in: "beacons")
                }
            }
            for (index, witness) in beacon.witnesses.enumerated() {
                guard witness != beacon.beaconer, !beacon.witnesses[..<index].contains(witness)
                else { throw .witnessTwice(witness, beaconer: beacon.beaconer) }
            }
        }
    }

    private func checkNumber(_ number: UInt32, _ list: String) throws(RewardInputError) {
        guard number < registered else {
            throw .beyondRegistry(number: number, registered: registered, in: list)
        }
    }

    private static func check(
        _ cell: Cell, _ wanted: Int, _ list: String
    ) throws(RewardInputError) {
        guard cell.level == wanted else {
            throw .resolution(cell: cell, wanted: wanted, in: list)
        }
    }

    private static func check(
        _ value: UInt64, _ name: String, most: UInt64
    ) throws(RewardInputError) {
        guard value <= most else { throw .beyondMoney(name, found: value, most: most) }
    }
}
