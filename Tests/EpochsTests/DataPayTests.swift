import Attestation
import HotspotLogic
import Primitives
import ProofWorld
import Registry
import Rewards
import Signing
import Testing
import Units

@testable import Epochs

@Suite("Packet receipts through F: credits burned, pay and demand, to the last")
struct DataPayTests {
    private static let account = 5

    private struct Packet {
        let name: UInt8
        let length: UInt64

        init(_ name: UInt8, _ length: UInt64) {
            self.name = name
            self.length = length
        }
    }

    /// A receipt for window 5: a route holds from the epoch after it was named.
    private static func receipt(
        _ packets: [(hotspot: UInt64, packets: [Packet])], sequence: UInt64, by key: UInt64 = 77,
        in network: NetworkID
    ) -> [UInt8] {
        let none = Hash256(words: (0, 0, 0, 0))
        let owner = JudgedNetwork.owner(account).publicKey
        let entries: [MessageValue] = packets.map { entry in
            .record([
                .unsigned(entry.hotspot),
                .list(
                    entry.packets.map {
                        .record([
                            .bytes([UInt8](repeating: $0.name, count: 16)), .unsigned($0.length),
                        ])
                    }),
            ])
        }
        let message = Message(
            .packetReceipt, ("sequence", .unsigned(sequence)),
            ("account", .bytes(owner.bytes.bytes)), ("route", .unsigned(3)),
            ("window", .unsigned(5)), ("salt_hash", .bytes(none.bytes)),
            ("entries", .list(entries)))
        guard let payload = try? message.payload() else {
            preconditionFailure("a receipt that its table refuses")
        }
        return Statement.sign(
            payload.rawSpan, in: StatementContext(network: network, type: "packet-receipt"),
            by: ScriptedLog.key(key))
    }

    /// - Parameter isEarly: whether the receipts stand before the epoch before has closed: with records
    ///   in window 5 it closes in window 4.
    private func outcome(
        credits: UInt64, isEarly: Bool = false, _ receipts: [@Sendable (NetworkID) -> [UInt8]]
    ) throws -> EpochOutcome {
        var network = WrittenNetwork()
        let account = Self.account
        network.statements = [
            (
                5,
                { log in
                    let grant = CreditGrant(
                        sequence: 1, account: JudgedNetwork.owner(account).publicKey,
                        credits: credits, reference: "test")
                    return ScriptedLog.sign(grant, log.network.id, JudgedNetwork.creditKey)
                }
            ),
            (
                6,
                { log in
                    let route = RouteKey(
                        sequence: 2, route: 3, receiptKey: ScriptedLog.key(77).publicKey,
                        router: ScriptedLog.key(76).publicKey, isActive: true)
                    return ScriptedLog.sign(route, log.network.id, JudgedNetwork.owner(account))
                }
            ),
        ]
        for receipt in receipts {
            network.statements.append((340, { receipt($0.network.id) }))
        }
        network.lastEpoch = 1
        if !isEarly { network.sendings.append(WrittenSending(0, 5)) }
        let log = network.written()
        let world = LoggedWorld(log.entries, network: log.network)
        return try #require(try world.outcomes(2).last)
    }

    /// Credits and grains for data, by hotspot.
    private func data(_ outcome: EpochOutcome) -> [[UInt64]] {
        outcome.rewards.payouts.filter { $0.credits > 0 }.map {
            [UInt64($0.hotspot), $0.credits, $0.data.value]
        }
    }

    @Test(
        "a credit for each started 24 bytes, 90 % of 1000 grains; however early it is logged",
        arguments: [false, true])
    func exact(isEarly: Bool) throws {
        let outcome = try outcome(
            credits: 100, isEarly: isEarly,
            [
                {
                    Self.receipt(
                        [(0, [Packet(1, 24), Packet(2, 25)]), (1, [Packet(1, 48)])],
                        sequence: 1, in: $0)
                }
            ])
        #expect(data(outcome) == [[0, 3, 2_700], [1, 2, 1_800]])
        #expect(outcome.rewards.totals.credits == 5 && outcome.rewards.totals.data.value == 4_500)
        #expect(outcome.next.demand.map(\.credits).reduce(0, +) == 5)
        #expect(outcome.settlement.spent.map(\.credits) == [5])
    }

    @Test("a packet is bought once of a hotspot, and not when credits have run out")
    func once() throws {
        let outcome = try outcome(
            credits: 4,
            [
                { Self.receipt([(0, [Packet(1, 24), Packet(2, 48)])], sequence: 1, in: $0) },
                {
                    Self.receipt(
                        [(0, [Packet(1, 24), Packet(3, 30), Packet(4, 9)])], sequence: 2, in: $0)
                },
            ])
        // 1 + 2, then nothing for the first again, not 2 of the one credit left, but 1.
        #expect(data(outcome) == [[0, 4, 3_600]])
    }

    @Test("a receipt signed by another key pays nothing")
    func foreign() throws {
        let outcome = try outcome(
            credits: 100,
            [{ Self.receipt([(0, [Packet(1, 24)])], sequence: 1, by: 78, in: $0) }])
        #expect(data(outcome).isEmpty && outcome.next.demand.isEmpty)
    }
}
