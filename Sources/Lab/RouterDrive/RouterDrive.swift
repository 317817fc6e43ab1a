import Attestation
import Glibc
import Host
import Notation
import Primitives
import RouterEmulator
import Signing
import Units

/// `scripted-router`: a router for demonstrations and for people who try a box. It keeps what it
/// acknowledges in memory only.
///
/// The first line it prints is its entry for a network file; then one line for each uplink, each
/// outcome, each hotspot that comes.
@main struct RouterDrive {
    static let usage = """
        usage: scripted-router --network-id ID --seed HEX [--listen HOST:PORT] [--answer HEX] [--entry]
          --network-id ID      16 hexadecimal digits
          --seed HEX           32 bytes, of which its keys are made: the same seed, the same router
          --listen HOST:PORT   where it listens; 127.0.0.1:8475 if not given, port 0 for any
          --answer HEX         a frame it sends back in RX1 of every uplink
          --entry              prints its entry for a network file, and ends
        """

    static func main() {
        do throws(UsageError) {
            let orders = try RouterOrders(Array(CommandLine.arguments.dropFirst()))
            try run(orders)
        } catch {
            write("scripted-router: \(error.description)\n\(usage)", to: 2)
            exit(2)
        }
    }

    static func run(_ orders: RouterOrders) throws(UsageError) {
        let identity = RouterIdentity(seed: orders.tlsSeed)
        guard let key = SecretKey(seed: orders.seed.rawSpan) else {
            throw UsageError("--seed is 32 bytes in hexadecimal")
        }
        let router = ScriptedRouter<SHA256, Ed25519>(
            network: orders.network, key: key.publicKey, period: nil, longestCertificate: .max)
        if orders.printsEntry {
            return write(entry(key.publicKey, identity, at: "\(orders.listen)"), to: 1)
        }
        let (port, wake) = try open(router, identity, orders)
        write(entry(key.publicKey, identity, at: "\(port.name)"), to: 1)
        while !Interruption.hasCome {
            let actions = port.run(
                until: Uptime.now + Nanoseconds(1_000_000_000), wake: wake.descriptor)
            for action in actions {
                if let line = RouterLines.line(of: action) { write(line, to: 1) }
                answer(action, orders, port)
            }
        }
    }

    /// A line at once, whoever reads it.
    private static func write(_ line: String, to descriptor: Int32) {
        let bytes = Array((line + "\n").utf8)
        _ = unsafe bytes.withUnsafeBytes { bytes in
            unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        }
    }

    private static func open(
        _ router: ScriptedRouter<SHA256, Ed25519>, _ identity: RouterIdentity,
        _ orders: RouterOrders
    ) throws(UsageError) -> (RouterPort<SHA256, Ed25519>, Wake) {
        do throws(SystemError) {
            let wake = try Interruption.catchAll()
            return (try RouterPort(router, tls: identity, at: orders.listen), wake)
        } catch { throw UsageError("cannot listen at \(orders.listen): \(error)") }
    }

    private static func entry(
        _ key: PublicKey, _ identity: RouterIdentity, at place: String
    ) -> String {
        let info = identity.keyInfo
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "earshot.router-entry.v1")
            json.member("key", Address(key).description)
            json.member("tls_key_hash", SHA256.hash(info.rawSpan).hexText)
            json.member("listen", place)
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private static func answer(
        _ action: RouterAction, _ orders: RouterOrders, _ port: RouterPort<SHA256, Ed25519>
    ) {
        guard let frame = orders.answer, case .uplinks(let hotspot, let uplinks) = action else {
            return
        }
        for entry in uplinks {
            let uplink = entry.uplink
            let window = TransmitWindow(
                counterMicroseconds: uplink.counterMicroseconds + 1_000_000,
                frequency: uplink.frequency, bandwidth: uplink.bandwidth,
                power: SignalLevel(hundredths: 1_400), radio: uplink.radio,
                spreadingFactor: uplink.spreadingFactor, bitRate: uplink.bitRate)
            port.router.send(frame, windows: [window], answering: entry.number, to: hotspot)
        }
        _ = port.proceed()
    }
}

