import Attestation
import PacketRouting
import Primitives
import RouterEmulator
import Signing
import Testing
import Units

@Suite("Link: every refusal, bad in only that way") struct RefusalTests {
    enum Mistake: Sendable {
        case atHello(HelloFault)
        case open(RouterFault)
    }

    static let otherKey = PublicKey(bytes: Hash256(words: (9, 9, 9, 9)))

    static let rows: [(code: LinkRefusal.Code, mistake: Mistake)] = [
        (.frameTooLong, .open(.frameTooLong)),
        (.emptyFrame, .open(.emptyFrame)),
        (.message, .open(.noMessage)),
        (.unexpected, .open(.sendsBatch)),
        (.beforeWelcome, .atHello(.bytes(ping))),
        (.secondWelcome, .atHello(.twoWelcomes)),
        (.otherRouter, .atHello(.otherKey(otherKey))),
        (.otherVersion, .atHello(.otherVersion(2))),
        (.acknowledgesUnsent, .open(.acknowledgesUnsent)),
        (.buysUnsent, .open(.buysUnsent)),
        (.downlinkNotRising, .open(.downlinkNotRising)),
        (.answersNoPing, .open(.answersNoPing)),
    ]

    static var ping: [UInt8] {
        var bytes: [UInt8] = []
        let payload = (try? LinkPing(number: 1, isAnswer: false).payload()) ?? []
        LinkFrames.append(payload, to: &bytes)
        return bytes
    }

    @Test("no code without a row")
    func complete() { #expect(Self.rows.map(\.code) == LinkRefusal.Code.allCases) }

    @Test("refused by name, told as protocol_error, closed; the next link works", arguments: rows)
    func refused(code: LinkRefusal.Code, mistake: Mistake) throws {
        var bench = CarriageBench()
        bench.start()
        switch mistake {
        case .atHello(let fault):
            bench.router.helloFault = fault
            bench.pass(milliseconds: 0)
        case .open(let fault):
            bench.open()
            bench.hear(1)
            bench.router.send(
                [0x60, 1, 2], windows: [CarriageBench.window()], to: bench.hotspot)
            bench.settle()
            bench.router.err(fault, towards: bench.hotspot)
            bench.settle()
        }
        let ends = bench.ends
        guard case .refused(let refusal)? = ends.last, ends.count == 1 else {
            return #expect(Bool(false), "\(code): \(ends)")
        }
        #expect(refusal.code == code && !"\(refusal)".isEmpty)
        let goodbye = bench.told.compactMap { action -> LinkGoodbye? in
            if case .goodbye(_, let goodbye) = action { goodbye } else { nil }
        }.last
        #expect(goodbye?.reason == .protocolError)
        #expect(bench.connection == nil)
        bench.open()
        bench.hear(2)
        #expect(bench.account?.uplinks.last?.uplink.frame == CarriageBench.frame(2))
    }

    @Test("what a router says before its welcome ends the link, goodbye excepted")
    func goodbyeAtHello() {
        var bench = CarriageBench()
        bench.router.helloFault = .goodbye(.overloaded, retrySeconds: 10)
        bench.start()
        bench.pass(milliseconds: 0)
        guard case .dismissed(let goodbye)? = bench.ends.first else {
            return #expect(Bool(false), "\(bench.ends)")
        }
        #expect(goodbye == LinkGoodbye(.overloaded, retrySeconds: 10))
    }

    static let hellos: [(refusal: RouterRefusal, spoil: @Sendable (inout CarriageBench) -> Void)] =
        [
            (
                .otherNetwork(CarriageBench.network),
                { $0.router = CarriageBench.router($0.keys, network: NetworkID(bits: 5)) }
            ),
            (
                .certificate(.signature),
                { $0.certificate[$0.certificate.count - 1] ^= 1 }
            ),
            (.certificate(.unregistered), { $0.router.registered = [] }),
            (.certificate(.notValidNow), { $0.router.period = Period(201) }),
            (.certificate(.notValidNow), { $0.router.period = Period(89) }),
            (.certificate(.tooLong), { $0.router.longestCertificate = 109 }),
            (
                .certificate(.otherRouter),
                { $0.certificate = $0.certify(router: RefusalTests.otherKey) }
            ),
            (.certificate(.binding), { $0.isIntercepted = true }),
            (.certificate(.proof), { $0.provesWrongly = true }),
        ]

    @Test("a hello is refused for each reason there is", arguments: hellos.indices)
    func hello(row: Int) {
        let (refusal, spoil) = Self.hellos[row]
        var bench = CarriageBench()
        spoil(&bench)
        bench.start()
        bench.pass(milliseconds: 0)
        #expect(bench.router.refusals == [refusal])
        guard case .dismissed(let goodbye)? = bench.ends.first else {
            return #expect(Bool(false), "\(bench.ends)")
        }
        #expect(goodbye.reason == refusal.reason)
        #expect(goodbye.reason != .protocolError)
    }

    @Test("a certificate at its bounds passes, and one for this router alone")
    func certificates() {
        var bench = CarriageBench()
        bench.router.period = Period(200)
        bench.router.longestCertificate = 110
        bench.certificate = bench.certify(router: bench.keys.router.publicKey)
        bench.start()
        bench.pass(milliseconds: 0)
        let isOpen = bench.isOpen
        #expect(isOpen)
    }
}
