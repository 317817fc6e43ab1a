import Airwaves
import Attestation
import HexGrid
import Primitives

/// What is wrong with a record.
enum RecordFlaw: Error {
    case cbor(CBORError)
    case flaw(RegistryFormatError.Flaw)

    var reason: RegistryFormatError.Reason {
        switch self {
        case .cbor(let error): .cbor(error)
        case .flaw(let flaw): .flaw(flaw)
        }
    }
}

/// Reads the fields of records, each under the next key, as `RecordFields` wrote them.
struct RecordReader: ~Escapable {
    private var reader: CBORReader
    private let byteCount: Int
    private var key: UInt64 = 0

    /// More than any sum of money the network pays.
    static let greatestGrains: UInt64 = 1 << 58
    /// Windows of log time stay below 2^35, and statements change the coming one.
    static let greatestWindow: UInt64 = 1 << 35
    static let greatestEpoch: UInt64 = Epoch.limit - 64

    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) throws(RecordFlaw) {
        byteCount = bytes.byteCount
        do throws(CBORError) {
            reader = try CBORReader(bytes, limit: Int(UInt32.max))
        } catch {
            throw .cbor(error)
        }
    }

    var isAtEnd: Bool { reader.offset == byteCount }

    /// Begins a record and returns the number of its kind.
    mutating func begin() throws(RecordFlaw) -> UInt64 {
        key = 0
        try read { r throws(CBORError) in _ = try r.beginMap() }
        return try number()
    }

    mutating func end() throws(RecordFlaw) {
        try read { r throws(CBORError) in try r.endMap() }
    }

    private mutating func read<Value>(
        _ body: (inout CBORReader) throws(CBORError) -> Value
    ) throws(RecordFlaw) -> Value {
        do throws(CBORError) {
            return try body(&reader)
        } catch {
            throw .cbor(error)
        }
    }

    private mutating func next() throws(RecordFlaw) {
        let wanted = key
        key += 1
        try read { r throws(CBORError) in try r.key(wanted) }
    }
}

// MARK: - Fields

extension RecordReader {
    mutating func number(upTo limit: UInt64 = .max) throws(RecordFlaw) -> UInt64 {
        try next()
        return try item(upTo: limit)
    }

    mutating func flag() throws(RecordFlaw) -> Bool {
        try next()
        return try read { r throws(CBORError) in try r.boolean() }
    }

    mutating func hash() throws(RecordFlaw) -> Hash256 {
        try next()
        return try read { r throws(CBORError) in try r.hash256() }
    }

    mutating func publicKey() throws(RecordFlaw) -> PublicKey { PublicKey(bytes: try hash()) }

    mutating func bytes() throws(RecordFlaw) -> [UInt8] {
        try next()
        return try read { r throws(CBORError) in [UInt8](copying: try r.bytes()) }
    }

    mutating func text() throws(RecordFlaw) -> String {
        try next()
        return try read { r throws(CBORError) in
            String(decoding: [UInt8](copying: try r.text(upTo: 4_096)), as: UTF8.self)
        }
    }

    mutating func eight() throws(RecordFlaw) -> UInt64 {
        try next()
        return try read { r throws(CBORError) in try r.bytes(exactly: 8).bigEndian64(at: 0) }
    }

    mutating func window() throws(RecordFlaw) -> Window {
        Window(try number(upTo: Self.greatestWindow))
    }

    mutating func epoch() throws(RecordFlaw) -> Epoch {
        Epoch(try number(upTo: Self.greatestEpoch))
    }

    mutating func cell() throws(RecordFlaw) -> Cell {
        try Self.cell(try number())
    }

    static func cell(_ bits: UInt64) throws(RecordFlaw) -> Cell {
        guard let cell = try? Cell(bits: bits), cell.resolution.value == 12 else {
            throw .flaw(.value)
        }
        return cell
    }

    mutating func payout() throws(RecordFlaw) -> PayoutAccount? {
        guard let bytes = try optional({ r throws(RecordFlaw) in try r.bytes() }) else {
            return nil
        }
        guard let account = PayoutAccount(bytes.rawSpan) else { throw .flaw(.value) }
        return account
    }

    /// The field under the next key, if it is there.
    mutating func optional<Value>(
        _ body: (inout RecordReader) throws(RecordFlaw) -> Value
    ) throws(RecordFlaw) -> Value? {
        var ahead = reader
        let wanted = key
        var isThere = false
        do throws(CBORError) {
            isThere = try ahead.optionalKey(wanted)
        } catch {
            throw .cbor(error)
        }
        guard isThere else {
            key += 1
            return nil
        }
        return try body(&self)
    }