struct UsageError: Error {
    let description: String

    init(_ description: String) { self.description = description }
}

/// What the command line asks for.
struct RouterOrders {
    var network = NetworkID(bits: 0)
    var seed: [UInt8] = []
    var listen: SocketName
    var answer: [UInt8]?
    var printsEntry = false

    /// The TLS key is another than the one that signs.
    var tlsSeed: [UInt8] { SHA256.hash((Array("tls".utf8) + seed).rawSpan).bytes }

    init(_ arguments: [String]) throws(UsageError) {
        listen = try Self.name("127.0.0.1:8475")
        var hasNetwork = false
        var rest = arguments[...]
        while let option = rest.popFirst() {
            if option == "--entry" {
                printsEntry = true
                continue
            }
            guard let value = rest.popFirst() else { throw UsageError("\(option) needs a value") }
            switch option {
            case "--network-id":
                guard let id = try? NetworkID(parsing: value) else {
                    throw UsageError("--network-id is 16 digits of 0-9 and a-f")
                }
                network = id
                hasNetwork = true
            case "--seed": seed = try Self.hex(value, option)
            case "--listen": listen = try Self.name(value)
            case "--answer": answer = try Self.hex(value, option)
            default: throw UsageError("no option \(option)")
            }
        }
        guard hasNetwork, seed.count == 32 else {
            throw UsageError("--network-id and --seed (32 bytes) are needed")
        }
        guard answer.map({ (1...255).contains($0.count) }) ?? true else {
            throw UsageError("--answer is a frame of 1 to 255 bytes")
        }
    }

    private static func hex(_ text: String, _ option: String) throws(UsageError) -> [UInt8] {
        do throws(HexError) {
            return try Hex.bytes(from: text)
        } catch { throw UsageError("\(option): \(error)") }
    }

    private static func name(_ text: String) throws(UsageError) -> SocketName {
        do throws(SocketNameError) {
            return try SocketName(parsing: text, ports: 0...65_535)
        } catch { throw UsageError("--listen: \(error)") }
    }
}

/// One line of JSON for each thing that happens.
enum RouterLines {
    static func line(of action: RouterAction) -> String? {
        var json = JSONWriter()
        switch action {
        case .send, .close: return nil
        case .welcomed(let hotspot):
            json.object { json in json.member("welcomed", Address(hotspot).description) }
        case .goodbye(_, let goodbye):
            json.object { json in json.member("goodbye", "\(goodbye.reason)") }
        case .uplinks(let hotspot, let uplinks):
            return uplinks.map { line(of: $0, hotspot) }.joined(separator: "\n")
        case .outcome(let hotspot, let result):
            json.object { json in
                json.member("outcome", "\(result.outcome)")
                json.member("downlink", result.number)
                json.member("hotspot", Address(hotspot).description)
                if let sent = result.sent { json.member("sent_ns", sent.value) }
                if let power = result.power { json.member("power_cdbm", power.hundredths) }
            }
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private static func line(
        of entry: HotspotAccount.NumberedUplink, _ hotspot: PublicKey
    ) -> String {
        let uplink = entry.uplink
        var json = JSONWriter()
        json.object { json in
            json.member("uplink", entry.number)
            json.member("hotspot", Address(hotspot).description)
            json.member("radio", uplink.radio)
            json.member("freq_hz", uplink.frequency.value)
            if let factor = uplink.spreadingFactor { json.member("sf", factor) }
            json.member("rssi_cdbm", uplink.level.hundredths)
            if let ratio = uplink.ratio { json.member("snr_cdb", ratio.hundredths) }
            json.member("received_ns", uplink.received.value)
            json.member("hold_ms", uplink.holdMilliseconds)
            json.member("phy_hex", Hex.text(of: uplink.frame))
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
