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
        // 26,072 and 124 bytes when this was written; the stack comes on top (README.md there).
        #expect(try #require(Self.used("FLASH")) < 32_768)
        #expect(try #require(Self.used("RAM")) < 1024)
    }

    static let noQEMU: Comment =
        "no qemu-system-arm: the firmware does not run (script/setup test installs it)"

    @Test(
        "without a radio: session, ping, capabilities, refusals, its fault by name, noise, restart",
        .enabled(if: qemuIsThere, noQEMU), .timeLimit(.minutes(2)))
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
        #expect(capabilities.chip == .sx1262)
        #expect(capabilities.features == Capabilities.timedTransmit)
        #expect(capabilities.board == ShortBytes("mps2-an386"))

        // Nobody is behind the radio's pins: BUSY stays high behind the reset.
        let fault = try machine.event { if case .fault(let fault) = $0 { fault } else { nil } }
        #expect(fault.code == .radioBusy && fault.detail == 0x01ff_0000)
        let status = try machine.status()
        #expect(status.radio == .faulty && status.temperatureCentiCelsius == nil)
        let transmit = Transmit(
            transmission: 1, startMicroseconds: nil, modulation: VectorTests.usual,
            powerCentiDBm: 0, frame: VectorTests.full)
        #expect(try machine.ask(transmit) == .refused(Refusal(.radioFault, detail: 1)))
        let configure = Configure(mode: .receive, modulation: VectorTests.usual)
        #expect(try machine.ask(configure) == .refused(Refusal(.radioFault, detail: 1)))

        machine.send((0...255).map { UInt8($0) })
        guard case .statistics(let statistics) = try machine.ask(.readStatistics) else {
            throw RunningFirmware.Unexpected()
        }
        #expect(statistics.badFrames > 0 && statistics.sessions == 1)

        #expect(try machine.ask(.restart) == .done(.restarting))
        try machine.wait { $0 == .lost(.deviceWithoutSession) }
        #expect(try machine.open().bootID == 2)
    }
}
