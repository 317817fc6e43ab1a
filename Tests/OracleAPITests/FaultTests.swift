import Attestation
import Notation
import OracleAPI
import Primitives
import ScriptedOracle
import Signing
import Testing
import Units

/// What a box says of a fault, and what it must not have lost.
struct FaultCase: Sendable, CustomTestStringConvertible {
    let fault: ScriptedFault
    /// The error that troubles name; nil: there is none to name.
    let code: AnswerError.Code?
    /// Statements that were sent during the fault may be refused for good.
    var isFinal = false
    /// Receipts were given and not honoured.
    var isBroken = false

    var testDescription: String { fault.rawValue }

    static let all: [FaultCase] = [
        FaultCase(fault: .away, code: .failed), FaultCase(fault: .silent, code: .failed),
        FaultCase(fault: .drip, code: .failed), FaultCase(fault: .broken, code: .status),
        FaultCase(fault: .busy, code: .status), FaultCase(fault: .tooMany, code: .status),
        FaultCase(fault: .redirect, code: .status),
        FaultCase(fault: .garbage, code: .notIngestAnswer),
        FaultCase(fault: .truncated, code: .sequence),
        FaultCase(fault: .oversized, code: .tooLong),
        FaultCase(fault: .wrongKeyReceipt, code: .receipt),
        FaultCase(fault: .otherNetworkReceipt, code: .receipt),
        FaultCase(fault: .foreignReceipt, code: .receipt),
        FaultCase(fault: .replayedReceipt, code: .receipt),
        FaultCase(fault: .aheadReceipt, code: .receipt),
        FaultCase(fault: .unloggedReceipt, code: .proof, isBroken: true),
        FaultCase(fault: .namesNothing, code: .namesNothing),
        FaultCase(fault: .foreignRefusal, code: .foreignRefusal),
        FaultCase(fault: .takesAndRefuses, code: .contradicts),
        FaultCase(fault: .refusesForNow, code: nil),
        FaultCase(fault: .refusesForGood, code: nil, isFinal: true),
        FaultCase(fault: .malformed, code: .status),
        FaultCase(fault: .pause, code: nil),
        FaultCase(fault: .unchainedEntropy, code: nil),
        FaultCase(fault: .aheadEntropy, code: nil),
        FaultCase(fault: .oldEntropy, code: .entropy),
        FaultCase(fault: .wrongKeyEntropy, code: .entropy),
        FaultCase(fault: .unfitProof, code: .proof), FaultCase(fault: .otherProof, code: .proof),
        FaultCase(fault: .wrongKeyHead, code: .proof),
        FaultCase(fault: .forkedHead, code: nil),
        FaultCase(fault: .otherNetworkView, code: .otherNetwork),
        FaultCase(fault: .otherHotspotView, code: .otherHotspot),
    ]
}

@Suite("Conversation: whatever an oracle does wrong, nothing is lost")
struct FaultTests {
    static let minute = OracleBench.minute

    @Test("every fault has its case")
    func complete() {
        #expect(Set(FaultCase.all.map(\.fault)) == Set(ScriptedFault.allCases))
    }

