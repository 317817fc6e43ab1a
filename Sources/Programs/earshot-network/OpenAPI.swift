import HTTPMessages
import Notation
import OracleAPI

/// The description of all routes in OpenAPI 3.1, made from the list of routes.
enum OpenAPI {
    static let bytes = Array(document.text.utf8)

    private static var document: JSON {
        var paths: [(String, JSON)] = []
        for route in OracleRoute.allCases {
            for template in route.templates {
                paths.append(
                    (
                        template,
                        .object([
                            (route.method.rawValue.lowercased(), operation(route, template))
                        ])
                    ))
            }
        }
        return .object([
            ("openapi", .string("3.1.0")),
            (
                "info",
                .object([
                    ("title", .string("An Earshot oracle")), ("version", .string("1")),
                    (
                        "description",
                        .string("docs/oracle-api.md is normative; what counts is signed or proven.")
                    ),
                ])
            ),
            ("paths", .object(paths)),
            (
                "components",
                .object([("schemas", .object([("Problem", problem)]))])
            ),
        ])
    }

    private static func operation(_ route: OracleRoute, _ template: String) -> JSON {
        let text = RouteText(route)
        var members: [(String, JSON)] = [
            ("summary", .string(text.summary)),
            (
                "operationId",
                .string(
                    text.name
                        + (template.hasPrefix("/v1/") || route.templates.count == 1 ? "" : "Static")
                )
            ),
        ]
        let names = template.split(separator: "/").filter { $0.hasPrefix("{") }
        let inPath = names.map { parameter(String($0.dropFirst().dropLast()), "path", true) }
        let inQuery = text.query.map { parameter($0.name, "query", $0.isNeeded) }
        if !(inPath + inQuery).isEmpty { members.append(("parameters", .array(inPath + inQuery))) }
        if route.method == .post {
            members.append(
                (
                    "requestBody",
                    .object([
                        ("required", .bool(true)),
                        ("content", content("application/cbor-seq")),
                    ])
                ))
        }
        members.append(
            (
                "responses",
                .object([
                    (
                        "200",
                        .object([
                            ("description", .string(text.answer)), ("content", content(text.type)),
                        ])
                    ),
                    (
                        "default",
                        .object([
                            ("description", .string("why not (RFC 9457)")),
                            (
                                "content",
                                .object([
                                    (
                                        Problem.contentType,
                                        .object([
                                            (
                                                "schema",
                                                .object([
                                                    (
                                                        "$ref",
                                                        .string("#/components/schemas/Problem")
                                                    )
                                                ])
                                            )
                                        ])
                                    )
                                ])
                            ),
                        ])
                    ),
                ])
            ))
        return .object(members)
    }

    private static func content(_ type: String) -> JSON {
        let isText = type.hasPrefix("text/") || type.hasSuffix("json")
        let schema: [(String, JSON)] = isText ? [] : [("type", .string("string"))]
        return .object([(type, .object([("schema", .object(schema))]))])
    }

    private static func parameter(_ name: String, _ place: String, _ isNeeded: Bool) -> JSON {
        let isNumber = ["limit", "wait", "window", "index", "period"].contains(name)
        return .object([
            ("name", .string(name)), ("in", .string(place)), ("required", .bool(isNeeded)),
            ("schema", .object([("type", .string(isNumber ? "integer" : "string"))])),
        ])
    }

    private static var problem: JSON {
        func kind(_ name: String) -> JSON { .object([("type", .string(name))]) }
        return .object([
            ("type", .string("object")),
            ("required", .array(["type", "title", "status", "code"].map { .string($0) })),
            (
                "properties",
                .object([
                    ("type", kind("string")), ("title", kind("string")),
                    ("status", kind("integer")), ("detail", kind("string")),
                    (
                        "code",
                        .object([
                            ("type", .string("string")),
                            (
                                "examples",
                                .array(ProblemCode.allCases.map { .string($0.rawValue) })
                            ),
                        ])
                    ), ("position", kind("integer")),
                ])
            ),
        ])
    }
}

/// What the description says of a route.
private struct RouteText {
    let name: String
    let summary: String
    let answer: String
    let type: String
    var query: [(name: String, isNeeded: Bool)] = []

    init(_ route: OracleRoute) {
        let files = "application/octet-stream"
        let json = "application/json"
        let text = "text/plain; charset=utf-8"
        switch route {
        case .health: self.init("health", "whether it works at all", "ok", text)
        case .ready: self.init("ready", "whether statements are taken", "ready", text)
        case .metrics: self.init("metrics", "figures", "Prometheus' text format", text)
        case .description: self.init("description", "this document", "OpenAPI 3.1", json)
        case .networkFile:
            self.init("networkFile", "the network file", "log entry 0", "application/cose")
        case .checkpointFile:
            self.init("checkpointFile", "the log's newest head", "a signed note", text)
        case .log:
            self.init("tile", "a tile or bundle of the log", "C2SP tlog-tiles", files)
        case .epochs: self.init("epochs", "which epochs have results", "their numbers", json)
        case .epoch: self.init("epoch", "the results of an epoch", "their files", json)
        case .epochFile: self.init("epochFile", "a file of an epoch's results", "it", files)
        case .rules: self.init("rules", "the rules in force", "earshot.rules.v1", json)
        case .entropyRecord:
            self.init(
                "entropyRecord", "the record of a period", "a statement", "application/cbor-seq")
        case .entropyDay:
            self.init(
                "entropyDay", "the entropy of a day that is over", "statements",
                "application/cbor-seq")
        case .cell:
            self.init(
                "cell", "the sites in a cell and their multipliers", "earshot.cell.v1", json)
            query = [("after", false), ("limit", false)]
        case .resource(let path): self.init(path)
        }
    }

    private init(_ path: OraclePath) {
        let sequence = "application/cbor-seq"
        let json = "application/json"
        let text = "text/plain; charset=utf-8"
        switch path {
        case .statements:
            self.init(
                "postStatements", "1 to 256 signed statements", "an ingest-answer",
                "application/cbor")
        case .chains:
            self.init("entropyChains", "the ends of all chains", "statements", sequence)
        case .newestEntropy:
            self.init("newestEntropy", "the newest record of entropy", "a statement", sequence)
        case .entropy:
            self.init("entropy", "records of entropy", "statements", sequence)
            query = [("after", false), ("limit", false), ("wait", false)]
        case .reports:
            self.init("reports", "the reports of a window", "earshot.reports.v1", json)
            query = [("window", true), ("after", false), ("limit", false)]
        case .hotspot: self.init("hotspot", "what is known of a key", "earshot.hotspot.v1", json)
        case .proof: self.init("proof", "an entry's inclusion", "a tlog-proof", text)
        case .checkpoint: self.init("checkpoint", "the log's newest head", "a signed note", text)
        case .report: self.init("report", "one beacon or witness report", "earshot.report.v1", json)
        case .network: self.init("network", "the network file", "log entry 0", "application/cose")
        }
    }

    private init(_ name: String, _ summary: String, _ answer: String, _ type: String) {
        self.name = name
        self.summary = summary
        self.answer = answer
        self.type = type
    }
}
