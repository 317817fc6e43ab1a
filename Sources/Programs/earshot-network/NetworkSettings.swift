import Host
import Notation
import Settings
import Units
import WebServer

/// The configuration of `earshot-network`: the system's, or the files a flag names.
struct NetworkSettings: Sendable {
    var settings: Settings
    var dataDirectory = usualData
    var listen = usualListen
    var certificate: String?
    var key: String?
    var limits = WebLimits()
    /// What may wait to be judged and logged.
    var waitingMebibytes = 64
    var logLevel = LogLevel.info
    var logFormat = LogFormat.text
    /// Each with its place.
    var problems: [String] = []

    static let systemFolder = "/etc/earshot-network"
    static let usualData = "/var/lib/earshot-network"
    static let usualListen = "127.0.0.1:8473"

    static let table = SettingTable(
        environmentPrefix: "EARSHOT_NETWORK_",
        [
            Setting(
                "network.data_directory", .text, default: usualData,
                "where the log, the results and the keys are"),
            Setting(
                "network.listen", .text, default: usualListen,
                "the address and port of HTTP; another than this machine's wants [tls], or a proxy "
                    + "in front"),
            Setting(
                "tls.certificate", .text,
                "a chain of certificates in PEM, its own first; with it HTTP is spoken by TLS alone"
            ),
            Setting("tls.key", .text, "the private key of the first certificate, in PEM"),
            Setting(
                "limits.connections", .integer(16...60_000), default: "4096",
                "connections at one time"),
            Setting(
                "limits.connections_per_address", .integer(1...60_000), default: "256",
                "of those, of one address or IPv6 network of 64 bits"),
            Setting(
                "limits.requests_per_second", .integer(1...100_000), default: "100",
                "what one address may ask on average"),
            Setting(
                "limits.request_burst", .integer(1...1_000_000), default: "400",
                "what one address may ask at once"),
            Setting(
                "limits.request_time", .duration, default: "30s",
                "within which a request must be whole"),
            Setting(
                "limits.server_threads", .integer(1...64), default: "2",
                "threads that speak with clients"),
            Setting(
                "ingest.waiting_mib", .integer(4...4_096), default: "64", unit: "MiB",
                "statements that wait to be logged; beyond it clients hear 503"),
            Setting(
                "log.level", .choice(LogLevel.allCases.map(\.rawValue)), default: "info",
                "the least that is logged"),
            Setting(
                "log.format", .choice(LogFormat.allCases.map(\.rawValue)), default: "text",
                "text for people and journald, json for programs"),
        ])

    init(at path: String?) throws(SettingsFileError) {
        let paths =
            path.map { [$0] } ?? (Folder.mayBeThere(Self.systemFolder) ? [Self.systemFolder] : [])
        settings = Self.table.read(try SettingsFiles.sources(of: Self.table, paths: paths))
        problems = settings.problems.map(\.description)
        read()
    }

    private mutating func read() {
        dataDirectory = path("network.data_directory") ?? dataDirectory
        listen = settings.text("network.listen") ?? listen
        certificate = path("tls.certificate")
        key = path("tls.key")
        if (certificate == nil) != (key == nil) {
            problems.append("tls.certificate and tls.key are given together or not at all")
        }
        limits.connections = settings.integer("limits.connections") ?? limits.connections
        limits.connectionsPerAddress =
            settings.integer("limits.connections_per_address") ?? limits.connectionsPerAddress
        limits.requestsPerSecond = UInt64(settings.integer("limits.requests_per_second") ?? 100)
        limits.burstPerAddress = UInt64(settings.integer("limits.request_burst") ?? 400)
        limits.requestTime = settings.duration("limits.request_time") ?? limits.requestTime
        limits.threads = settings.integer("limits.server_threads") ?? limits.threads
        waitingMebibytes = settings.integer("ingest.waiting_mib") ?? waitingMebibytes
        logLevel = settings.text("log.level").flatMap(LogLevel.init) ?? logLevel
        logFormat = settings.text("log.format").flatMap(LogFormat.init) ?? logFormat
    }

    private mutating func path(_ key: String) -> String? {
        guard let text = settings.text(key) else { return nil }
        guard text.hasPrefix("/") else {
            problems.append("\(key): write the path from the root on, not \(Quote.text(text))")
            return nil
        }
        return text
    }
}
