import Glibc
import Host
import Notation
import Primitives
import RouterEmulator
import RouterLink
import Signing
import Testing
import Units

@Suite("RouterLink: real TLS over loopback", .serialized) struct RouterConnectionTests {
    /// A time-out short enough to wait for.
    static var impatient: RouterLinkLimits {
        var limits = RouterLinkLimits()
        limits.handshake = Nanoseconds(80_000_000)
        limits.connecting = Nanoseconds(80_000_000)
        limits.lookingUp = Nanoseconds(80_000_000)
        return limits
    }

    @Test("the pinned router: connected, with one exporter value at both ends")
    func connects() throws {
        let router = try TestRouter()
        let turner = try Turner(to: router.place)
        let isUp = turner.turn({ _ = router.port.proceed() }) { _ in turner.binding != nil }
        #expect(isUp)
        let binding = try #require(turner.binding)
        turner.turn({ _ = router.port.proceed() }) { _ in !router.port.bindings.isEmpty }
        #expect(router.port.bindings == [binding])
        let again = try Turner(to: router.place)
        again.turn({ _ = router.port.proceed() }) { _ in again.binding != nil }
        #expect(again.binding != nil && again.binding != binding)
        turner.connection.finish(at: Uptime.now)
        turner.turn { $0.last == .closed }
        #expect(turner.happened.last == .closed)
    }

    @Test("a name is looked up on its own thread")
    func name() throws {
        let router = try TestRouter()
        var place = router.place
        place.host = "localhost"
        let turner = try Turner(to: place)
        let isUp = turner.turn({ _ = router.port.proceed() }) { _ in turner.binding != nil }
        #expect(isUp, "\(turner.happened)")
    }

    @Test("a router with another key is refused before a byte is sent to it")
    func otherKey() throws {
        let router = try TestRouter()
        var place = router.place
        place.keyHash = Hash256(words: (5, 6, 7, 8))
        let turner = try Turner(to: place)
        let failure = turner.failure { _ = router.port.proceed() }
        #expect(failure == .otherKey(found: router.keyHash, pinned: place.keyHash))
        #expect(turner.binding == nil)
    }

    @Test("the pinned key counts, not the dates of its certificate")
    func expired() throws {
        let seed = [UInt8](repeating: 8, count: 32)
        for dates in [-86_400 ... -3_600, 3_600...86_400] as [ClosedRange<Int>] {
            let router = try TestRouter(RouterIdentity(seed: seed, validSeconds: dates))
            let turner = try Turner(to: router.place)
            turner.turn({ _ = router.port.proceed() }) { _ in turner.binding != nil }
            #expect(turner.binding != nil)
        }
    }

    @Test("nothing older than TLS 1.3")
    func older() throws {
        let seed = [UInt8](repeating: 8, count: 32)
        let router = try TestRouter(RouterIdentity(seed: seed, version: .tls12))
        let turner = try Turner(to: router.place)
        let failure = turner.failure { _ = router.port.proceed() }
        #expect(failure == .olderTLS)
    }

    @Test(
        "what does not speak TLS is named",
        arguments: [
            "HTTP/1.1 400 Bad Request\r\n\r\n", "220 mail.example ESMTP ready\r\n",
            "SSH-2.0-OpenSSH_9.2\r\n", "\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}",
        ])
    func plain(greeting: String) throws {
        let server = try RawServer()
        let turner = try Turner(to: server.place())
        var connections: [RawConnection] = []
        let failure = turner.failure {
            if let connection = server.accept() {
                connection.send(Array(greeting.utf8))
                connections.append(connection)
            }
        }
        #expect(failure == .notTLS, "\(greeting)")
    }

    @Test("nobody listens: refused")
    func refused() throws {
        let server = try RawServer(listens: false)
        let turner = try Turner(to: server.place())
        #expect(turner.failure() == .refused("127.0.0.1:\(server.port)"))
    }

    @Test("a name that cannot be: no address, or nobody to ask; never a hang")
    func unknownName() throws {
        var limits = RouterLinkLimits()
        limits.lookingUp = Nanoseconds(5_000_000_000)
        let place = RouterConnection.Place(
            host: "router.invalid", port: 1, keyHash: Hash256(words: (1, 1, 1, 1)))
        let turner = try Turner(to: place, limits: limits)
        let failure = turner.failure()
        let expected: [RouterLinkError.Code] = [.unknownHost, .lookUpFailed, .lookUpTimedOut]
        #expect(failure.map { expected.contains($0.code) } == true, "\(turner.happened)")
    }

    @Test("a server that takes the connection and says nothing: the handshake times out")
    func silent() throws {
        let server = try RawServer()
        let turner = try Turner(to: server.place(), limits: Self.impatient)
        #expect(turner.failure() == .handshakeTimedOut)
    }

    @Test("a server that hangs up in the handshake: cut")
    func hangsUp() throws {
        let server = try RawServer()
        let turner = try Turner(to: server.place())
        #expect(turner.failure { _ = server.accept() } == .cut)
    }

