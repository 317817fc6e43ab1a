import Attestation
import HotspotLogic
import Primitives
import ProofWorld
import Signing
import Testing
import Units

@Suite("PROTOCOL 1: the network file is pinned by its hash")
struct NetworkFileTests {
    static func oracle(_ first: UInt64) -> MessageValue {
        let keys = (0..<4).map { number in
            MessageValue.bytes(ScriptedLog.key(first + UInt64(number)).publicKey.bytes.bytes)
        }
        return .record(keys.map { $0 } + [.text("https://oracle.example")])
    }

    /// The fields of docs/messages.md, `network`, with one oracle and one router.
    static func payload(oracles: [MessageValue] = [oracle(10)]) -> [UInt8] {
        let zeros = MessageValue.bytes([UInt8](repeating: 0, count: 32))
        let router = MessageValue.record([
            .bytes(ScriptedLog.key(20).publicKey.bytes.bytes), zeros, .text("router.example"),
            .unsigned(8_475),
        ])
        let message = Message(
            .network, ("sequence", .unsigned(1)), ("name", .text("a network")),
            ("genesis_ns", .unsigned(1_800_000_000_000_000_000)),
            ("periods", NetworkPeriods.demo.messageValue), ("oracles", .list(oracles)),
            ("routers", .list([router])), ("ingests", .list([])), ("credit_key", zeros),
            ("anchors", .list([])), ("balances", .list([])),
            ("fees", .record([.unsigned(0), .unsigned(0), .unsigned(0)])),
            ("region_table", .unsigned(1)), ("region_table_hash", zeros),
            ("rule_book_hash", zeros),
            (
                "pools",
                .list([.record((0..<5).map { _ in .unsigned(0) })])
            ),
            ("grains_per_credit", .unsigned(1)), ("floor_units", .unsigned(1)),
            ("selection_trust", .unsigned(250)))
        guard let payload = try? message.payload() else {
            preconditionFailure("the fields are within their bounds")
        }
        return payload
    }

    static func file(_ payload: [UInt8], network: Hash256? = nil) -> [UInt8] {
        let hash = network ?? Hash256(of: payload.rawSpan, by: SHA256.self)
        return Statement.sign(
            payload.rawSpan,
            in: StatementContext(network: NetworkID(fileHash: hash), type: "network"),
            by: ScriptedLog.key(1))
    }

    static func read(_ file: [UInt8], pinned: Hash256) -> Result<PinnedNetwork, NetworkFileError> {
        do throws(NetworkFileError) {
            return .success(
                try PinnedNetwork(
                    file.rawSpan, pinned: pinned, hashing: SHA256.self, checking: Ed25519.self))
        } catch {
            return .failure(error)
        }
    }

    @Test("the file with the pinned hash gives its periods, genesis, oracle and routers")
    func good() throws {
        let payload = Self.payload()
        let hash = Hash256(of: payload.rawSpan, by: SHA256.self)
        let network = try Self.read(Self.file(payload), pinned: hash).get()
        #expect(network.id == NetworkID(fileHash: hash) && network.name == "a network")
        #expect(network.periods == .demo)
        #expect(network.genesis == Nanoseconds(1_800_000_000_000_000_000))
        #expect(network.oracle.entropyKey == ScriptedLog.key(13).publicKey)
        #expect(network.oracle.receiptKey == ScriptedLog.key(12).publicKey)
        #expect(network.routers.map(\.port) == [8_475])
        #expect(network.routers.map(\.host) == ["router.example"])
    }

    @Test("every other is refused by name")
    func refused() {
        let payload = Self.payload()
        let hash = Hash256(of: payload.rawSpan, by: SHA256.self)
        let other = Hash256(words: (1, 2, 3, 4))
        #expect(
            Self.read(Self.file(payload), pinned: other)
                == .failure(.otherHash(found: hash, pinned: other)))
        #expect(
            Self.read(Self.file(payload, network: other), pinned: hash)
                == .failure(.statement(.badSignature)))
        #expect(Self.read([1], pinned: hash) == .failure(.statement(.notTagged)))
        let several = Self.payload(
            oracles: [UInt64(10), 30]
                .sorted { ScriptedLog.key($0).publicKey < ScriptedLog.key($1).publicKey }
                .map { Self.oracle($0) })
        let severalHash = Hash256(of: several.rawSpan, by: SHA256.self)
        #expect(
            Self.read(Self.file(several), pinned: severalHash)
                == .failure(.severalOracles(found: 2)))
        var seal: [UInt8] = []
        try? Seal(sequence: 1, window: Window(1), seal: other).encode(into: &seal)
        let sealHash = Hash256(of: seal.rawSpan, by: SHA256.self)
        guard case .failure(.message(let error)) = Self.read(Self.file(seal), pinned: sealHash)
        else {
            Issue.record("a seal was taken for a network file")
            return
        }
        #expect(error.code == .otherType)
    }
}
