import HexGrid
public import Notation
import Primitives
import Units

/// Why JSON is no input of pay: where, and what is due there.
public struct RewardJSONError: Error, Equatable, Sendable, CustomStringConvertible {
    public let place: String
    public let reason: String

    public var description: String { "\(place): \(reason)" }
}

extension RewardInput {
    /// Reads one object with all members of the input by their names in snake case, cells and keys
    /// as hexadecimal text. For tests, and for whoever asks what an epoch would pay. Refuses members
    /// that are missing or unknown; what the numbers mean together is asked by ``check(by:)``.
    public init(json: JSON) throws(RewardJSONError) {
        var object = try JSONFields(json, at: "input")
        self.init(
            epoch: try object.number("epoch"), registered: try object.number("registered"),
            pool: Grains(try object.number("pool")))
        grainsPerCredit = try object.number("grains_per_credit")
        floorUnits = try object.number("floor_units")
        hotspots = try object.list("hotspots", PlacedHotspot.init(json:))
        beacons = try object.list("beacons") { (item) throws(RewardJSONError) in
            PaidBeacon(
                beaconer: try item.number("beaconer"), witnesses: try item.numbers("witnesses"))
        }
        coverage = try object.list("coverage") { (item) throws(RewardJSONError) in
            CellCoverage(
                cell: try item.cell("cell"), hotspot: try item.number("hotspot"),
                heard: try item.number("heard"), sent: try item.number("sent"))
        }
        demand = try object.list("demand") { (item) throws(RewardJSONError) in
            CellDemand(
                cell: try item.cell("cell"), payer: try item.key("payer"),
                credits: try item.number("credits"))
        }
        edges = try object.list("edges") { (item) throws(RewardJSONError) in
            TwoWayEdge(try item.number("a"), try item.number("b"))
        }
        mappers = try object.list("mappers") { (item) throws(RewardJSONError) in
            MapperContact(owner: try item.key("owner"), hotspot: try item.number("hotspot"))
        }
        receipts = try object.list("receipts") { (item) throws(RewardJSONError) in
            DataReceipt(
                hotspot: try item.number("hotspot"), payer: try item.key("payer"),
                credits: try item.number("credits"))
        }
        returnedDeposits = try object.list("returned_deposits") { (item) throws(RewardJSONError) in
            ReturnedDeposit(
                hotspot: try item.number("hotspot"), grains: Grains(try item.number("grains")))
        }
        lifetime = try object.numbers("lifetime").map(Grains.init)
        try object.finish()
    }
}

extension PlacedHotspot {
    fileprivate init(json item: inout JSONFields) throws(RewardJSONError) {
        self.init(
            number: try item.number("number"), cell: try item.cell("cell"),
            seniority: try item.number("seniority"), owner: try item.key("owner"),
            trust: try item.number("trust"))
        hasStanding = try item.flag("standing")
        served = try item.flag("served")
        condition = try item.condition("condition")
        fraudProven = try item.flag("fraud_proven")
        isFoundingAnchor = try item.flag("founding_anchor")
        depositMissing = Grains(try item.number("deposit_missing"))
    }
}

/// The members of one object, each read once.
private struct JSONFields {
    let place: String
    let object: JSONObject
    var read = 0

    init(_ json: JSON, at place: String) throws(RewardJSONError) {
        guard case .object(let object) = json else {
            throw RewardJSONError(
                place: place, reason: "\(json.kind) stands where an object is due")
        }
        self.place = place
        self.object = object
    }

    mutating func member(_ name: String) throws(RewardJSONError) -> JSON {
        guard let value = object[name] else {
            throw RewardJSONError(place: place, reason: "\"\(name)\" is missing")
        }
        read += 1
        return value
    }

    /// Every member was asked for.
    func finish() throws(RewardJSONError) {
        guard read == object.members.count else {
            throw RewardJSONError(
                place: place, reason: "\(object.members.count - read) members are unknown")
        }
    }

    func refusal(_ name: String, _ value: JSON, due: String) -> RewardJSONError {
        RewardJSONError(
            place: "\(place).\(name)", reason: "\(value.kind) stands where \(due) is due")
    }

    mutating func number<Number: FixedWidthInteger>(
        _ name: String
    ) throws(RewardJSONError) -> Number {
        try Self.number(try member(name), self, name)
    }

    private static func number<Number: FixedWidthInteger>(
        _ value: JSON, _ fields: JSONFields, _ name: String
    ) throws(RewardJSONError) -> Number {
        guard case .number(let number) = value, let whole = number.unsignedValue,
            let fitting = Number(exactly: whole)
        else {
            throw fields.refusal(name, value, due: "a whole number of at most \(Number.max)")
        }
        return fitting
    }

    mutating func numbers<Number: FixedWidthInteger>(
        _ name: String
    ) throws(RewardJSONError) -> [Number] {
        let value = try member(name)
        guard case .array(let items) = value else {
            throw refusal(name, value, due: "a list of numbers")
        }
        var numbers: [Number] = []
        for item in items { numbers.append(try Self.number(item, self, name)) }
        return numbers
    }

    mutating func flag(_ name: String) throws(RewardJSONError) -> Bool {
        let value = try member(name)
        guard case .bool(let flag) = value else {
            throw refusal(name, value, due: "true or false")
        }
        return flag
    }

    mutating func cell(_ name: String) throws(RewardJSONError) -> Cell {
        let value = try member(name)
        guard let text = value.string else { throw refusal(name, value, due: "a cell") }
        do throws(HexGridError) {
            return try Cell(parsing: text)
        } catch {
            throw RewardJSONError(place: "\(place).\(name)", reason: "\(error)")
        }
    }

    mutating func key(_ name: String) throws(RewardJSONError) -> PublicKey {
        let value = try member(name)
        guard let text = value.string, let bytes = try? Hex.bytes(from: text),
            let key = PublicKey(bytes.rawSpan)
        else { throw refusal(name, value, due: "a key of 64 hexadecimal digits") }
        return key
    }

    mutating func condition(_ name: String) throws(RewardJSONError) -> HotspotCondition {
        let value = try member(name)
        guard let condition = HotspotCondition.allCases.first(where: { $0.word == value.string })
        else { throw refusal(name, value, due: "active, probation or suspended") }
        return condition
    }

    mutating func list<Item>(
        _ name: String, _ body: (inout JSONFields) throws(RewardJSONError) -> Item
    ) throws(RewardJSONError) -> [Item] {
        let value = try member(name)
        guard case .array(let items) = value else { throw refusal(name, value, due: "a list") }
        var result: [Item] = []
        result.reserveCapacity(items.count)
        for (index, item) in items.enumerated() {
            var fields = try JSONFields(item, at: "\(name)[\(index)]")
            result.append(try body(&fields))
            try fields.finish()
        }
        return result
    }
}

extension HotspotCondition {
    /// As files and JSON spell it.
    public var word: String {
        switch self {
        case .active: "active"
        case .probation: "probation"
        case .suspended: "suspended"
        }
    }
}
