import HTTPMessages

/// Every path that is answered, by its form. What is in a path is looked at later; a path of none of
/// these forms is unknown. The description at /v1/openapi.json is made from this list.
enum OracleRoute: CaseIterable, Hashable, Sendable {
    case health, ready, metrics, description
    case networkFile, checkpointFile, log
    case epochs, epoch, epochFile, rules
    case entropyRecord, entropyDay, cell
    case resource(OraclePath)

    static let allCases: [OracleRoute] =
        [
            .health, .ready, .metrics, .description, .networkFile, .checkpointFile, .log, .epochs,
            .epoch, .epochFile, .rules, .entropyRecord, .entropyDay, .cell,
        ] + OraclePath.allCases.map { .resource($0) }

    var method: HTTPRequest.Method { self == .resource(.statements) ? .post : .get }

    /// With the names of what varies in braces.
    var templates: [String] {
        switch self {
        case .health: ["/healthz"]
        case .ready: ["/readyz"]
        case .metrics: ["/metrics"]
        case .description: ["/v1/openapi.json"]
        case .networkFile: ["/network"]
        case .checkpointFile: ["/checkpoint"]
        case .log: ["/tile/{level}/{tile}"]
        case .epochs: ["/v1/epochs"]
        case .epoch: ["/v1/epochs/{epoch}"]
        case .epochFile: ["/v1/epochs/{epoch}/{file}", "/epochs/{epoch}/{file}"]
        case .rules: ["/v1/rules"]
        case .entropyRecord: ["/v1/entropy/periods/{period}"]
        case .entropyDay: ["/v1/entropy/days/{day}", "/entropy/{day}"]
        case .cell: ["/v1/cells/{cell}"]
        case .resource(let path): [path.template]
        }
    }

    init?(_ path: String) {
        if let route = Self.fixed[path] {
            self = route
            return
        }
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        for (route, template) in Self.forms
        where Self.fits(parts, template, isOpen: route == .log) {
            self = route
            return
        }
        return nil
    }

    private static let forms: [(route: OracleRoute, parts: [Substring])] = allCases.flatMap {
        route in
        route.templates.map { (route, $0.split(separator: "/")) }
    }

    /// Those without anything that varies, found at once: every post asks for one.
    private static let fixed: [String: OracleRoute] = Dictionary(
        uniqueKeysWithValues: allCases.flatMap { route in
            route.templates.filter { !$0.contains("{") }.map { ($0, route) }
        })

    /// - Parameter isOpen: whether the last part may be several.
    private static func fits(
        _ parts: [Substring], _ template: [Substring], isOpen: Bool
    ) -> Bool {
        guard isOpen ? parts.count >= template.count : parts.count == template.count else {
            return false
        }
        return zip(parts, template).allSatisfy { $1.hasPrefix("{") || $0 == $1 }
    }
}

/// The paths of `docs/oracle-api.md`, "Requests".
enum OraclePath: String, CaseIterable, Sendable {
    case statements, chains, newestEntropy, entropy, reports, hotspot, proof, checkpoint, report,
        network

    var template: String {
        switch self {
        case .statements: "/v1/statements"
        case .chains: "/v1/entropy/chains"
        case .newestEntropy: "/v1/entropy/newest"
        case .entropy: "/v1/entropy"
        case .reports: "/v1/hotspots/{address}/reports"
        case .hotspot: "/v1/hotspots/{address}"
        case .proof: "/v1/proofs/{index}"
        case .checkpoint: "/v1/checkpoint"
        case .report: "/v1/reports/{id}"
        case .network: "/v1/network"
        }
    }
}
