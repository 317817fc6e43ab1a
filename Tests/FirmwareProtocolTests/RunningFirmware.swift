import FirmwareProtocol
import Foundation

/// QEMU with the firmware, and a host's link on its serial port.
final class RunningFirmware {
    struct Unexpected: Error {}
    struct TimedOut: Error {}

    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var link = HostLink(session: 6)
    private(set) var notices: [HostLink.Notice] = []
    private let begin = ContinuousClock.now

    private let control = MachineControl()

    /// The board's clock counts instructions, 8 ns for each, and none while the tests' machine gives
    /// QEMU no processor: that would be a pause in the middle of the firmware's loop, which no board
    /// has. It runs about as fast as time passes, so the host's own clock may be the machine's.
    private static let time = "-icount shift=3"

    /// With a radio behind the socket, or none.
    init(radio: String? = nil) throws {
        process.executableURL = Vectors.top.appendingPathComponent("script/firmware")
        process.arguments = ["run"] + (radio.map { [$0] } ?? [])
        process.environment = ProcessInfo.processInfo.environment
            .merging(["EARSHOT_FIRMWARE_QEMU": "\(Self.time) \(control.argument)"]) { $1 }
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let file = output.fileHandleForReading.fileDescriptor
        _ = fcntl(file, F_SETFL, fcntl(file, F_GETFL) | O_NONBLOCK)
    }

    func stop() {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
        control.remove()
    }

    /// A test that threw before it could stop QEMU must not leave it behind.
    deinit { stop() }

    /// So many bytes of the board's memory.
    func memory(at address: UInt32, count: Int) throws -> [UInt8] {
        try control.memory(at: address, count: count)
    }

    var now: UInt64 {
        let passed = (ContinuousClock.now - begin).components
        return UInt64(passed.seconds) * 1_000_000 + UInt64(passed.attoseconds / 1_000_000_000_000)
    }

    func send(_ bytes: [UInt8]) { input.fileHandleForWriting.write(Data(bytes)) }

    private func step() {
        var bytes: [UInt8] = []
        while let byte = link.nextByte(at: now) { bytes.append(byte) }
        if !bytes.isEmpty { send(bytes) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = unsafe read(output.fileHandleForReading.fileDescriptor, &buffer, 4096)
        for byte in buffer.prefix(max(count, 0)) {
            if let notice = link.take(byte, at: now) { notices.append(notice) }
        }
        if let notice = link.tick(at: now) { notices.append(notice) }
        if count <= 0 { usleep(500) }
    }

    /// Waits up to 20 s, and takes the first notice that matches out of the list.
    @discardableResult func wait(
        for matches: (HostLink.Notice) -> Bool
    ) throws -> HostLink.Notice {
        let end = now + 20_000_000
        while now < end {
            if let index = notices.firstIndex(where: matches) { return notices.remove(at: index) }
            step()
        }
        throw TimedOut()
    }

    /// Waits for an event of one kind.
    func event<Event>(_ pick: (DeviceMessage) -> Event?) throws -> Event {
        var picked: Event?
        try wait {
            if case .event(let message) = $0 { picked = pick(message) }
            return picked != nil
        }
        guard let picked else { throw Unexpected() }
        return picked
    }

    /// Keeps the link alive until something holds, up to 20 s.
    func run(until done: () -> Bool) throws {
        let end = now + 20_000_000
        while !done() {
            guard now < end else { throw TimedOut() }
            step()
        }
    }

    func open() throws -> Welcome {
        link.open(at: now)
        let notice = try wait { if case .opened = $0 { true } else { false } }
        guard case .opened(let welcome) = notice else { throw Unexpected() }
        return welcome
    }

    private func answer() throws -> DeviceMessage {
        let notice = try wait { if case .answered = $0 { true } else { false } }
        guard case .answered(let message) = notice else { throw Unexpected() }
        return message
    }

    func ask<Request: LinkMessage>(_ request: Request) throws -> DeviceMessage {
        guard link.ask(request, at: now) else { throw Unexpected() }
        return try answer()
    }

    func ask(_ question: Question) throws -> DeviceMessage {
        guard link.ask(question, at: now) else { throw Unexpected() }
        return try answer()
    }

    func status() throws -> Status {
        guard case .status(let status) = try ask(.readStatus) else { throw Unexpected() }
        return status
    }
}
