public import Airwaves
public import Notation
public import Settings

/// What the daemon is told beside its radio and its place: sections `[hotspot]`, `[region]`,
/// `[oracle]`, `[spool]` and `[log]`.
public struct HotspotSettings: Equatable, Sendable {
    /// Key, network file and spools.
    public var stateDirectory = usualStateDirectory
    /// Where `earshot` speaks to the daemon; the only way to change anything.
    public var socket = usualSocket
    /// Where the page is shown; nil for nowhere.
    public var page: SocketName?
    /// The plan the owner wants; nil for the one of the place.
    public var plan: RegionalPlan?
    public var subBand: Int?
    /// A file of certificate authorities beside the system's; nil for the system's alone.
    public var authorities: String?
    public var evidenceMebibytes = 256
    public var packetMebibytes = 64
    public var logLevel = LogLevel.info
    public var logFormat = LogFormat.text

    public static let usualStateDirectory = "/var/lib/earshot"
    public static let usualSocket = "/run/earshot/hotspot.sock"
    public static let usualPage = "127.0.0.1:8474"

    public static let settings: [Setting] = [
        Setting(
            "hotspot.state_directory", .text, default: usualStateDirectory,
            "where the box keeps its key, the network file and what is not acknowledged yet"),
        Setting(
            "hotspot.socket", .text, default: usualSocket,
            "where earshot speaks to the daemon"),
        Setting(
            "hotspot.page", .text, default: usualPage,
            "where the page of the box is, of this machine alone; off for nowhere"),
        Setting(
            "region.plan", .text,
            "the regional plan, such as EU868; else the one of the place. Nothing is sent where the "
                + "place does not allow it"),
        Setting(
            "region.sub_band", .integer(1...16),
            "for plans with sub-bands, which is heard; else that of beacons"),
        Setting(
            "oracle.authorities", .text,
            "a file of certificate authorities to trust beside the system's"),
        Setting(
            "spool.evidence_mib", .integer(8...65_536), default: "256", unit: "MiB",
            "how much evidence is kept while no oracle takes it; then the oldest goes first"),
        Setting(
            "spool.packets_mib", .integer(1...65_536), default: "64", unit: "MiB",
            "how many packets are kept while no router takes them"),
        Setting(
            "log.level", .choice(LogLevel.allCases.map(\.rawValue)), default: "info",
            "the least that is logged"),
        Setting(
            "log.format", .choice(LogFormat.allCases.map(\.rawValue)), default: "text",
            "text for people and journald, json for programs"),
    ]

    public init() {}

    public init(reading settings: Settings) throws(HotspotSettingsError) {
        stateDirectory = try Self.path("hotspot.state_directory", settings) ?? stateDirectory
        socket = try Self.path("hotspot.socket", settings) ?? socket
        page = try Self.page(settings.text("hotspot.page") ?? Self.usualPage)
        if let text = settings.text("region.plan") {
            do throws(RegionNameError) {
                plan = try RegionName.plan(text)
            } catch { throw .plan(error) }
        }
        subBand = settings.integer("region.sub_band")
        authorities = try Self.path("oracle.authorities", settings)
        evidenceMebibytes = settings.integer("spool.evidence_mib") ?? evidenceMebibytes
        packetMebibytes = settings.integer("spool.packets_mib") ?? packetMebibytes
        logLevel = settings.text("log.level").flatMap(LogLevel.init) ?? logLevel
        logFormat = settings.text("log.format").flatMap(LogFormat.init) ?? logFormat
    }

    private static func path(
        _ key: String, _ settings: Settings
    ) throws(HotspotSettingsError) -> String? {
        guard let text = settings.text(key) else { return nil }
        guard text.hasPrefix("/") else { throw .path(key: key, Quote.text(text)) }
        return text
    }

    private static func page(_ text: String) throws(HotspotSettingsError) -> SocketName? {
        if text == "off" { return nil }
        let name: SocketName
        do throws(SocketNameError) {
            name = try SocketName(parsing: text)
        } catch { throw .page(error) }
        guard name.isLoopback else { throw .publicPage(name) }
        return name
    }
}

/// Why the daemon's sections make no sense.
public enum HotspotSettingsError: Error, Equatable, CustomStringConvertible {
    case path(key: String, String)
    case page(SocketNameError)
    case publicPage(SocketName)
    case plan(RegionNameError)

    public var description: String {
        switch self {
        case .path(let key, let text): "\(key): write the path from the root on, not \(text)"
        case .page(let error): "hotspot.page: \(error); or off"
        case .publicPage(let name):
            "hotspot.page: \(name) can be reached by others, and the page asks nobody who they are; "
                + "listen on 127.0.0.1, and come from elsewhere through ssh -L"
        case .plan(let error): "region.plan: \(error)"
        }
    }
}
