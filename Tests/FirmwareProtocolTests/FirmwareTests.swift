import FirmwareProtocol
import Foundation
import Testing

/// The firmware as script/firmware builds it, in QEMU's mps2-an386: a Cortex-M4 with nothing else.
@Suite("Firmware: the reference firmware builds, boots and speaks the link", .serialized)
struct FirmwareTests {
    static let qemuIsThere = ["/usr/bin", "/usr/local/bin"].contains {
        FileManager.default.isExecutableFile(atPath: $0 + "/qemu-system-arm")
    }

    /// What script/firmware printed and its exit status; built once.
    static let built: (text: String, status: Int32) = {
        let process = Process()
        process.executableURL = Vectors.top.appendingPathComponent("script/firmware")
        process.arguments = ["build"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        do { try process.run() } catch { return ("\(error)", -1) }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (String(decoding: data, as: UTF8.self), process.terminationStatus)
    }()

    /// Bytes of one of the regions that the linker reports.
    static func used(_ region: String) -> Int? {
        let line = built.text.split(separator: "\n").first { $0.contains(region + ":") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    }

    @Test("codec, link and firmware are Embedded Swift for armv7em without a warning, and small")
    func builds() throws {
        #expect(Self.built.status == 0, "\(Self.built.text)")
        // 9,120 and 264 bytes when this was written; the stack comes on top (README.md there).
        #expect(try #require(Self.used("FLASH")) < 16_384)
        #expect(try #require(Self.used("RAM")) < 1024)
    }

    @Test(
        "in QEMU: session, ping, capabilities without radio, refusals, events, noise, restart",
        .enabled(
            if: qemuIsThere,
            "no qemu-system-arm: the firmware does not run (apt install qemu-system-arm)"),
        .timeLimit(.minutes(2)))
    func speaks() throws {
        #expect(Self.built.status == 0, "\(Self.built.text)")
        let machine = try RunningFirmware()
        defer { machine.stop() }
        let first = try machine.open()
        #expect(first.bootID == 1)

        guard case .pong(let pong) = try machine.ask(Ping(echo: 77)) else {
            throw RunningFirmware.Unexpected()
        }
        #expect(pong.echo == 77)
        #expect(pong.deviceTimeMicroseconds > first.deviceTimeMicroseconds)

        guard case .capabilities(let capabilities) = try machine.ask(.readCapabilities) else {
            throw RunningFirmware.Unexpected()
        }
        #expect(capabilities.chip == .none)
        #expect(capabilities.features == 0 && capabilities.spreadingFactors == 0)
        #expect(capabilities.board == ShortBytes("mps2-an386"))

        let transmit = Transmit(
            transmission: 1, startMicroseconds: nil, modulation: VectorTests.usual,
            powerCentiDBm: 0, frame: VectorTests.full)
        #expect(try machine.ask(transmit) == .refused(Refusal(.noRadio)))
        let configure = Configure(mode: .receive, modulation: VectorTests.usual)
        #expect(try machine.ask(configure) == .refused(Refusal(.noRadio)))

        machine.send((0...255).map { UInt8($0) })
        guard case .statistics(let statistics) = try machine.ask(.readStatistics) else {
            throw RunningFirmware.Unexpected()
        }
        #expect(statistics.badFrames > 0 && statistics.sessions == 1)

        guard case .status(let status) = try machine.ask(.readStatus) else {
            throw RunningFirmware.Unexpected()
        }
        #expect(status.radio == .none && status.temperatureCentiCelsius == nil)
        try machine.waitForLogLine("this board has no radio")

        #expect(try machine.ask(.restart) == .done(.restarting))
        try machine.wait { $0 == .lost(.deviceWithoutSession) }
        #expect(try machine.open().bootID == 2)
    }
}

/// QEMU with the firmware, and a host's link on its serial port.
private final class RunningFirmware {
    struct Unexpected: Error {}
    struct TimedOut: Error {}

    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var link = HostLink(session: 6)
    private var notices: [HostLink.Notice] = []
    private let begin = ContinuousClock.now

    init() throws {
        process.executableURL = Vectors.top.appendingPathComponent("script/firmware")
        process.arguments = ["run"]
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let file = output.fileHandleForReading.fileDescriptor
        _ = fcntl(file, F_SETFL, fcntl(file, F_GETFL) | O_NONBLOCK)
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    private var now: UInt64 {
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
        if count <= 0 { usleep(1000) }
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

    func waitForLogLine(_ text: StaticString) throws {
        try wait {
            if case .event(.logLine(let line)) = $0 { line.text == ShortBytes(text) } else { false }
        }
    }
}
