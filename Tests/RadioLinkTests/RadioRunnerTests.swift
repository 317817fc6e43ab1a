import Foundation
import Glibc
import Host
import RadioLink
import Radios
import Synchronization
import Testing
import Units

/// Says `q` when its line opens, `c` to take a transmission back, is ready at `a`, says `p` each 50 ms of silence, `z` to rest, and
/// rests at `r`. It fails at `f`.
private struct ToyMachine: RadioMachine {
    func time(at now: Nanoseconds) -> RadioTime? { nil }

    mutating func handle(_ event: RadioEvent, at now: Nanoseconds, actions: inout RadioActions) {
        switch event {
        case .opened: actions.outgoing.append(UInt8(ascii: "q"))
        case .woken: actions.outgoing.append(UInt8(ascii: "p"))
        case .close: actions.outgoing.append(UInt8(ascii: "z"))
        case .cancel(let number):
            // As for a transmission that is not known; said so that a test can hear it.
            actions.outgoing.append(UInt8(ascii: "c"))
            actions.notices.append(.ended(transmission: number, .cancelled))
        case .lost: actions.notices.append(.dropped(.lostTransmission, count: 1))
        default: break
        }
    }

    mutating func take(_ bytes: RawSpan, at now: Nanoseconds, actions: inout RadioActions) {
        for offset in 0..<bytes.byteCount {
            switch unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self) {
            case UInt8(ascii: "a"):
                actions.notices.append(.pulse(RadioTime(microseconds: 1)))
                actions.wake = now + Nanoseconds(50_000_000)
            case UInt8(ascii: "r"): actions.notices.append(.rested)
            case UInt8(ascii: "f"): actions.notices.append(.failed(RadioFault(.silent, "toy")))
            case UInt8(ascii: "F"): actions.notices.append(.failed(RadioFault(.firmware, "toy")))
            default: break
            }
        }
    }
}

/// What a runner on a thread of its own told and left behind.
private final class Running: Sendable {
    let notices = Mutex<[RunnerNotice]>([])
    let result = Mutex<(fault: RadioFault?, counts: RunnerCounts)?>(nil)
    let orders: RunnerOrders

    init(at text: String, trace: String? = nil) throws {
        orders = RunnerOrders(wake: try Wake())
        let address = try RadioAddress(parsing: text)
        Thread.detachNewThread { [self] in
            let runner = RadioRunner(
                ToyMachine(), at: address, orders: orders,
                trace: trace.flatMap { try? RadioTrace(path: $0) }
            ) { [self] notice, _ in
                notices.withLock { $0.append(notice) }
                return []
            }
            let fault = runner.run()
            let counts = runner.counts
            result.withLock { $0 = (fault, counts) }
        }
    }

    /// Waits up to ten seconds.
    func ended() -> (fault: RadioFault?, counts: RunnerCounts)? {
        for _ in 0..<1000 {
            if let result = result.withLock({ $0 }) { return result }
            usleep(10_000)
        }
        return nil
    }
}

extension RunnerNotice {
    fileprivate var number: UInt32? {
        guard case .radio(.ended(let number, _)) = self else { return nil }
        return number
    }

    fileprivate var isOutcome: Bool { number != nil }
}

private func hear(_ peer: Int32) -> String {
    var wait = pollfd(fd: peer, events: Int16(POLLIN), revents: 0)
    guard unsafe poll(&wait, 1, 5000) == 1 else { return "" }
    var byte: UInt8 = 0
    return unsafe read(peer, &byte, 1) == 1 ? String(UnicodeScalar(byte)) : ""
}

private func say(_ text: String, to peer: Int32) {
    let bytes = Array(text.utf8)
    #expect(unsafe write(peer, bytes, bytes.count) == bytes.count)
}

