import Foundation
import Glibc
import Synchronization
import Testing
import Units

@testable import Host

@Suite("Service manager: what systemd is told, by its socket protocol")
struct ServiceManagerTests {
    private let folder = NSTemporaryDirectory() + "earshot-notify-\(UUID().uuidString)"

    private func listener(_ path: String) throws -> Int32 {
        let socket = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        let name = try #require(UnixSocketName(path))
        let result = unsafe name.withAddress { unsafe bind(socket, $0, $1) }
        try #require(result == 0)
        return socket
    }

    private func heard(_ socket: Int32) -> String {
        var room = [UInt8](repeating: 0, count: 500)
        let count = unsafe recv(socket, &room, room.count, Int32(MSG_DONTWAIT))
        return String(decoding: room[..<max(count, 0)], as: UTF8.self)
    }

    @Test("several notices are one datagram; a status is one line", arguments: [false, true])
    func notices(isAbstract: Bool) throws {
        let path = isAbstract ? "@earshot-\(UUID().uuidString)" : folder
        let socket = try listener(path)
        defer {
            close(socket)
            if !isAbstract { unsafe unlink(path) }
        }
        let manager = ServiceManager(socketPath: path, watchdog: nil, watchedProcess: nil)
        manager.tell(.ready, .status("radio ok\nGPS 3D"))
        #expect(heard(socket) == "READY=1\nSTATUS=radio ok GPS 3D")
        manager.tell(.alive)
        #expect(heard(socket) == "WATCHDOG=1")
        manager.tell(.reloading)
        #expect(heard(socket).hasPrefix("RELOADING=1\nMONOTONIC_USEC="))
        manager.tell(.stopping)
        #expect(heard(socket) == "STOPPING=1")
    }

    @Test("without a manager, or with one that is gone, nothing happens")
    func nobody() {
        ServiceManager(socketPath: nil, watchdog: nil, watchedProcess: nil).tell(.ready)
        ServiceManager(socketPath: "relative", watchdog: nil, watchedProcess: nil).tell(.ready)
        ServiceManager(socketPath: "/nowhere/at/all", watchdog: nil, watchedProcess: nil)
            .tell(.ready)
        let long = "/" + String(repeating: "a", count: 200)
        ServiceManager(socketPath: long, watchdog: nil, watchedProcess: nil).tell(.ready)
    }

    @Test("the watchdog is told twice as often as it must, if it watches this process")
    func watchdog() {
        func span(_ text: String?, _ process: String?) -> UInt64? {
            ServiceManager(socketPath: nil, watchdog: text, watchedProcess: process).watchdog?.value
        }
        #expect(span("30000000", nil) == 15_000_000_000)
        #expect(span("30000000", "\(getpid())") == 15_000_000_000)
        #expect(span("30000000", "1") == nil)
        #expect(span("0", nil) == nil)
        #expect(span("-1", nil) == nil)
        #expect(span("18446744073709551615", nil) == nil)
        #expect(span(nil, nil) == nil)
    }
}

@Suite("Threads and mailboxes")
struct MailboxTests {
    @Test("values come in order and wake their taker; a full box refuses and counts")
    func order() throws {
        let wake = try Wake()
        let box = Mailbox<Int>(most: 3, wake: wake)
        let thread = try WorkerThread("a name longer than fifteen") {
            for value in 0..<5 { box.put(value) }
        }
        thread.join()
        thread.join()
        #expect(wake.wait(until: Nanoseconds(0)))
        var values: [Int] = [9]
        box.take(into: &values)
        #expect(values == [0, 1, 2])
        #expect(box.refused == 2)
        #expect(box.put(7))
        box.take(into: &values)
        #expect(values == [7])
    }

    @Test("a worker has all signals blocked, so that they are the main thread's")
    func signals() throws {
        let isBlocked = Mutex(false)
        let thread = try WorkerThread("signals") {
            var mask = sigset_t()
            unsafe pthread_sigmask(SIG_BLOCK, nil, &mask)
            let found = unsafe sigismember(&mask, SIGTERM) == 1
            isBlocked.withLock { $0 = found }
        }
        thread.join()
        #expect(isBlocked.withLock { $0 })
    }

    /// How many stacks of workers are mapped: 512 KiB behind a page that nothing may touch, which
    /// older C libraries take from the 512 KiB.
    private static func stacks() throws -> Int {
        // The kernel hands it out by pages: a short piece is not its end.
        let file = try #require(FileHandle(forReadingAtPath: "/proc/self/maps"))
        let maps = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
        let (size, page) = (UInt64(512 * 1024), UInt64(sysconf(Int32(_SC_PAGESIZE))))
        return maps.split(separator: "\n").count { line in
            let ends = line.prefix { $0 != " " }.split(separator: "-")
                .compactMap { UInt64($0, radix: 16) }
            return ends.count == 2 && [size, size - page].contains(ends[1] - ends[0])
        }
    }

    @Test("a worker let go without joining leaves its stack to the next ones")
    func letGo() throws {
        let ended = try Wake()
        let before = try Self.stacks()
        for _ in 0..<500 {
            _ = try WorkerThread("let go") { ended.signal() }
            #expect(ended.wait(until: Uptime.now + Nanoseconds(60_000_000_000)))
            ended.clear()
        }
        // The C library keeps up to 40 MiB of stacks for new threads.
        #expect(try Self.stacks() - before < 100)
    }
}

@Suite("Folder lock: one daemon in one folder")
struct FolderLockTests {
    @Test("the second is refused by folder and process; after the first has ended it may")
    func second() throws {
        let folder = NSTemporaryDirectory() + "earshot-lock-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var first: FolderLock? = try FolderLock(of: folder)
        #expect(throws: FolderLockError.held(folder: folder, process: getpid())) {
            try FolderLock(of: folder)
        }
        _ = first
        first = nil
        _ = try FolderLock(of: folder)
        #expect(throws: FolderLockError.self) { try FolderLock(of: folder + "/none") }
    }
}
