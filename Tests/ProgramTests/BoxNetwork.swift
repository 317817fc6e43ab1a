import Airwaves
import Attestation
import Foundation
import HexGrid
import Host
import Notation
import OracleAPI
import Primitives
import ProofWorld
import ScriptedOracle
import Signing
import Testing
import Units

/// A demo network with its scripted oracle over loopback HTTP, for daemons under test. Its log and
/// its faults are at hand.
final class BoxNetwork {
    let server: OracleServer
    let network: ScriptedNetwork

    /// - Parameters:
    ///   - age: seconds, which are periods, since genesis. A window has 60.
    ///   - faults: from the first request on.
    init(age: UInt64 = 0, faults: [ScriptedFault] = [], routers: [MessageValue] = []) throws {
        let anywhere = try SocketName(parsing: "127.0.0.1:0", ports: 0...65_535)
        let listener = try #require(OracleListener(at: anywhere))
        let second = WallClock.now.value / 1_000_000_000
        network = ScriptedNetwork(
            name: "test", keys: OracleKeys(seed: 5), periods: .demo,
            genesis: Nanoseconds((second - age) * 1_000_000_000),
            url: "http://\(listener.address)", routers: routers)
        var oracle = ScriptedOracle(network, chainLength: 4_000)
        oracle.faults = faults
        server = try #require(OracleServer(oracle, on: listener))
    }

    deinit { server.stop() }

    /// From now on these faults and no other.
    func err(_ faults: ScriptedFault...) { server.change { $0.faults = faults } }

    /// Pins a box to this network, and registers it at a place of EU868.
    func adopt(_ box: Hotspot, at place: String = "47.3769,8.5417") throws {
        try box.pin(network)
        let (key, view) = (try box.key, try Self.place(place))
        server.change {
            $0.register(key, at: view, radioClass: .full, measures: [.counter, .confirmedPower])
            return ()
        }
    }

    private static func place(_ text: String) throws -> HotspotView.Place {
        let numbers = text.split(separator: ",").compactMap { Double($0) }
        let cell = Cell(
            containing: try Coordinate(latitude: numbers[0], longitude: numbers[1]),
            resolution: try Resolution(12))
        return HotspotView.Place(
            cell: cell, height: Metres(10), gain: Decibels(hundredths: 200), plan: .eu868)
    }

    /// The log as a judge reads it, every signature checked.
    var log: LogView {
        LogView(
            server.change { $0.log }, network: network.id, genesis: network.genesis,
            periods: network.periods)
    }

    /// How many statements of a key the log has.
    func count(_ type: Attestation.MessageType, of key: PublicKey) -> Int {
        log.entries.count { $0.type == type && $0.signer == key }
    }

    /// A neighbour without a daemon: registers itself and has a seal logged, so that the oracle has
    /// given a receipt to somebody.
    func letNeighbourPost() throws {
        let seal = Seal(sequence: 1, window: Window(0), seal: Hash256(words: (1, 2, 3, 4)))
        let payload = try seal.payload()
        let bytes = Statement.sign(
            payload.rawSpan, in: StatementContext(network: network.id, type: Seal.type.name),
            by: network.keys.stranger)
        let (place, publicKey) = (try Self.place("47.4,8.6"), network.keys.stranger.publicKey)
        let status = server.change { oracle in
            oracle.register(publicKey, at: place, radioClass: .full, measures: [.counter])
            oracle.advance(to: WallClock.now)
            let request = ScriptedRequest(
                method: "POST", target: "/v1/statements", contentType: "application/cbor-seq",
                body: bytes, came: WallClock.now)
            return oracle.answer(request, at: WallClock.now)?.status
        }
        #expect(status == 200)
    }
}