    @Test(
        "four hours of a fault, then five of none: all is received and proven",
        arguments: FaultCase.all)
    func outlived(fault: FaultCase) {
        var bench = OracleBench()
        bench.tell(.started)
        var posted: Set<Hash256> = []
        for step in 0..<60 {
            let minute = UInt64(step) * 5
            if step == 3 {
                bench.oracle.faults = [fault.fault]
                bench.tell(.lookUp)
            }
            if step == 51 { bench.oracle.faults = [] }
            posted.insert(bench.post())
            bench.run(until: (minute + 5) * Self.minute)
            // The box takes no record that lies, and asks from before it.
            if fault.fault == .aheadEntropy, let newest = bench.oracle.newest,
                let followed = bench.conversation.followed, followed > newest
            {
                bench.tell(.follow(after: newest))
            }
        }
        #expect(
            posted == Set(bench.received.keys).union(bench.refused.keys).union(bench.spool.keys))
        bench.run(until: 9 * OracleBench.hour)
        #expect(bench.spool.isEmpty)
        #expect(bench.refused.isEmpty != fault.isFinal)
        #expect(Set(bench.received.keys).union(bench.refused.keys) == posted)
        if let code = fault.code {
            #expect(bench.troubles.contains { $0.error.code == code }, "\(bench.troubles)")
        } else {
            #expect(bench.troubles == [])
        }
        let proven = Set(bench.included)
        if fault.isBroken {
            #expect(Set(bench.unfulfilled) == Set(bench.received.keys).subtracting(proven))
            #expect(bench.unfulfilled.count > 40)
        } else {
            #expect(proven == Set(bench.received.keys))
        }
        #expect(bench.conversation.followed == bench.oracle.newest)
        #expect(bench.requests.count < 4_000, "\(bench.requests.count) requests in nine hours")
    }

    @Test("every error can be told to a person, and has a fault or a table that brings it about")
    func errors() {
        let hash = Hash256(words: (1, 2, 3, 4))
        let all: [AnswerError] = [
            .failed(OracleFailure(.tooSlow, "the answer was not whole in time")),
            .status(302, code: nil, detail: nil), .tooLong(bytes: 2, limit: 1),
            .notIngestAnswer(MessageError(.malformed)), .namesNothing,
            .foreignRefusal(statement: hash), .contradicts(statement: hash), .receipt(.foreign),
            .sequence(SequenceError(position: 1, .tooMany)), .entropy(.otherType),
            .otherHotspot(Address(PublicKey(bytes: hash))), .otherNetwork(NetworkID(bits: 1)),
            .otherReport(hash), .twoHeads(size: 7),
        ]
        #expect(all.allSatisfy { $0.description.count > 10 })
        let brought = Set(FaultCase.all.compactMap(\.code))
        let here: Set<AnswerError.Code> = [.view, .otherReport, .notProof, .twoHeads]
        #expect(brought.union(here) == Set(AnswerError.Code.allCases))
    }

    /// One request answered by hand: what it is troubled by.
    private func trouble(
        _ event: OracleEvent, _ resource: (OracleResource) -> Bool, _ body: [UInt8]
    ) -> [OracleEffect] {
        var conversation = OracleBench().conversation
        var effects: [OracleEffect] = []
        var open = conversation.handle(.started, at: Nanoseconds(0))
        open += conversation.handle(event, at: Nanoseconds(0))
        for _ in 0..<4 {
            var next: [OracleEffect] = []
            for case .request(let request) in open where request.lane == .evidence {
                let isIt = resource(request.resource)
                let answer =
                    isIt
                    ? OracleAnswer(status: 200, body: body)
                    : OracleAnswer(
                        status: 404,
                        body: Array("{\"code\":\"unknown_hotspot\"}".utf8))
                let answered = conversation.handle(
                    .answered(request.id, answer), at: Nanoseconds(0))
                if isIt { effects += answered }
                next += answered
            }
            open = next
        }
        return effects
    }

    private func codes(_ effects: [OracleEffect]) -> [AnswerError.Code] {
        effects.compactMap { effect in
            if case .trouble(let trouble) = effect { trouble.error.code } else { nil }
        }
    }

    @Test("JSON that is none, and a report that was not asked, are named")
    func views() {
        let isLookUp: (OracleResource) -> Bool = { if case .hotspot = $0 { true } else { false } }
        #expect(codes(trouble(.tick, isLookUp, Array("{}".utf8))) == [.view])
        let wanted = Hash256(words: (1, 1, 1, 1))
        let other = ReportView(
            id: Hash256(words: (2, 2, 2, 2)), kind: .beacon, window: Window(1), state: .waiting)
        let isReport: (OracleResource) -> Bool = { if case .report = $0 { true } else { false } }
        let body = Array(other.json.text.utf8)
        #expect(codes(trouble(.wantReport(wanted), isReport, body)) == [.otherReport])
        #expect(trouble(.wantReport(other.id), isReport, body).contains(.report(other)))
        #expect(codes(trouble(.wantReport(wanted), isReport, [0x5b])) == [.view])
    }

    @Test("two heads of one size are kept as evidence")
    func forked() {
        var bench = OracleBench()
        bench.tell(.started)
        let first = bench.post()
        bench.run(until: Self.minute / 2)
        let second = bench.post()
        bench.run(until: 2 * Self.minute + 10_000_000)
        #expect(bench.included.isEmpty)
        // No further entry: both proofs are under heads of one size, of two different logs.
        bench.oracle.faults = [.pause]
        bench.forkAfterProofs = 1
        bench.run(until: 4 * Self.minute)
        #expect(bench.included.count == 1)
        #expect(bench.forks > 0)
        #expect(bench.troubles.contains { $0.error == .twoHeads(size: UInt64(bench.oracle.size)) })
        #expect([first, second].contains(bench.included[0]))
    }

    @Test("Retry-After is kept to, but no longer than an hour", arguments: [7, 3_600, 86_400])
    func retryAfter(seconds: UInt64) {
        var conversation = OracleBench().conversation
        let effects = conversation.handle(.started, at: Nanoseconds(0))
        for case .request(let request) in effects {
            let answer = OracleAnswer(status: 503, retryAfter: "\(seconds)", body: [])
            _ = conversation.handle(.answered(request.id, answer), at: Nanoseconds(0))
        }
        _ = conversation.handle(.networkUp, at: Nanoseconds(1))
        let wanted = Nanoseconds(min(seconds, 3_600) * 1_000_000_000)
        #expect(conversation.wake == wanted)
        #expect(conversation.handle(.tick, at: Nanoseconds(wanted.value - 1)).isEmpty)
        #expect(!conversation.handle(.tick, at: wanted).isEmpty)
    }

    @Test("other spellings of Retry-After are passed over")
    func spelling() {
        #expect(RetryAfter.seconds("0") == 1)
        #expect(RetryAfter.seconds("3601") == 3_600)
        for text in [nil, "", "-1", "1.5", "Wed, 21 Oct 2026 07:28:00 GMT", "99999999999999999999"]
        {
            #expect(RetryAfter.seconds(text) == nil)
        }
    }

    @Test("waits double from one second to two minutes, a quarter more or less")
    func backOff() {
        for chance in [UInt64(0), 250, 500, .max] {
            var backOff = BackOff()
            let permille = 750 + chance % 501
            for step in 0..<12 {
                let seconds = min(UInt64(1) << UInt64(min(step, 7)), 120)
                let wait = backOff.next(chance: chance)
                #expect(wait == Nanoseconds(seconds * permille * 1_000_000))
                #expect(wait <= BackOff.longest)
            }
            backOff.reset()
            #expect(backOff.next(chance: chance) == Nanoseconds(permille * 1_000_000))
        }
    }

    @Test("news that the network is up ends a wait")
    func networkUp() {
        var bench = OracleBench()
        bench.tell(.started)
        bench.isDead = true
        bench.run(until: 30 * Self.minute)
        bench.isDead = false
        let before = bench.requests.count
        bench.tell(.networkUp)
        #expect(bench.requests.count == before + 2)
    }
}
