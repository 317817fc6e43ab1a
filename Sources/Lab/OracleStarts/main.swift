// oracle-starts NETWORK-SOURCE DIR ENTRIES: makes an oracle with a log of so many entries in DIR, which
// must not be there, and tells how fast they were taken and how long starts take: from entry 0, from
// a saved state, and with the index to be made again. Signatures are not checked, so that what is
// measured is log, index and registry.
import Airwaves
import Attestation
import Glibc
import HexGrid
import Host
import Notation
import OracleHost
import Primitives
import Registry
import Signing
import Units

private enum Believing: SignatureCheck {
    static func isValid(_: Signature, of _: RawSpan, by _: PublicKey) -> Bool { true }
}

private let none = Hash256(words: (0, 0, 0, 0))
private let nobody = Signature(r: none, s: none)

private struct Writer {
    let data: DataFolder
    let network: NetworkID
    let host: OracleHost
    var clock: Nanoseconds
    var sequence: UInt64 = 0

    static let hotspots = 2_000
    static let owners: UInt64 = 50

    static func key(_ number: UInt64) -> PublicKey {
        PublicKey(bytes: Hash256(words: (number, 7, 7, 7)))
    }

    init(_ source: String, _ data: DataFolder) throws {
        let bytes = try SettingsFiles.read(source)
        var founding = Founding(
            source: try TOMLTable(parsing: bytes.rawSpan), url: "http://127.0.0.1:8473",
            rules: [0xa5, 0, 0x18, 0xa1, 1, 0x80, 2, 0x80, 3, 0x80, 4, 0x80])
        founding.chainLength = 100_000
        let began = Nanoseconds(1_800_000_000_000_000_000)
        let made = try founding.found(in: data, at: began)
        self.data = data
        network = made.network
        host = try OracleHost(data, at: began)
        clock = made.genesis
        try host.advance(to: clock)
    }

    func check<Typed: TypedMessage>(
        _ message: Typed, by key: PublicKey
    ) throws -> StatementCheck {
        let payload = try message.payload()
        let bytes = Statement.seal(payload.rawSpan, key: key, signature: nobody)
        return CheckedStatement.check(
            bytes, network: network, by: Believing.self, hashing: SHA256.self, entry: { _ in nil })
    }

    mutating func register() throws {
        let cell = Cell(
            containing: try Coordinate(latitude: 47.37, longitude: 8.54),
            resolution: try Resolution(12))
        for number in 0..<UInt64(Self.hotspots) {
            sequence += 1
            let registration = Registration(
                sequence: sequence, hotspotKey: Self.key(1_000 + number), hotspotSignature: nobody,
                place: AssertedPlace(
                    cell: cell, height: Metres(12), gain: Decibels(hundredths: 230), plan: "EU868"),
                radioClass: .light, measures: [.signalRSSI, .counter], depositCredits: 0)
            _ = try host.ingest([[try check(registration, by: Self.key(number % Self.owners))]])
        }
    }

    /// Seals of a window by all hotspots, 1,000 a commit.
    mutating func window(_ window: UInt64, upTo entries: UInt64) throws {
        clock = clock + Nanoseconds(60 * 1_000_000_000)
        try host.advance(to: clock)
        for round in 0..<96 as Range<UInt64> {
            for first in stride(from: 0, to: Self.hotspots, by: 1_000) {
                guard host.size < entries else { return }
                let post = try (first..<first + 1_000).map { hotspot in
                    sequence += 1
                    let seal = Seal(
                        sequence: sequence, window: Window(window),
                        seal: Hash256(words: (sequence, round, 1, 1)))
                    return try check(seal, by: Self.key(1_000 + UInt64(hotspot)))
                }
                let began = Uptime.now
                _ = try host.ingest([post])
                spent += Uptime.now.gap(to: began).value
                taken += post.count
            }
        }
    }

    var spent: UInt64 = 0
    var taken = 0
}

private func measured<Value>(_ name: String, _ body: () throws -> Value) throws -> Value {
    let began = Uptime.now
    let value = try body()
    let took = Uptime.now.gap(to: began).value / 1_000_000
    print("\(name): \(took) ms")
    return value
}

private func run(_ arguments: [String]) throws {
    guard arguments.count == 4, let entries = UInt64(arguments[3]) else {
        print("usage: oracle-starts NETWORK-SOURCE DIR ENTRIES")
        exit(2)
    }
    let data = DataFolder(arguments[2])
    var clock = Nanoseconds(0)
    do {
        var writer = try Writer(arguments[1], data)
        try writer.register()
        var window: UInt64 = 1
        while writer.host.size < entries {
            try writer.window(window, upTo: entries)
            window += 1
        }
        print(
            "taken: \(writer.taken) statements, \(UInt64(writer.taken) * 1_000_000_000 / writer.spent)/s"
        )
        try writer.host.advance(to: writer.clock + Nanoseconds(1_000_000_000))
        clock = writer.clock + Nanoseconds(2_000_000_000)
    }
    let size = try measured("start from entry 0") { try OracleHost(data, at: clock).size }
    print("entries: \(size)")
    try measured("save a state") {
        let host = try OracleHost(data, at: clock)
        let saving = Uptime.now
        try host.state()?.run()
        print("of that the saving: \(Uptime.now.gap(to: saving).value / 1_000_000) ms")
    }
    let from = try measured("start from a state") { try OracleHost(data, at: clock).startedFrom }
    print("from: \(from)")
    Folder.removeAll(data.index)
    _ = try measured("start from a state, index made again") {
        try OracleHost(data, at: clock).size
    }
}

do {
    try run(CommandLine.arguments)
} catch {
    print("oracle-starts: \(error)")
    exit(1)
}
