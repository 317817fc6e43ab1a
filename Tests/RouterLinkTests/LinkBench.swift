import Attestation
import Glibc
import Host
import Notation
import PacketRouting
import Primitives
import RouterEmulator
import RouterLink
import Signing
import Units

func secret(_ byte: UInt8) -> SecretKey {
    let seed = [UInt8](repeating: byte, count: SecretKey.seedByteCount)
    guard let key = SecretKey(seed: seed.rawSpan) else { preconditionFailure("32 bytes") }
    return key
}

/// A scripted router behind TLS on a free port of this machine.
final class TestRouter {
    static let network = NetworkID(bits: 0x0123_4567_89ab_cdef)
    let port: RouterPort<SHA256, Ed25519>
    let keyHash: Hash256
    let key = secret(3)

    init(_ identity: RouterIdentity = RouterIdentity(seed: [UInt8](repeating: 9, count: 32))) throws
    {
        let info = identity.keyInfo
        keyHash = SHA256.hash(info.rawSpan)
        let router = ScriptedRouter<SHA256, Ed25519>(
            network: Self.network, key: key.publicKey, period: Period(100))
        port = try RouterPort(
            router, tls: identity, at: try SocketName(parsing: "127.0.0.1:0", ports: 0...65_535))
    }

    var place: RouterConnection.Place {
        RouterConnection.Place(host: "127.0.0.1", port: port.name.port, keyHash: keyHash)
    }
}

/// A listening socket whose other end does what a test says, byte by byte.
final class RawServer {
    let descriptor: Int32
    let port: UInt16

    init(listens: Bool = true) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        let descriptor = descriptor
        let name = try SocketName(parsing: "127.0.0.1:0", ports: 0...65_535)
        let bound = unsafe name.withAddress { name, length in
            unsafe bind(descriptor, name, length) == 0
        }
        guard bound == true, !listens || listen(descriptor, 4) == 0 else { throw SystemError.last }
        var place = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = unsafe withUnsafeMutablePointer(to: &place) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &length)
            }
        }
        port = UInt16(bigEndian: place.sin_port)
    }

    deinit { close(descriptor) }

    func accept() -> RawConnection? {
        let found = Glibc.accept(descriptor, nil, nil)
        return found < 0 ? nil : RawConnection(found)
    }

    func place(_ hash: Hash256 = Hash256(words: (1, 1, 1, 1))) -> RouterConnection.Place {
        RouterConnection.Place(host: "127.0.0.1", port: port, keyHash: hash)
    }
}

final class RawConnection {
    let descriptor: Int32

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }

    /// To a router's port.
    init?(to port: UInt16) throws {
        let name = try SocketName(parsing: "127.0.0.1:\(port)")
        guard
            let found = try? name.connect(wake: -1, until: Uptime.now + Nanoseconds(1_000_000_000))
        else { return nil }
        descriptor = found
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) {
        _ = unsafe bytes.withUnsafeBytes { bytes in
            unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        }
    }

    /// Nil at the end.
    func receive(most: Int = 16_384) -> [UInt8]? {
        var chunk = [UInt8](repeating: 0, count: most)
        let count = unsafe chunk.withUnsafeMutableBytes { bytes in
            unsafe recv(descriptor, bytes.baseAddress, bytes.count, 0)
        }
        if count < 0 { return [] }
        return count == 0 ? nil : Array(chunk[..<count])
    }
}

/// Turns a connection and whatever stands at its other end until a condition holds.
final class Turner {
    let wake: Wake
    let lookup: NameLookup
    let connection: RouterConnection
    var happened: [RouterConnection.Happening] = []

    init(to place: RouterConnection.Place, limits: RouterLinkLimits = RouterLinkLimits()) throws {
        wake = try Wake()
        lookup = NameLookup(wake: wake)
        connection = RouterConnection(to: place, lookup: lookup, limits: limits, at: Uptime.now)
    }

    /// - Returns: false when ten seconds passed; nothing that works takes a tenth of it.
    @discardableResult
    func turn(
        _ others: () -> Void = {}, until done: ([RouterConnection.Happening]) -> Bool
    ) -> Bool {
        let end = Uptime.now + Nanoseconds(10_000_000_000)
        while Uptime.now < end {
            happened += connection.proceed(at: Uptime.now)
            others()
            if done(happened) { return true }
            let step = Uptime.now + Nanoseconds(1_000_000)
            if let wait = connection.wait {
                _ = Poll.wait(
                    for: wait.descriptor, wait.events, wake: wake.descriptor, until: step)
            } else {
                _ = wake.wait(until: step)
            }
            wake.clear()
        }
        return false
    }

    /// The error it ends with.
    func failure(_ others: () -> Void = {}) -> RouterLinkError? {
        turn(others) { $0.contains { if case .lost = $0 { true } else { false } } }
        guard case .lost(let error)? = happened.last else { return nil }
        return error
    }

    var received: [UInt8] {
        happened.flatMap { if case .received(let bytes) = $0 { bytes } else { [UInt8]() } }
    }

    var binding: Hash256? {
        happened.lazy.compactMap { if case .connected(let binding) = $0 { binding } else { nil } }
            .first
    }
}
