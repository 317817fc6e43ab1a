import Foundation
import Glibc
import Host
import Notation
import RadioLink
import Radios
import Testing
import Units

/// A terminal of this process's own; the master plays the radio.
private final class PseudoTerminal {
    let master: Int32
    let path: String
    private var isOpen = true

    init() throws {
        master = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        // Swift's C library has no unlockpt and ptsname: TIOCSPTLCK and TIOCGPTN of asm/ioctls.h.
        var number: Int32 = 0
        #expect(unsafe ioctl(master, 0x4004_5431, &number) == 0)
        #expect(unsafe ioctl(master, 0x8004_5430, &number) == 0)
        path = "/dev/pts/\(number)"
    }

    func say(_ bytes: [UInt8]) { #expect(unsafe write(master, bytes, bytes.count) == bytes.count) }

    func hear(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let count = unsafe read(master, &bytes, bytes.count)
        return Array(bytes.prefix(max(0, count)))
    }

    func hangUp() {
        if isOpen { close(master) }
        isOpen = false
    }

    deinit { hangUp() }
}

/// A port of this machine whose first caller is answered by the test.
final class Listener {
    let descriptor: Int32
    let port: UInt16

    init() throws {
        let made = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        descriptor = made
        port = try #require(Self.listenOnLoopback(made))
    }

    private static func listenOnLoopback(_ descriptor: Int32) -> UInt16? {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let bound = unsafe withUnsafeMutableBytes(of: &name) { bytes in
            var length = socklen_t(bytes.count)
            let address = unsafe bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
            return unsafe bind(descriptor, address, length) == 0
                && getsockname(descriptor, address, &length) == 0
        }
        return bound && listen(descriptor, 4) == 0 ? UInt16(bigEndian: name.sin_port) : nil
    }

    var address: String { "tcp:127.0.0.1:\(port)" }

    func accept() -> Int32 { Glibc.accept(descriptor, nil, nil) }

    deinit { close(descriptor) }
}

private func milliseconds(_ count: UInt64) -> Nanoseconds { Nanoseconds(count * 1_000_000) }

private func write(_ bytes: [UInt8], to link: borrowing ByteLink) throws(RadioLinkError) {
    try unsafe link.write(bytes.span.bytes, within: milliseconds(1000))
}

@Suite("Terminals and TCP as lines")
struct LineTests {
    let wake: Wake
    init() throws { wake = try Wake() }

    private func open(_ text: String) throws -> ByteLink {
        try ByteLink(to: RadioAddress(parsing: text), wake: wake)
    }

    @Test("a terminal carries all 256 bytes unchanged, both ways")
    func raw() throws {
        let terminal = try PseudoTerminal()
        let link = try open("tty:\(terminal.path)")
        let all = (0...255).map { UInt8($0) }
        try write(all, to: link)
        #expect(terminal.hear(300) == all)
        terminal.say(all)
        var found: [UInt8] = []
        while found.count < 256 {
            guard case .bytes = try link.read(into: &found, within: milliseconds(1000)) else {
                break
            }
        }
        #expect(found == all)
    }

    @Test("through a link as /dev/serial/by-id has them")
    func symbolicLink() throws {
        let terminal = try PseudoTerminal()
        let link = FileManager.default.temporaryDirectory
            .appendingPathComponent("earshot-tty-\(UUID().uuidString)").path
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: terminal.path)
        defer { try? FileManager.default.removeItem(atPath: link) }
        let line = try open("tty:\(link)")
        try write([1, 2, 3], to: line)
        #expect(terminal.hear(3) == [1, 2, 3])
    }

    @Test("what came before the terminal was opened is dropped")
    func stale() throws {
        let terminal = try PseudoTerminal()
        terminal.say([9, 9, 10])
        let link = try open("tty:\(terminal.path)")
        var bytes: [UInt8] = []
        #expect(try link.read(into: &bytes, within: milliseconds(50)) == .timeOut)
    }

