public import Notation
public import Settings

/// Section `[forwarders]`: existing packet forwarders whose only server this box is.
public struct ForwarderSettings: Equatable, Sendable {
    /// Nil when no forwarder is served.
    public var listen: SocketName?
    public var most: Int
    public var listensFirst: Bool
    public var passOn: [PassOnServer]

    /// gateway-rs and Semtech's older samples have this port too.
    public static let usualListen = "127.0.0.1:1680"
    public static let usualMost = 4
    public static let mostServers = 8

    public static let settings: [Setting] = [
        Setting(
            "forwarders.enabled", .flag, default: "true",
            "whether packet forwarders (GWMP, Semtech UDP) are served"),
        Setting(
            "forwarders.listen", .text, default: usualListen, "where forwarders send to"),
        Setting(
            "forwarders.allow_public", .flag, default: "false",
            "whether forwarders.listen may be reached from other machines; the protocol asks nobody "
                + "who he is"),
        Setting(
            "forwarders.most", .integer(1...ForwarderServer.mostForwarders),
            default: String(usualMost), "how many forwarders are attached at once"),
        Setting(
            "forwarders.listen_before_talk", .flag, default: "false",
            "whether the forwarders are set up to hear a channel before they send, where the plan "
                + "demands it"),
        Setting(
            "forwarders.pass_on", .list,
            "other servers that get the packets too, each \"HOST:PORT\" with dev_addr=PREFIX/BITS, "
                + "join_eui=PREFIX/BITS and uplink_only behind it as wanted"),
    ]

    public init(
        listen: SocketName?, most: Int = usualMost, listensFirst: Bool = false,
        passOn: [PassOnServer] = []
    ) {
        self.listen = listen
        self.most = most
        self.listensFirst = listensFirst
        self.passOn = passOn
    }

    public init(reading settings: Settings) throws(ForwarderSettingsError) {
        let text = settings.text("forwarders.listen") ?? Self.usualListen
        let name: SocketName
        do throws(SocketNameError) {
            name = try SocketName(parsing: text)
        } catch { throw .listen(error) }
        guard name.isLoopback || settings.flag("forwarders.allow_public") else {
            throw .publicAddress(name)
        }
        self.init(
            listen: settings.flag("forwarders.enabled") ? name : nil,
            most: settings.integer("forwarders.most") ?? Self.usualMost,
            listensFirst: settings.flag("forwarders.listen_before_talk"),
            passOn: try Self.servers(settings.list("forwarders.pass_on")))
        if let own = passOn.first(where: { $0.address == name }) { throw .itself(own.name) }
    }

    private static func servers(
        _ texts: [String]
    ) throws(ForwarderSettingsError) -> [PassOnServer] {
        guard texts.count <= mostServers else { throw .tooManyServers(texts.count) }
        var servers: [PassOnServer] = []
        for text in texts {
            do throws(PassOnServerError) {
                servers.append(try PassOnServer(parsing: text))
            } catch { throw .server(error) }
        }
        for (index, server) in servers.enumerated()
        where servers[..<index].contains(where: { $0.name == server.name }) {
            throw .twice(server.name)
        }
        return servers
    }
}

/// Why section `[forwarders]` makes no sense.
public enum ForwarderSettingsError: Error, Equatable, CustomStringConvertible {
    case listen(SocketNameError)
    case publicAddress(SocketName)
    case tooManyServers(Int)
    case server(PassOnServerError)
    case twice(String)
    case itself(String)

    public var description: String {
        switch self {
        case .listen(let error): "forwarders.listen: \(error)"
        case .publicAddress(let name):
            "forwarders.listen: \(name) can be reached from other machines, and the protocol asks "
                + "nobody who he is; write forwarders.allow_public = true if that is meant"
        case .tooManyServers(let count):
            "forwarders.pass_on: \(count) servers; at most \(ForwarderSettings.mostServers)"
        case .server(let error): "forwarders.pass_on: \(error)"
        case .twice(let name):
            "forwarders.pass_on: \(name) is named twice; write its filters together"
        case .itself(let name):
            "forwarders.pass_on: \(name) is forwarders.listen itself, and packets would go in circles"
        }
    }
}
