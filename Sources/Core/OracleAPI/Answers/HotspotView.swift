public import Airwaves
public import Attestation
public import HexGrid
public import Notation
public import Primitives
public import Units

/// What an oracle's registry has of a hotspot: `earshot.hotspot.v1`. Nothing signs it; the log
/// holds the owner's statements behind it.
public struct HotspotView: Hashable, Sendable {
    public var network: NetworkID
    public var address: Address
    public var number: UInt32
    public var owner: Address
    /// The first window with these values.
    public var since: Window
    public var place: Place
    public var radioClass: RadioClass
    public var measures: RadioMeasures
    /// The log index of the statement that asserted the place.
    public var placeIndex: UInt64
    public var standing: Standing
    public var untilEpoch: Epoch?
    /// Per mille; nil: not computed yet.
    public var trust: UInt64?
    /// What the newest computed epoch paid; nil: none is computed, or not said.
    public var pay: Pay?
    /// Notices, proofs, decisions and appeals that have not expired; nil: not said.
    public var matters: HotspotMatters?
    /// Commitments of the key in the log that nothing logged has opened; nil: not said.
    public var unopened: [CommitmentNews.Commitment]?
    /// A place that holds from a later window on.
    public var next: Next?

    /// Where the owner says the antenna stands, and how.
    public struct Place: Hashable, Sendable {
        public var cell: Cell
        public var height: Metres
        public var gain: Decibels
        public var plan: RegionalPlan

        public init(cell: Cell, height: Metres, gain: Decibels, plan: RegionalPlan) {
            self.cell = cell
            self.height = height
            self.gain = gain
            self.plan = plan
        }
    }

    public struct Next: Hashable, Sendable {
        public var since: Window
        public var place: Place

        public init(since: Window, place: Place) {
            self.since = since
            self.place = place
        }
    }

    public struct Pay: Hashable, Sendable {
        public var epoch: Epoch
        public var amount: Grains
        /// All it ever earned.
        public var lifetime: Grains

        public init(epoch: Epoch, amount: Grains, lifetime: Grains) {
            self.epoch = epoch
            self.amount = amount
            self.lifetime = lifetime
        }
    }

    public enum Standing: String, CaseIterable, Sendable {
        case new, earning, standing, probation, suspended, retired
    }

    public init(
        network: NetworkID, address: Address, number: UInt32, owner: Address, since: Window,
        place: Place, radioClass: RadioClass, measures: RadioMeasures, placeIndex: UInt64,
        standing: Standing, untilEpoch: Epoch? = nil, trust: UInt64? = nil,
        pay: Pay? = nil, matters: HotspotMatters? = nil,
        unopened: [CommitmentNews.Commitment]? = nil,
        next: Next? = nil
    ) {
        self.network = network
        self.address = address
        self.number = number
        self.owner = owner
        self.since = since
        self.place = place
        self.radioClass = radioClass
        self.measures = measures
        self.placeIndex = placeIndex
        self.standing = standing
        self.untilEpoch = untilEpoch
        self.trust = trust
        self.pay = pay
        self.matters = matters
        self.unopened = unopened
        self.next = next
    }
}

extension HotspotView {
    public static let schema = "earshot.hotspot.v1"
    public static let greatestUnopened = 64
    /// The words of the message tables, in the order of their codes.
    static let classes = ["full", "attached", "light"]
    static let measureNames = [
        "signal_rssi", "frequency_error", "counter", "fine_time", "confirmed_power", "position",
    ]

    public var json: JSON {
        var members: [(String, JSON)] = [
            ("schema", .string(Self.schema)), ("network", .string("\(network)")),
            ("address", .string("\(address)")), ("number", .integer(Int64(number))),
            ("owner", .string("\(owner)")), ("since_window", .integer(Int64(since.number))),
        ]
        members += place.members
        let names = Self.measureNames.enumerated().filter {
            measures.rawValue >> $0.offset & 1 == 1
        }
        members += [
            ("radio_class", .string(Self.classes[Int(radioClass.rawValue)])),
            ("measures", .array(names.map { .string($0.element) })),
            ("place_index", .integer(Int64(placeIndex))),
            ("standing", .string(standing.rawValue)),
        ]
        if let untilEpoch { members.append(("until_epoch", .integer(Int64(untilEpoch.number)))) }
        if let trust { members.append(("trust", .integer(Int64(trust)))) }
        if let pay { members.append(("pay", pay.json)) }
        if let matters { members += matters.members }
        if let unopened {
            let list = unopened.map { commitment in
                JSON.object([
                    ("window", .integer(Int64(commitment.window.number))),
                    ("commitment", .string(commitment.hash.hexText)),
                ])
            }
            members.append(("unopened", .array(list)))
        }
        if let next {
            let since = ("since_window", JSON.integer(Int64(next.since.number)))
            members.append(("next", .object([since] + next.place.members)))
        }
        return .object(members)
    }