    @Test("a terminal has one holder; when that is gone it is free")
    func exclusive() throws {
        let terminal = try PseudoTerminal()
        do {
            let first = try open("tty:\(terminal.path)")
            #expect(first.address == (try RadioAddress(parsing: "tty:\(terminal.path)")))
            #expect(throws: RadioLinkError.busy(node: terminal.path, holders: [])) {
                _ = try open("tty:\(terminal.path)")
            }
        }
        _ = try open("tty:\(terminal.path)")
    }

    @Test("a hung up terminal was unplugged, after its last bytes")
    func hangUp() throws {
        let terminal = try PseudoTerminal()
        let link = try open("tty:\(terminal.path)")
        terminal.hangUp()
        let address = try RadioAddress(parsing: "tty:\(terminal.path)")
        var bytes: [UInt8] = []
        #expect(throws: RadioLinkError.unplugged(address)) {
            _ = try link.read(into: &bytes, within: milliseconds(1000))
        }
        #expect(throws: RadioLinkError.unplugged(address)) { try write([1], to: link) }
    }

    @Test("no file, no terminal")
    func wrongPaths() throws {
        let missing = try RadioAddress(parsing: "tty:/dev/earshot-is-not-here")
        #expect(throws: RadioLinkError.notFound(missing)) {
            _ = try ByteLink(to: missing, wake: wake)
        }
        let null = try RadioAddress(parsing: "tty:/dev/null")
        #expect(throws: RadioLinkError.wrongDevice(null, .notATerminal)) {
            _ = try ByteLink(to: null, wake: wake)
        }
    }

    @Test("TCP carries bytes both ways, and an end of it is named")
    func tcp() throws {
        let listener = try Listener()
        let link = try open(listener.address)
        let peer = listener.accept()
        try write([1, 2, 3], to: link)
        var heard = [UInt8](repeating: 0, count: 3)
        #expect(unsafe read(peer, &heard, 3) == 3)
        #expect(heard == [1, 2, 3])
        #expect(unsafe Glibc.write(peer, [UInt8](arrayLiteral: 4, 5), 2) == 2)
        var bytes: [UInt8] = []
        #expect(try link.read(into: &bytes, within: milliseconds(1000)) == .bytes(2))
        #expect(bytes == [4, 5])
        close(peer)
        #expect(throws: RadioLinkError.unplugged(try RadioAddress(parsing: listener.address))) {
            _ = try link.read(into: &bytes, within: milliseconds(1000))
        }
    }

    @Test("nobody listens: refused")
    func refused() throws {
        let port = try Listener().port
        let address = "tcp:127.0.0.1:\(port)"
        let name = try SocketName(parsing: "127.0.0.1:\(port)")
        #expect(throws: RadioLinkError.refused(name)) { _ = try open(address) }
    }

    @Test(
        "a peer that reads nothing: a write that began is truncated, one that did not is timed out")
    func slowPeer() throws {
        let listener = try Listener()
        let link = try open(listener.address)
        let peer = listener.accept()
        defer { close(peer) }
        let much = [UInt8](repeating: 7, count: 32 << 20)
        let error = #expect(throws: RadioLinkError.self) {
            try unsafe link.write(much.span.bytes, within: milliseconds(100))
        }
        guard case .truncatedWrite(let sent, 33_554_432)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(sent > 0 && sent < much.count)
        // What the kernel still finds room for is soon used up.
        let some = [UInt8](repeating: 7, count: 65_536)
        var last: RadioLinkError?
        for _ in 0..<500 where last != .timedOut(.write) {
            do throws(RadioLinkError) {
                try unsafe link.write(some.span.bytes, within: milliseconds(20))
            } catch { last = error }
        }
        #expect(last == .timedOut(.write))
    }

    @Test("the wake does not cut a write short, however slow the peer is")
    func wakesNoWrite() throws {
        let listener = try Listener()
        let link = try open(listener.address)
        let peer = listener.accept()
        let much = [UInt8](repeating: 7, count: 16 << 20)
        let reader = Thread {
            usleep(50_000)
            var room = [UInt8](repeating: 0, count: 1 << 20)
            var left = much.count
            while left > 0 { left -= max(0, unsafe read(peer, &room, room.count)) }
            close(peer)
        }
        reader.start()
        wake.signal()
        try unsafe link.write(much.span.bytes, within: milliseconds(10_000))
    }

    @Test("the wake ends a read at once, and until it is cleared")
    func wakes() throws {
        let listener = try Listener()
        let link = try open(listener.address)
        wake.signal()
        var bytes: [UInt8] = []
        #expect(try link.read(into: &bytes, within: milliseconds(60_000)) == .woken)
        #expect(try link.read(into: &bytes, within: milliseconds(60_000)) == .woken)
        wake.clear()
        #expect(try link.read(into: &bytes, within: milliseconds(10)) == .timeOut)
    }
}
