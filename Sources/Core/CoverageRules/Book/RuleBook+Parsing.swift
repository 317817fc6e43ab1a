import Airwaves
public import Attestation
import Primitives
import Units

extension RuleBook {
    /// Reads a `rules` content. Refuses what its table refuses, a threshold or table that a rule
    /// needs and that is missing, one that no rule knows, and numbers beyond their bounds.
    public init(parsing rules: RawSpan) throws(RuleBookError) {
        let message: Message
        do throws(MessageError) {
            message = try Message(parsing: rules)
        } catch {
            throw .message(error)
        }
        try self.init(message)
    }

    public init(_ message: Message) throws(RuleBookError) {
        guard message.type == .rules else { throw .otherType(message.type) }
        let tables = try Self.tables(message["tables"].items)
        let items = message["thresholds"].items
        let payFrom = items.firstIndex { $0.fields[0].string == PayNumber.rule } ?? items.count
        self.init(
            values: try Self.values(items[..<payFrom]),
            payNumbers: try Self.payNumbers(items[payFrom...]), tables: tables,
            plans: try Self.plans(message["plans"].items),
            firmware: message["firmware"].items.compactMap { Hash256($0.octets.rawSpan) },
            terrainRoot: message["terrain_root"].flatMap { Hash256($0.octets.rawSpan) })
    }

    private static func values(_ items: ArraySlice<MessageValue>) throws(RuleBookError) -> [Int64] {
        var values = [Int64](repeating: 0, count: Threshold.allCases.count)
        var wanted = Threshold.ordered[...]
        for item in items {
            let fields = item.fields
            let (rule, code, name) = (fields[0].string, fields[1].string, fields[2].string)
            let title = "\(rule) \(code) \(name)"
            guard let threshold = Threshold.allCases.first(where: { $0.title == title }) else {
                throw .unknown(title)
            }
            guard let next = wanted.first, next == threshold else {
                throw wanted.contains(threshold)
                    ? .missing(wanted.first?.title ?? title) : .order(title)
            }
            wanted.removeFirst()
            let (entry, value) = (threshold.entry, fields[3].number)
            guard fields[4].string == entry.unit else {
                throw .wrongUnit(title, wanted: entry.unit)
            }
            guard entry.range.contains(value) else {
                throw .outOfRange(title, value: value, bounds: entry.range)
            }
            values[threshold.rawValue] = value
        }
        if let missing = wanted.first { throw .missing(missing.title) }
        return values
    }

    private static func payNumbers(
        _ items: ArraySlice<MessageValue>
    ) throws(RuleBookError) -> [PayNumber] {
        var numbers: [PayNumber] = []
        for item in items {
            let fields = item.fields
            let number = PayNumber(
                name: fields[2].string, value: fields[3].number, unit: fields[4].string)
            let title = "\(fields[0].string) \(fields[1].string) \(number.name)"
            guard fields[0].string == PayNumber.rule, fields[1].string == PayNumber.code else {
                throw .order(title)
            }
            guard numbers.last.map({ $0.name < number.name }) ?? true else {
                throw .order(title)
            }
            numbers.append(number)
        }
        return numbers
    }

    private static func tables(_ items: [MessageValue]) throws(RuleBookError) -> [RuleTable] {
        var tables: [RuleTable] = []
        for item in items {
            let fields = item.fields
            let table = RuleTable(
                name: fields[0].string, unit: fields[1].string, columns: Int(fields[2].number),
                values: fields[3].list.map(\.number))
            guard table.values.count % table.columns == 0 else { throw .badTable(table.name) }
            tables.append(table)
        }
        for required in RequiredTable.allCases {
            guard let table = tables.first(where: { $0.name == required.rawValue }) else {
                throw .missingTable(required)
            }
            guard table.columns == required.columns else { throw .badTable(table.name) }
        }
        return tables
    }

    private static func plans(_ items: [MessageValue]) throws(RuleBookError) -> [RulePlan?] {
        var plans = [RulePlan?](repeating: nil, count: RegionalPlan.allCases.count)
        for item in items {
            let plan = try RulePlan(item.fields)
            guard plans[Int(plan.plan.rawValue)] == nil else {
                throw .badPlan(plan.plan.description)
            }
            plans[Int(plan.plan.rawValue)] = plan
        }
        return plans
    }
}

extension RulePlan {
    /// The fields of the message's `plan`, in the order of its table.
    init(_ fields: [MessageValue]) throws(RuleBookError) {
        let name = fields[0].string
        guard let plan = RegionalPlan(parsing: name) else { throw .unknownPlan(name) }
        guard (try? Bandwidth(checking: Int(fields[1].number))) != nil else {
            throw .badPlan(name)
        }
        self.plan = plan
        bandwidth = Hertz(UInt64(fields[1].number))
        greatestPower = SignalLevel(hundredths: Int32(fields[2].number))
        let (dwell, duty) = (UInt64(fields[3].number), UInt64(fields[4].number))
        self.dwell = dwell == 0 ? nil : Nanoseconds(dwell * 1_000_000)
        dutyMillionths = duty == 0 ? nil : duty
        listensBeforeTalk = fields[5] == .flag(true)
        channels = fields[6].list.map { Hertz(UInt64($0.number)) }
        var frames = InlineArray<6, UInt8>(repeating: 0)
        for rate in fields[7].list {
            frames[Int(rate.fields[0].number) - 7] = UInt8(rate.fields[1].number)
        }
        drawRules = DrawRules(longestFrames: frames, channelCount: UInt32(channels.count))
    }
}

// Values that have passed the message's table, so each is of its field's kind.

extension Optional<MessageValue> {
    fileprivate var items: [MessageValue] { self?.list ?? [] }
}

extension MessageValue {
    fileprivate var list: [MessageValue] {
        guard case .list(let items) = self else { preconditionFailure("\(self) is no list") }
        return items
    }

    /// Of a record without optional fields.
    fileprivate var fields: [MessageValue] {
        guard case .record(let fields) = self else { preconditionFailure("\(self) is no record") }
        return fields.compactMap { $0 }
    }

    fileprivate var string: String {
        guard case .text(let text) = self else { preconditionFailure("\(self) is no text") }
        return text
    }

    fileprivate var octets: [UInt8] {
        guard case .bytes(let bytes) = self else { preconditionFailure("\(self) is no bytes") }
        return bytes
    }

    fileprivate var number: Int64 {
        switch self {
        case .unsigned(let number): Int64(clamping: number)
        case .integer(let number): number
        default: preconditionFailure("\(self) is no number")
        }
    }
}