    public init(parsing body: RawSpan) throws(ViewError) {
        let limit = OracleResource.hotspot(Address(PublicKey(bytes: .zero))).greatestAnswer
        let reader = try ViewReader(try ViewError.json(body, limit: limit), schema: Self.schema)
        network = try reader.network("network")
        address = try reader.address("address")
        number = UInt32(try reader.integer("number", 0...Int64(UInt32.max)))
        owner = try reader.address("owner")
        since = try reader.window("since_window")
        place = try Place(reader)
        radioClass = try reader.radioClass("radio_class")
        measures = try reader.measures("measures")
        placeIndex = UInt64(try reader.integer("place_index", 0...Int64.max))
        guard let standing = try reader.word("standing", of: Standing.self) else {
            throw ViewError("standing", "is missing")
        }
        self.standing = standing
        untilEpoch = try reader.optionalInteger("until_epoch", 0...Int64(Epoch.limit))
            .map { Epoch(UInt64($0)) }
        trust = try reader.optionalInteger("trust", 0...1_000).map { UInt64($0) }
        pay = try reader.object["pay"].map { (json) throws(ViewError) in try Pay(json) }
        matters = try HotspotMatters(reader)
        unopened = try reader.commitments("unopened")
        next = nil
        guard let later = reader.object["next"] else { return }
        let inner = try ViewReader(later, schema: nil)
        next = Next(since: try inner.window("since_window"), place: try Place(inner))
    }
}

extension HotspotView.Place {
    fileprivate var members: [(String, JSON)] {
        [
            ("cell", .string("\(cell)")), ("height_m", .integer(height.value)),
            ("gain_cdbi", .integer(Int64(gain.hundredths))), ("plan", .string("\(plan)")),
        ]
    }

    fileprivate init(_ reader: ViewReader) throws(ViewError) {
        let text = try reader.text("cell", 15...15)
        do throws(HexGridError) {
            cell = try Cell(parsing: text)
        } catch {
            throw ViewError("cell", "\(error)")
        }
        guard cell.resolution.value == 12 else { throw ViewError("cell", "resolution 12 is due") }
        height = Metres(try reader.integer("height_m", 0...1_000))
        gain = Decibels(hundredths: Int32(try reader.integer("gain_cdbi", -2_000...3_000)))
        let name = try reader.text("plan", 3...16)
        guard let plan = RegionalPlan(parsing: name) else {
            throw ViewError("plan", "\(Quote.text(name)) is no plan that this program knows")
        }
        self.plan = plan
    }
}

extension HotspotView.Pay {
    fileprivate var json: JSON {
        .object([
            ("epoch", .integer(Int64(epoch.number))),
            ("grains", .integer(Int64(clamping: amount.value))),
            ("lifetime_grains", .integer(Int64(clamping: lifetime.value))),
        ])
    }

    fileprivate init(_ json: JSON) throws(ViewError) {
        let reader = try ViewReader(json, schema: nil)
        epoch = Epoch(UInt64(try reader.integer("epoch", 0...Int64(Epoch.limit))))
        amount = Grains(UInt64(try reader.integer("grains", 0...Int64.max)))
        lifetime = Grains(UInt64(try reader.integer("lifetime_grains", 0...Int64.max)))
    }
}

extension ViewReader {
    fileprivate func network(_ name: String) throws(ViewError) -> NetworkID {
        do throws(NetworkIDError) {
            return try NetworkID(parsing: viewText(name, 16...16))
        } catch {
            throw ViewError(name, "\(error)")
        }
    }

    /// A text that is checked by what reads it: absent is as good as empty.
    private func viewText(_ name: String, _ range: ClosedRange<Int>) -> String {
        (try? text(name, range)) ?? ""
    }

    fileprivate func address(_ name: String) throws(ViewError) -> Address {
        do throws(AddressError) {
            return try Address(parsing: viewText(name, 1...90))
        } catch {
            throw ViewError(name, "\(error)")
        }
    }

    fileprivate func window(_ name: String) throws(ViewError) -> Window {
        Window(UInt64(try integer(name, 0...Int64(Window.limit))))
    }

    fileprivate func radioClass(_ name: String) throws(ViewError) -> RadioClass {
        let text = try text(name, 1...32)
        guard let code = HotspotView.classes.firstIndex(of: text),
            let word = RadioClass(rawValue: UInt64(code))
        else { throw ViewError(name, "\(Quote.text(text)) is no class of radio") }
        return word
    }

    fileprivate func measures(_ name: String) throws(ViewError) -> RadioMeasures {
        guard let items = try list(name, upTo: 64) else { throw ViewError(name, "is missing") }
        var measures = RadioMeasures()
        for item in items {
            guard let code = HotspotView.measureNames.firstIndex(of: item.string ?? "") else {
                throw ViewError(name, "holds a word that names no measure")
            }
            measures.insert(RadioMeasures(rawValue: 1 << UInt64(code)))
        }
        return measures
    }

    fileprivate func commitments(
        _ name: String
    ) throws(ViewError) -> [CommitmentNews.Commitment]? {
        guard let items = try list(name, upTo: HotspotView.greatestUnopened) else { return nil }
        var commitments: [CommitmentNews.Commitment] = []
        for item in items {
            let reader = try ViewReader(item, schema: nil)
            let window = try reader.window("window")
            if let last = commitments.last, last.window >= window {
                throw ViewError(name, "stands in ascending order of windows, each one once")
            }
            commitments.append(.init(window: window, hash: try reader.hash("commitment")))
        }
        return commitments
    }
}

extension Hash256 {
    static let zero = Hash256(words: (0, 0, 0, 0))
}
