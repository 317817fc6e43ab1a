import Glibc
import Host
import Notation
import OracleAPI
import Primitives
import ScriptedOracle
import Units

import struct Attestation.Address
import enum Attestation.MessageValue
import struct Attestation.NetworkPeriods

/// A scripted oracle as a process, for demonstrations and tests: **not the product's oracle**. It
/// keeps its log in memory, judges nothing, pays nothing, and its keys come from a number.
///
///     scripted-oracle [--network demo|main] [--listen 127.0.0.1:0] [--seed N] [--file PATH]
///                     [--router ADDRESS,TLS-KEY-HASH,HOST,PORT]…
///                     [--register address=ear1…&cell=C&plan=EU868&class=light]… [--fault NAME]…
///
/// Prints one line of JSON when it is ready (`url`, `network`, `hash` to pin, `file`), then serves
/// until it is told to stop. Orders at run time: see `ScriptControl`.
@main
enum ScriptedOracleProgram {
    static func main() {
        guard let order = Order(Array(CommandLine.arguments.dropFirst())) else { usage() }
        guard let signals = try? SignalWatch() else { end("the system gives no signal descriptor") }
        guard let listener = OracleListener(at: order.listen) else {
            end("cannot listen on \(order.listen): is the port free?")
        }
        let network = ScriptedNetwork(
            name: "scripted \(order.name)", keys: OracleKeys(seed: order.seed),
            periods: order.periods, genesis: start(order.periods),
            url: "http://\(listener.address)", routers: order.routers)
        var oracle = ScriptedOracle(network)
        for hotspot in order.hotspots { hotspot.carryOut(&oracle) }
        oracle.faults = order.faults
        if let path = order.file, !write(network.file, to: path) { end("cannot write \(path)") }
        guard let server = OracleServer(oracle, on: listener) else { end("no thread is left") }
        ready(network, order, listener.address)
        while signals.next() != .end {
            _ = Poll.wait(
                for: signals.descriptor, Int32(POLLIN), wake: -1,
                until: Uptime.now + Nanoseconds(60_000_000_000))
        }
        server.stop()
    }

    /// The last whole period: the first record is made at once.
    private static func start(_ periods: NetworkPeriods) -> Nanoseconds {
        let period = periods.milliseconds * 1_000_000
        return Nanoseconds(WallClock.now.value / period * period)
    }

    private static func ready(_ network: ScriptedNetwork, _ order: Order, _ address: SocketName) {
        let line = JSON.object([
            ("schema", .string("earshot.scripted-oracle.ready.v1")),
            ("url", .string("http://\(address)")), ("network", .string("\(network.id)")),
            ("hash", .string(network.hash.hexText)),
            ("file", order.file.map { .string($0) } ?? .null),
        ])
        print(line.text)
        fflush(nil)
    }

    private static func write(_ bytes: [UInt8], to path: String) -> Bool {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { return false }
        defer { close(file) }
        return unsafe bytes.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
            == bytes.count
    }

    static func end(_ sentence: String) -> Never {
        let line = Array("scripted-oracle: \(sentence)\n".utf8)
        _ = unsafe line.withUnsafeBytes { unsafe Glibc.write(2, $0.baseAddress, $0.count) }
        exit(1)
    }

    static func usage() -> Never {
        let faults = ScriptedFault.allCases.map(\.rawValue).joined(separator: " ")
        print(
            """
            usage: scripted-oracle [--network demo|main] [--listen HOST:PORT] [--seed N] [--file PATH]
                                   [--router ADDRESS,TLS-KEY-HASH,HOST,PORT]...
                                   [--register 'address=A&cell=C&plan=P&class=K']... [--fault NAME]...
            A stand-in for tests and demonstrations; it judges nothing. Faults: \(faults)
            """)
        exit(2)
    }
}

/// What the command line wants.
struct Order {
    var name = "demo"
    var periods = NetworkPeriods.demo
    var listen: SocketName
    var seed: UInt64 = 1
    var file: String?
    /// Parts `router` of the network file.
    var routers: [MessageValue] = []
    var hotspots: [RegisterOrder] = []
    var faults: [ScriptedFault] = []

    init?(_ words: [String]) {
        guard let anywhere = try? SocketName(parsing: "127.0.0.1:0", ports: 0...65_535) else {
            return nil
        }
        listen = anywhere
        var rest = words[...]
        while let flag = rest.popFirst() {
            guard let value = rest.popFirst(), take(flag, value) else { return nil }
        }
    }

    private mutating func take(_ flag: String, _ value: String) -> Bool {
        switch flag {
        case "--network":
            name = value
            periods = value == "main" ? .main : .demo
            return value == "main" || value == "demo"
        case "--listen":
            guard let name = try? SocketName(parsing: value, ports: 0...65_535) else {
                return false
            }
            listen = name
        case "--seed":
            guard let number = UInt64(value) else { return false }
            seed = number
        case "--file": file = value
        case "--register":
            guard let order = RegisterOrder(value) else { return false }
            hotspots.append(order)
        case "--router":
            guard let router = Self.router(value) else { return false }
            routers.append(router)
        case "--fault":
            guard let fault = ScriptedFault(rawValue: value) else { return false }
            faults.append(fault)
        default: return false
        }
        return true
    }

    /// What `scripted-router --entry` prints, with commas.
    private static func router(_ text: String) -> MessageValue? {
        let parts = text.split(separator: ",").map(String.init)
        guard parts.count == 4, let address = try? Address(parsing: parts[0]),
            let hash = try? Hex.bytes(from: parts[1]), hash.count == 32,
            let port = UInt64(parts[3]), 1...65_535 ~= port
        else { return nil }
        return .record([
            .bytes(address.key.bytes.bytes), .bytes(hash), .text(parts[2]), .unsigned(port),
        ])
    }
}
