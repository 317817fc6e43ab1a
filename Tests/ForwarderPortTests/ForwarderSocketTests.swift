import Airwaves
import Diagnosis
import ForwarderPort
import ForwarderProtocol
import Forwarders
import Glibc
import Host
import Notation
import Primitives
import Testing
import Units

/// One UDP socket of a forwarder or server on loopback.
private final class Peer {
    let descriptor: Int32
    let name: SocketName

    init() throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        try #require(socket >= 0)
        descriptor = socket
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        unsafe setsockopt(
            socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let any = try SocketName(parsing: "127.0.0.1:0", ports: 0...65_535)
        let bound = unsafe any.withAddress { unsafe bind(socket, $0, $1) }
        try #require(bound == 0)
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = unsafe getsockname(socket, $0, &size)
            }
        }
        name = any.with(port: UInt16(bigEndian: address.sin_port))
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8], to name: SocketName) {
        let sent = unsafe name.withAddress { address, length in
            unsafe sendto(descriptor, bytes, bytes.count, 0, address, length)
        }
        #expect(sent == bytes.count)
    }

    func receive() throws -> (bytes: [UInt8], from: sockaddr_in) {
        var buffer = [UInt8](repeating: 0, count: 20_000)
        var from = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let count = unsafe withUnsafeMutablePointer(to: &from) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe recvfrom(descriptor, &buffer, 20_000, 0, $0, &size)
            }
        }
        try #require(count >= 0, "nothing came")
        return (Array(buffer[..<count]), from)
    }
}

private func any() throws -> SocketName {
    try SocketName(parsing: "127.0.0.1:0", ports: 0...65_535)
}

@Suite("The UDP port of packet forwarders")
struct ForwarderSocketTests {
    let eui = EUI64(bits: 0xa840_411f_ddec_4150)

    private func wait(for descriptor: Int32) {
        let deadline = Uptime.now + Nanoseconds(5_000_000_000)
        #expect(Poll.wait(for: descriptor, POLLIN, wake: -1, until: deadline) == .ready)
    }

    @Test("a forwarder is answered from the port that it asked")
    func answers() throws {
        var socket = try ForwarderSocket(listening: any())
        var server = ForwarderServer()
        var effects = ForwarderEffects()
        let forwarder = try Peer()
        forwarder.send(
            ForwarderDatagram(token: 0x1234, content: .pullData(eui)).bytes, to: socket.name)
        wait(for: socket.descriptor)
        #expect(socket.receive(into: &server, at: Uptime.now, effects: &effects) == 1)
        socket.send(effects)
        let (bytes, from) = try forwarder.receive()
        #expect(bytes == [2, 0x12, 0x34, 4])
        #expect(UInt16(bigEndian: from.sin_port) == socket.name.port)
        let radio = try #require(server.radio(0, at: Uptime.now))
        #expect(radio.eui == eui)
        #expect(radio.listener?.description == forwarder.name.description)
        #expect(socket.unsent == 0)
    }

    /// Some containers have none.
    static let hasIPv6 =
        (try? ForwarderSocket(
            listening: SocketName(parsing: "[::1]:0", ports: 0...65_535)
        ).name.port) != nil

    @Test("IPv6 loopback as well", .enabled(if: hasIPv6))
    func sixth() throws {
        let name = try SocketName(parsing: "[::1]:0", ports: 0...65_535)
        var socket = try ForwarderSocket(listening: name)
        let sender = Glibc.socket(AF_INET6, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(sender) }
        let bytes = ForwarderDatagram(token: 7, content: .pullData(eui)).bytes
        let sent = unsafe socket.name.withAddress {
            unsafe sendto(sender, bytes, bytes.count, 0, $0, $1)
        }
        #expect(sent == bytes.count)
        wait(for: socket.descriptor)
        var server = ForwarderServer()
        var effects = ForwarderEffects()
        #expect(socket.receive(into: &server, at: Uptime.now, effects: &effects) == 1)
        let address = try #require(effects.datagrams.first).to
        #expect(address.isLoopback)
        #expect(address.ipv4 == nil)
        #expect(address.description.hasPrefix("[::1]:"))
        socket.send(effects)
        wait(for: sender)
        #expect(socket.unsent == 0)
    }

