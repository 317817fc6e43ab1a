public import Airwaves
public import Attestation
public import Notation
import Units

/// From a person's `networks/rules.toml` to the `rules` content that is logged. Thresholds and
/// tables stand in the file; plans are those of the region table, because nobody copies 115
/// channels by hand without a mistake.
///
///     [W-12]
///     distance = [300, "m"]            # why 300
///
///     [tables."unit shares"]
///     unit = "1e-6 unit"
///     columns = 2
///     values = [250_000, 1_000_000]
public enum RuleBookSource {
    public static func message(
        of source: TOMLTable, plans: [RegionalPlan] = RegionalPlan.allCases
    ) throws(RuleBookSourceError) -> Message {
        var thresholds: [MessageValue?] = Array(repeating: nil, count: Threshold.allCases.count)
        var payNumbers: [(name: String, value: MessageValue)] = []
        var tables: [MessageValue] = []
        for section in source.entries {
            guard case .table(let entries) = section.value.value else {
                throw RuleBookSourceError(section, "is no section of a rule or of `tables`")
            }
            for entry in entries.entries {
                if section.key == "tables" {
                    tables.append(try table(entry))
                } else if section.key == PayNumber.rule {
                    payNumbers.append(
                        (entry.key, try record(PayNumber.rule, PayNumber.code, entry)))
                } else {
                    let threshold = try threshold(section.key, entry)
                    let rule = threshold.entry.rule.description
                    thresholds[threshold.rawValue] = try record(
                        rule, threshold.entry.reason.code, entry)
                }
            }
        }
        payNumbers.sort { $0.name < $1.name }
        let known = Threshold.ordered.compactMap { thresholds[$0.rawValue] }
        return Message(
            .rules, ("thresholds", .list(known + payNumbers.map(\.value))),
            ("tables", .list(tables.sorted { $0.name.precedes($1.name) })),
            ("plans", .list(plans.map(\.message).sorted { $0.name.precedes($1.name) })),
            ("firmware", .list([])))
    }

    private static func threshold(
        _ rule: String, _ entry: TOMLTable.Entry
    ) throws(RuleBookSourceError) -> Threshold {
        let found = Threshold.allCases.first {
            $0.entry.rule.description == rule && $0.entry.name == entry.key
        }
        guard let found else {
            throw RuleBookSourceError(entry, "is no threshold of \(rule)")
        }
        return found
    }

    private static func record(
        _ rule: String, _ code: String, _ entry: TOMLTable.Entry
    ) throws(RuleBookSourceError) -> MessageValue {
        guard case .array(let pair) = entry.value.value, pair.count == 2,
            case .integer(let value) = pair[0].value, case .string(let unit) = pair[1].value
        else { throw RuleBookSourceError(entry, "is written as [NUMBER, \"UNIT\"]") }
        return .record([
            .text(rule), .text(code), .text(entry.key), .integer(value), .text(unit),
        ])
    }

    private static func table(
        _ entry: TOMLTable.Entry
    ) throws(RuleBookSourceError) -> MessageValue {
        guard case .table(let fields) = entry.value.value, fields.entries.count == 3,
            case .string(let unit)? = fields["unit"]?.value,
            case .integer(let columns)? = fields["columns"]?.value, columns > 0,
            case .array(let items)? = fields["values"]?.value
        else { throw RuleBookSourceError(entry, "has `unit`, `columns` and `values`") }
        var values: [MessageValue] = []
        for item in items {
            guard case .integer(let value) = item.value else {
                throw RuleBookSourceError(entry, "holds whole numbers")
            }
            values.append(.integer(value))
        }
        return .record([
            .text(entry.key), .text(unit), .unsigned(UInt64(columns)), .list(values),
        ])
    }
}

/// What is wrong with a source, and where.
public struct RuleBookSourceError: Error, Equatable, Sendable, CustomStringConvertible {
    public let position: TextPosition
    public let key: String
    public let problem: String

    init(_ entry: TOMLTable.Entry, _ problem: String) {
        position = entry.position
        key = entry.key
        self.problem = problem
    }

    public var description: String { "\(position): \(key) \(problem)" }
}

extension RegionalPlan {
    /// As a rule book has it.
    fileprivate var message: MessageValue {
        let shares = rules.beaconChannels.compactMap { rules.dutyCycle(at: $0)?.perMille }
        return .record([
            .text(rules.name), .unsigned(rules.bandwidth.hertz.value),
            .integer(Int64(rules.maximumEIRP.hundredths)),
            .unsigned((rules.dwellLimit?.value ?? 0) / 1_000_000),
            .unsigned(UInt64(shares.min() ?? 0) * 1_000),
            .flag(rules.listenBeforeTalk != nil),
            .list(rules.beaconChannels.map { .unsigned($0.value) }),
            .list(
                rules.beaconRates.map { rate in
                    .record([
                        .unsigned(UInt64(rate.spreadingFactor.rawValue)),
                        .unsigned(UInt64(rate.longestFrame)),
                    ])
                }),
        ])
    }
}

extension MessageValue {
    /// Of a table or a plan.
    fileprivate var name: String {
        guard case .record(let fields) = self, case .text(let name)?? = fields.first else {
            preconditionFailure("\(self) has no name")
        }
        return name
    }
}

extension String {
    /// The order of their encodings: shorter first, then by bytes.
    fileprivate func precedes(_ other: String) -> Bool {
        utf8.count == other.utf8.count
            ? utf8.lexicographicallyPrecedes(other.utf8) : utf8.count < other.utf8.count
    }
}

extension RuleBook {
    /// The `rules` content of a source, checked as a reader will check it.
    public static func compile(_ source: TOMLTable) throws(RuleBookCompileError) -> [UInt8] {
        let message: Message
        do throws(RuleBookSourceError) {
            message = try RuleBookSource.message(of: source)
        } catch {
            throw .source(error)
        }
        do throws(RuleBookError) {
            _ = try RuleBook(message)
        } catch {
            throw .book(error)
        }
        do throws(MessageError) {
            return try message.payload()
        } catch {
            throw .book(.message(error))
        }
    }
}

/// Why a source makes no rule book.
public enum RuleBookCompileError: Error, Equatable, Sendable, CustomStringConvertible {
    case source(RuleBookSourceError)
    case book(RuleBookError)

    public var description: String {
        switch self {
        case .source(let error): error.description
        case .book(let error): error.description
        }
    }
}