@Suite("The runner: a machine over a line that comes and goes")
struct RadioRunnerTests {
    @Test(
        "opens, keeps the machine's time, opens again after a loss and a fault, rests when stopped")
    func life() throws {
        let listener = try Listener()
        let trace = FileManager.default.temporaryDirectory
            .appendingPathComponent("earshot-trace-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: trace) }
        let running = try Running(at: listener.address, trace: trace)
        let first = listener.accept()
        #expect(hear(first) == "q")
        say("a", to: first)
        #expect(hear(first) == "p", "woken at the time it asked for")
        close(first)

        let second = listener.accept()
        #expect(hear(second) == "q")
        say("f", to: second)
        #expect(hear(second) == "", "a fault closes the line")
        close(second)

        let third = listener.accept()
        #expect(hear(third) == "q")
        running.orders.stop()
        #expect(hear(third) == "z")
        say("r", to: third)
        let end = try #require(running.ended())
        close(third)
        #expect(end.fault == nil)
        #expect(end.counts.openings == 3 && end.counts.losses == 2)
        #expect(end.counts.drops == [.lostTransmission: 1], "what the lost line cost is counted")
        let told = running.notices.withLock { $0 }
        #expect(told.contains(.line(.unplugged(try RadioAddress(parsing: listener.address)))))
        #expect(told.contains(.radio(.failed(RadioFault(.silent, "toy")))))
        #expect(told.last == .radio(.rested))
        let lines = try String(contentsOfFile: trace, encoding: .utf8)
        #expect(lines == "> 71\n< 61\n> 70\n> 71\n< 66\n> 71\n> 7a\n< 72\n", "\(lines)")
    }

    @Test("an answer that comes in pieces is one line of the trace")
    func pieces() throws {
        let listener = try Listener()
        let trace = FileManager.default.temporaryDirectory
            .appendingPathComponent("earshot-trace-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: trace) }
        let running = try Running(at: listener.address, trace: trace)
        let peer = listener.accept()
        #expect(hear(peer) == "q")
        for piece in ["x", "y", "x"] {
            say(piece, to: peer)
            usleep(50_000)
        }
        running.orders.stop()
        #expect(hear(peer) == "z")
        say("r", to: peer)
        _ = try #require(running.ended())
        close(peer)
        let lines = try String(contentsOfFile: trace, encoding: .utf8)
        #expect(lines == "> 71\n< 787978\n> 7a\n< 72\n", "\(lines)")
    }

    @Test("a fault that somebody must act on ends it")
    func lasting() throws {
        let listener = try Listener()
        let running = try Running(at: listener.address)
        let peer = listener.accept()
        #expect(hear(peer) == "q")
        say("F", to: peer)
        let end = try #require(running.ended())
        #expect(end.fault == RadioFault(.firmware, "toy"))
        close(peer)
    }

    @Test("a radio that does not rest is left after two seconds")
    func stubborn() throws {
        let listener = try Listener()
        let running = try Running(at: listener.address)
        let peer = listener.accept()
        #expect(hear(peer) == "q")
        running.orders.stop()
        let started = ContinuousClock.now
        _ = try #require(running.ended())
        let took = ContinuousClock.now - started
        #expect(took > .milliseconds(1900) && took < .seconds(6), "\(took)")
        close(peer)
    }

    @Test("what another thread posts wakes it and is carried out at once, in order")
    func posted() throws {
        let listener = try Listener()
        let running = try Running(at: listener.address)
        let peer = listener.accept()
        #expect(hear(peer) == "q")
        let start = ContinuousClock.now
        for number in 1...3 as ClosedRange<UInt32> {
            #expect(running.orders.post(.cancel(number)))
        }
        for _ in 1...3 { #expect(hear(peer) == "c") }
        #expect(ContinuousClock.now - start < .seconds(2), "it would sleep for a minute")
        running.orders.stop()
        #expect(hear(peer) == "z")
        say("r", to: peer)
        _ = try #require(running.ended())
        let told = running.notices.withLock { $0 }
        #expect(
            told.filter(\.isOutcome) == (1...3).map { .radio(.ended(transmission: $0, .cancelled)) }
        )
        #expect(!running.orders.post(.cancel(4)), "nobody takes it any more")
        close(peer)
    }

    @Test("many threads post while the line works: each is carried out once, none ends a write")
    func postedByMany() throws {
        let listener = try Listener()
        let running = try Running(at: listener.address)
        let peer = listener.accept()
        #expect(hear(peer) == "q")
        for thread in 0..<4 as Range<UInt32> {
            Thread.detachNewThread {
                for number in 0..<250 as Range<UInt32> {
                    while !running.orders.post(.cancel(thread * 250 + number)) { usleep(100) }
                }
            }
        }
        for _ in 0..<1000 { #expect(hear(peer) == "c") }
        running.orders.stop()
        #expect(hear(peer) == "z")
        say("r", to: peer)
        let end = try #require(running.ended())
        #expect(end.counts.openings == 1 && end.counts.losses == 0)
        let told = running.notices.withLock { $0 }.filter(\.isOutcome)
        #expect(told.count == 1000 && Set(told.map(\.number)).count == 1000)
        close(peer)
    }

    @Test(
        "what is posted while the radio is away has its outcome too; more than it holds is refused")
    func postedToNobody() throws {
        let running = try Running(at: "tty:/dev/earshot-is-not-here")
        #expect(running.orders.post(.cancel(7)))
        for _ in 0..<500 where running.notices.withLock({ !$0.contains(where: \.isOutcome) }) {
            usleep(10_000)
        }
        #expect(
            running.notices.withLock { $0.filter(\.isOutcome) }
                == [.radio(.ended(transmission: 7, .cancelled))])
        running.orders.stop()
        _ = try #require(running.ended())
        let idle = RunnerOrders(wake: try Wake())
        let taken = (0..<100).filter { idle.post(.cancel($0)) }
        #expect(taken.count == 64)
    }

    @Test("nothing there: it tries again, and can be stopped while it waits")
    func absent() throws {
        let running = try Running(at: "tty:/dev/earshot-is-not-here")
        usleep(900_000)
        running.orders.stop()
        let end = try #require(running.ended())
        // At 0, 0.2 and 0.6 s.
        #expect(end.counts.openings == 0 && (2...3).contains(end.counts.losses), "\(end.counts)")
    }
}
