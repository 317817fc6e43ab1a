import Attestation
import OracleAPI
import Primitives
import Registry

/// What an oracle knows by its log: the registry, fed in log order.
struct OracleLogic: Sendable {
    var registry: Registry

    init(_ file: CheckedStatement, places: PlaceTables) throws(RegistryError) {
        registry = try Registry(file, places: places)
    }

    mutating func apply(_ statement: CheckedStatement, at index: UInt64) throws(RegistryError) {
        if statement.type == .entropy {
            let record = statement.read(as: EntropyRecord.self)
            let window = registry.periods.window(of: record.step.period)
            if registry.now.map({ $0 < window }) ?? true { try registry.begin(window, at: index) }
        }
        registry.apply(statement, at: index)
    }

    func refusal(of statement: CheckedStatement) -> StatementRefusal? {
        registry.refusal(of: statement)
    }

    func view(of address: Address) -> HotspotView? { nil }
}