    @Test("a router's close is told from a cut")
    func closed() throws {
        let router = try TestRouter()
        let turner = try Turner(to: router.place)
        turner.turn({ _ = router.port.proceed() }) { _ in turner.binding != nil }
        router.port.router.crash()
        #expect(turner.failure { _ = router.port.proceed() } == .closed)
    }

    @Test("a router that does not read is given up, its bytes bounded")
    func stuck() throws {
        let router = try TestRouter()
        var limits = RouterLinkLimits()
        limits.backlog = 100_000
        let turner = try Turner(to: router.place, limits: limits)
        turner.turn({ _ = router.port.proceed() }) { _ in turner.binding != nil }
        for _ in 0..<2_000 { turner.connection.send([UInt8](repeating: 1, count: 16_000)) }
        guard case .stuck(let bytes)? = turner.failure() else {
            return #expect(Bool(false), "\(turner.happened)")
        }
        #expect(bytes > 100_000 && bytes < 130_000)
    }

    @Test("one byte at a time, both ways")
    func slowBytes() throws {
        let router = try TestRouter()
        let proxy = try Proxy(to: router, chunk: 1)
        let turner = try Turner(to: proxy.place)
        let isUp = turner.turn({ proxy.pump() }) { _ in
            turner.binding != nil && !router.port.bindings.isEmpty
        }
        #expect(isUp)
        #expect(router.port.bindings.first == turner.binding)
    }

    @Test("cut after any of the handshake's bytes: an error by name, never a hang")
    func cuts() throws {
        let router = try TestRouter()
        var counts: [RouterLinkError.Code] = []
        for bytes in stride(from: 0, to: 600, by: 13) {
            let proxy = try Proxy(to: router, chunk: 4_096, cutsAfter: bytes)
            let turner = try Turner(to: proxy.place)
            let failure = turner.failure { proxy.pump() }
            if let failure { counts.append(failure.code) }
        }
        #expect(counts == Array(repeating: .cut, count: 47))
    }

    @Test("a changed byte of the router's is refused by name")
    func changed() throws {
        let router = try TestRouter()
        for bytes in stride(from: 0, to: 600, by: 29) {
            let proxy = try Proxy(to: router, chunk: 4_096, changes: bytes)
            let turner = try Turner(to: proxy.place, limits: Self.impatient)
            let failure = turner.failure { proxy.pump() }
            #expect(failure != nil && turner.received == [], "byte \(bytes)")
        }
    }

    @Test("every error says something, by a code of its own")
    func descriptions() {
        let hash = Hash256(words: (1, 2, 3, 4))
        let all: [RouterLinkError] = [
            .unknownHost("h"), .lookUpFailed("h", "r"), .lookUpTimedOut("h"), .refused("p"),
            .unreachable("p"), .connectTimedOut("p"), .system(SystemError(number: 5)), .notTLS,
            .olderTLS, .handshakeTimedOut, .handshake("r"), .otherKey(found: hash, pinned: hash),
            .closed, .cut, .broken("r"), .stuck(bytes: 1),
        ]
        #expect(all.map(\.code) == RouterLinkError.Code.allCases)
        #expect(Set(all.map(\.description)).count == all.count)
    }
}

/// Between a box and a router: passes bytes on in pieces, and cuts or changes them to order.
final class Proxy {
    private let router: TestRouter
    private let server: RawServer
    private let chunk: Int
    private var cutsAfter: Int?
    private var changes: Int?
    private var box: RawConnection?
    private var far: RawConnection?
    private var passed = 0

    init(
        to router: TestRouter, chunk: Int, cutsAfter: Int? = nil, changes: Int? = nil
    ) throws {
        self.router = router
        self.chunk = chunk
        self.cutsAfter = cutsAfter
        self.changes = changes
        server = try RawServer()
    }

    var place: RouterConnection.Place { server.place(router.keyHash) }

    func pump() {
        _ = router.port.proceed()
        if box == nil, let accepted = server.accept() {
            box = accepted
            far = try? RawConnection(to: router.port.name.port)
        }
        // So many pieces at a time, for one at a time would take seconds.
        for _ in 0..<200 { passOn() }
    }

    private func passOn() {
        guard let box, let far else { return }
        guard let up = box.receive(most: chunk) else { return drop() }
        if !up.isEmpty { far.send(up) }
        guard var down = far.receive(most: chunk) else { return drop() }
        if let cut = cutsAfter, passed + down.count >= cut {
            box.send(Array(down.prefix(max(0, cut - passed))))
            return drop()
        }
        if let place = changes, (passed..<passed + down.count).contains(place) {
            down[place - passed] ^= 0x55
        }
        passed += down.count
        if !down.isEmpty { box.send(down) }
    }

    private func drop() {
        box = nil
        far = nil
        // Nobody is taken in again.
        cutsAfter = 0
    }
}