    mutating func list<Item>(
        upTo limit: Int = .max, _ body: (inout RecordReader) throws(RecordFlaw) -> Item
    ) throws(RecordFlaw) -> [Item] {
        try next()
        let count = try read { r throws(CBORError) in try r.beginArray(upTo: limit) }
        var items: [Item] = []
        items.reserveCapacity(count)
        for _ in 0..<count { items.append(try body(&self)) }
        try endArray()
        return items
    }

    /// A change as the message that made it, where it stands and from when on it holds.
    mutating func change<Change: TypedMessage>(
        _: Change.Type
    ) throws(RecordFlaw) -> (index: UInt64, first: Epoch, change: Change) {
        let index = try number()
        let first = try epoch()
        let payload = try bytes()
        do throws(MessageError) {
            return (index, first, try Change(parsing: payload.rawSpan))
        } catch {
            throw .flaw(.message)
        }
    }
}

// MARK: - Items of lists

extension RecordReader {
    mutating func item(upTo limit: UInt64 = .max) throws(RecordFlaw) -> UInt64 {
        try read { r throws(CBORError) in try r.unsigned(upTo: limit) }
    }

    mutating func array(_ count: Int) throws(RecordFlaw) {
        try read { r throws(CBORError) in try r.beginArray(exactly: count) }
    }

    mutating func endArray() throws(RecordFlaw) {
        try read { r throws(CBORError) in try r.endArray() }
    }

    private mutating func keyItem() throws(RecordFlaw) -> PublicKey {
        try read { r throws(CBORError) in try r.publicKey() }
    }

    mutating func keys(of hotspot: UInt32) throws(RecordFlaw) -> [KeyRecord] {
        try list { r throws(RecordFlaw) in
            let count = try r.read { r throws(CBORError) in try r.beginArray(upTo: 4) }
            guard count >= 3 else { throw .flaw(.value) }
            let key = try r.keyItem()
            let from = try r.item(upTo: Self.greatestWindow)
            let proven = try r.item()
            let until = count == 4 ? try r.item(upTo: Self.greatestWindow) : KeyRecord.forEver
            try r.endArray()
            return KeyRecord(key: key, hotspot: hotspot, from: from, until: until, proven: proven)
        }
    }

    /// Versions whose key is counted from the hotspot's first, and their owners.
    mutating func versions() throws(RecordFlaw) -> [(version: HotspotVersion, owner: PublicKey)] {
        try list(upTo: 1_024) { r throws(RecordFlaw) in
            try r.array(8)
            let since = try r.item(upTo: Self.greatestWindow)
            let index = try r.item()
            let cell = try Self.cell(try r.item())
            let height = UInt16(try r.item(upTo: 1_000))
            let gain = try r.read { r throws(CBORError) in try r.integer(in: -2_000...3_000) }
            let plan = UInt8(try r.item(upTo: 255))
            guard RegionalPlan(rawValue: plan) != nil else { throw .flaw(.value) }
            let key = UInt32(try r.item(upTo: UInt64(UInt32.max)))
            let owner = try r.keyItem()
            try r.endArray()
            let version = HotspotVersion(
                since: since, placeIndex: index, cell: cell.bits, key: key, owner: 0,
                height: height, gain: Int16(gain), plan: plan)
            return (version, owner)
        }
    }

    mutating func routeKeys() throws(RecordFlaw) -> [(first: UInt64, key: RegisteredRoute)] {
        try list(upTo: 64) { r throws(RecordFlaw) in
            try r.array(4)
            let first = try r.item(upTo: Self.greatestEpoch)
            let (receipt, router) = (try r.keyItem(), try r.keyItem())
            let isActive = try r.read { r throws(CBORError) in try r.boolean() }
            try r.endArray()
            return (
                first, RegisteredRoute(receiptKey: receipt, router: router, isActive: isActive)
            )
        }
    }

    mutating func matter() throws(RecordFlaw) -> StandingEntry.Matter {
        switch try number(upTo: 3) {
        case 0:
            let rule = try text()
            guard let effect = NoticeEffect(rawValue: try number()) else { throw .flaw(.value) }
            let change = try optional { r throws(RecordFlaw) in try r.number() }
            let other = try optional { r throws(RecordFlaw) in
                HotspotNumber(UInt32(try r.number(upTo: UInt64(UInt32.max))))
            }
            return .notice(rule: rule, effect, change: change, other: other)
        case 1: return .fraudProof(accused: try publicKey())
        case 2:
            let rule = try text()
            guard let outcome = DecisionOutcome(rawValue: try number()) else {
                throw .flaw(.value)
            }
            return .decision(about: try hash(), outcome, rule: rule)
        default: return .appeal(about: try hash())
        }
    }
}
