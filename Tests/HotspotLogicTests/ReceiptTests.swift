import Attestation
import HotspotLogic
import Primitives
import ProofWorld
import Signing
import Testing
import Units

@Suite("PROTOCOL 3.9: receipts are checked before anything is forgotten")
struct ReceiptTests {
    /// A hotspot whose first recommit waits, logged or not.
    static func waiting() -> (box: Box, statement: OwnStatement) {
        let box = Box()
        box.tell(.started)
        box.tell(.entropyChain(box.log.chainEnd))
        box.follow()
        box.tell(.registered(LabPlace.registration(0)))
        guard let statement = box.hotspot.posts.first else {
            preconditionFailure("a recommit was due")
        }
        return (box, statement)
    }

    static func event(_ bytes: [UInt8], _ statement: OwnStatement) -> HotspotEvent {
        .receipt(bytes, leaves: [StatementLeaf(id: statement.id, leaf: statement.id)])
    }

    static let rows: [(ReceiptRefusal.Code, @Sendable (Box, OwnStatement) -> [UInt8])] = [
        (.statement, { _, _ in [0xd2] }),
        (
            .statement,
            { box, statement in
                var bytes = box.log.receipt([(statement.id, 70)])
                bytes[bytes.count - 1] ^= 1
                return bytes
            }
        ),
        (
            .message,
            { box, _ in
                let payload: [UInt8] = [0xa1, 0x00, 0x07]
                return Statement.sign(
                    payload.rawSpan,
                    in: StatementContext(network: box.log.network.id, type: "receipt"),
                    by: ScriptedLog.key(2))
            }
        ),
        (
            .otherKey,
            { box, statement in
                let receipt = Receipt(
                    sequence: 9, newest: Period(1),
                    entries: [Receipt.Entry(statement: statement.id, index: 70)])
                let payload = (try? receipt.payload()) ?? []
                return Statement.sign(
                    payload.rawSpan,
                    in: StatementContext(network: box.log.network.id, type: "receipt"),
                    by: ScriptedLog.key(1))
            }
        ),
        (.notOurs, { box, _ in box.log.receipt([(Hash256(words: (9, 9, 9, 9)), 70)]) }),
        (.impossibleIndex, { box, statement in box.log.receipt([(statement.id, 1)]) }),
    ]

    @Test("each refusal happens, and the statement goes on waiting")
    func refusals() {
        for (code, make) in Self.rows {
            let (box, statement) = Self.waiting()
            box.tell(Self.event(make(box, statement), statement))
            #expect(box.machine.lastReceiptRefusal?.code == code)
            #expect(box.machine.lastReceiptRefusal?.description.isEmpty == false)
            #expect(box.machine.status.statementsWaiting == 1, "\(code)")
            #expect(box.drops(.receiptRefused) == 1)
        }
        let seen = Set(Self.rows.map(\.0))
        #expect(seen.count == ReceiptRefusal.Code.allCases.count)
    }

    @Test("a good receipt on its bound is taken once: replayed it is nobody's")
    func good() {
        let (box, statement) = Self.waiting()
        let receipt = box.log.receipt([(statement.id, 2)])
        box.tell(Self.event(receipt, statement))
        #expect(box.machine.status.statementsWaiting == 0)
        #expect(box.machine.unincluded.map(\.id) == [statement.id])
        #expect(box.machine.recentStatements.first?.stage == .received)
        box.tell(Self.event(receipt, statement))
        #expect(box.machine.lastReceiptRefusal?.code == .notOurs)
        box.tell(.included(id: statement.id))
        #expect(box.machine.unincluded.isEmpty)
        #expect(box.machine.recentStatements.first?.stage == .included)
    }

    @Test("a receipt awaiting its proof survives a restart, and its statement is not posted again")
    func restart() {
        let (box, statement) = Self.waiting()
        box.tell(Self.event(box.log.receipt([(statement.id, 70)]), statement))
        box.hotspot.restart(at: box.time)
        #expect(box.hotspot.posts.isEmpty)
        #expect(box.machine.unincluded.first?.leaf == statement.id)
        #expect(box.machine.unincluded.first?.index == 70)
    }

    @Test("without a receipt the same statement, byte for byte, is posted after a restart")
    func again() {
        let (box, statement) = Self.waiting()
        box.hotspot.restart(at: box.time)
        #expect(box.hotspot.posts == [statement])
    }

    @Test("what the oracle refuses for good is withdrawn; its openings are made by another")
    func refused() {
        let (box, statement) = Self.waiting()
        box.tell(.refused(id: statement.id, code: "notRegistered", sentence: "not yet"))
        #expect(box.hotspot.withdrawn == [statement.id])
        #expect(box.machine.recentStatements.first?.stage == .refused)
        #expect(box.machine.recentStatements.first?.reason == "notRegistered: not yet")
        #expect(box.machine.status.commitmentsAhead == 0)
        box.pass(10)
        #expect(box.hotspot.posts.isEmpty, "one try in a window")
        box.pass(60)
        #expect(box.machine.status.commitmentsAhead > 0)
    }

    @Test("claimed 60 periods after k when the oracle could not show it, and not before")
    func claim() {
        let (box, statement) = Self.waiting()
        let newest = box.machine.entropy.newest ?? Period(0)
        box.tell(Self.event(box.log.receipt([(statement.id, 70)]), statement))
        let claims = { (box: Box) in
            box.machine.recentStatements.count { $0.type == .receiptClaim }
        }
        while (box.machine.entropy.newest?.number ?? 0) < newest.number + 59 {
            box.pass(1, settling: false)
        }
        box.tell(.unfulfilled(id: statement.id))
        #expect(claims(box) == 0)
        box.pass(1, settling: false)
        #expect(claims(box) == 0, "nobody has asked the oracle since")
        box.tell(.unfulfilled(id: statement.id))
        #expect(claims(box) == 1)
        box.pass(3, settling: false)
        box.tell(.unfulfilled(id: statement.id))
        #expect(claims(box) == 1)
        #expect(box.machine.recentStatements.first?.stage == .claimed)
    }
}