    @Test("an address that others can reach is refused without the owner's word")
    func publicAddress() throws {
        let everywhere = try SocketName(parsing: "0.0.0.0:0", ports: 0...65_535)
        #expect(throws: ForwarderSocketError.publicAddress(everywhere)) {
            _ = try ForwarderSocket(listening: everywhere)
        }
        let socket = try ForwarderSocket(listening: everywhere, allowsPublic: true)
        #expect(socket.name.port != 0)
    }

    @Test("a port that is taken is refused with who holds it")
    func taken() throws {
        let peer = try Peer()
        do throws(ForwarderSocketError) {
            _ = try ForwarderSocket(listening: peer.name)
            Issue.record("listened on a port that is taken")
        } catch {
            guard case .taken(let name, .held(let holders)) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(name == peer.name)
            #expect(holders.contains { $0.identifier == Int(getpid()) })
            #expect("\(error)".contains("(process \(getpid()))"))
        }
    }

    @Test(
        "a flood is read in portions, long datagrams are refused, and what the kernel drops is known"
    )
    func flood() throws {
        var socket = try ForwarderSocket(listening: any())
        var server = ForwarderServer()
        var effects = ForwarderEffects()
        let flooder = try Peer()
        flooder.send([UInt8](repeating: 2, count: 20_000), to: socket.name)
        let junk = [UInt8](repeating: 0xff, count: 16_000)
        for _ in 0..<300 { flooder.send(junk, to: socket.name) }
        wait(for: socket.descriptor)
        #expect(socket.receive(into: &server, at: Uptime.now, effects: &effects) == 64)
        #expect(effects.datagrams.isEmpty)
        #expect(server.counters[.datagramTooLong] == 1)
        var all = 64
        while true {
            let count = socket.receive(into: &server, at: Uptime.now, effects: &effects)
            if count == 0 { break }
            all += count
        }
        #expect(all + Int(socket.dropped) == 301)
        #expect(Int(server.counters[.unknownVersion]) == all - 1)
        #expect(socket.dropped > 0, "the kernel holds 4.8 MB for a socket that asked for 1 MiB")
    }
}

@Suite("The sockets to other servers")
struct PassOnSocketTests {
    @Test(
        "one for each pair of server and radio, which only its server reaches; names are looked up")
    func lines() throws {
        let (first, second, stranger) = (try Peer(), try Peer(), try Peer())
        let servers = [
            try PassOnServer(parsing: first.name.description),
            PassOnServer(host: "127.1", port: second.name.port),
        ]
        var sockets = try PassOnSockets([servers[0], servers[1]])
        var passOn = PacketPassOn(servers: servers)
        var effects = PassOnEffects()
        let euis = [EUI64(bits: 1), EUI64(bits: 2)]
        let deadline = Uptime.now + Nanoseconds(5_000_000_000)
        // Not four numbers, so it is looked up like a name, which needs no name server. That is done on another thread: what is sent before is counted.
        while sockets.descriptors.count < 4, Uptime.now < deadline {
            for radio in 0..<2 { passOn.release(radio, effects: &effects) }
            effects.clear()
            for radio in 0..<2 {
                passOn.attach(radio, as: euis[radio], at: Uptime.now, effects: &effects)
            }
            sockets.send(effects)
            effects.clear()
            usleep(10_000)
        }
        #expect(sockets.descriptors.count == 4)
        var ports: [UInt16] = []
        for peer in [first, second] {
            for _ in 0..<2 {
                let (bytes, from) = try peer.receive()
                let datagram = try ForwarderDatagram(parsing: bytes.rawSpan)
                guard case .pullData(let eui) = datagram.content else {
                    Issue.record("\(datagram)")
                    return
                }
                #expect(euis.contains(eui))
                ports.append(UInt16(bigEndian: from.sin_port))
                let name = first.name.with(port: UInt16(bigEndian: from.sin_port))
                stranger.send([2, 0, 1, 4], to: name)
                peer.send([2, 0, 1, 1], to: name)
            }
        }
        #expect(Set(ports).count == 4)
        let before = passOn.counters.map(\.acknowledged)
        while passOn.counters.reduce(0, { $0 + $1.acknowledged }) < 4, Uptime.now < deadline {
            sockets.receive(into: &passOn, at: Uptime.now, effects: &effects)
        }
        #expect(before == [0, 0])
        #expect(passOn.counters.map(\.acknowledged) == [2, 2])
        #expect(passOn.counters.map(\.strays) == [0, 0])
        sockets.close(radio: 0)
        #expect(sockets.descriptors.count == 2)
    }
}
