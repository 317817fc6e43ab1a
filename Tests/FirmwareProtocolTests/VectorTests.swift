import FirmwareProtocol
import Foundation
import Testing

@Suite("Firmware link: bytes equal an independent writer's") struct VectorTests {
    static let time: UInt64 = 0x0102_0304_0506_0708
    static let usual = Modulation(
        frequencyHertz: 868_100_000, bandwidthHertz: 125_000, spreadingFactor: 7)
    static let slow = Modulation(
        frequencyHertz: 902_300_000, bandwidthHertz: 500_000, spreadingFactor: 12, codingRate: 8,
        syncWord: 0x12, preambleSymbols: 65535, flags: 7)
    static let frame = ShortBytes(Vectors.bytes("40112233440001000155aabbccdd"))
    static let full = ShortBytes((0...254).map { UInt8($0) })

    static func host(_ name: String) -> HostMessage? {
        switch name {
        case "hello": .hello(Hello())
        case "acknowledge": .acknowledge(Acknowledge(nextEvent: 0xfffe, credit: 8))
        case "ping": .ping(Ping(echo: 0xdead_beef))
        case "configure": .configure(Configure(mode: .receive, modulation: usual))
        case "transmit now":
            .transmit(
                Transmit(
                    transmission: 7, startMicroseconds: nil, modulation: usual,
                    powerCentiDBm: 1400, frame: frame))
        case "transmit at":
            .transmit(
                Transmit(
                    transmission: 8, startMicroseconds: time, modulation: slow,
                    powerCentiDBm: -900, frame: full))
        case "cancel transmit": .cancel(CancelTransmit(transmission: 8))
        case "set log level": .setLogLevel(SetLogLevel(level: .debug))
        case "read capabilities": .question(.readCapabilities)
        case "read status": .question(.readStatus)
        case "read statistics": .question(.readStatistics)
        case "restart": .question(.restart)
        default: nil
        }
    }

    static func device(_ name: String) -> DeviceMessage? {
        switch name {
        case "welcome":
            .welcome(Welcome(version: 1, bootID: 0xa1b2_c3d4, deviceTimeMicroseconds: time))
        case "pong": .pong(Pong(echo: 0xdead_beef, deviceTimeMicroseconds: time))
        case "capabilities": .capabilities(capabilities)
        case "configured": .configured(Configured(configuration: 1, modulation: usual))
        case "transmit accepted": .done(.transmitAccepted)
        case "transmit refused": .refused(Refusal(.tooLate, detail: 5000))
        case "status":
            .status(
                Status(
                    deviceTimeMicroseconds: time, radio: .receiving, configuration: 1,
                    waitingEvents: 3, waitingTransmissions: 1, temperatureCentiCelsius: -525))
        case "status, not measured":
            .status(
                Status(
                    deviceTimeMicroseconds: time, radio: .none, configuration: 0,
                    waitingEvents: 0, waitingTransmissions: 0, temperatureCentiCelsius: nil))
        case "statistics": .statistics(statistics)
        case "awake": .awake(Awake(bootID: 0xa1b2_c3d4))
        case "heartbeat", "heartbeat with extension":
            .heartbeat(Heartbeat(deviceTimeMicroseconds: time))
        default: event(name)
        }
    }

    static func event(_ name: String) -> DeviceMessage? {
        switch name {
        case "reception":
            .reception(
                Reception(
                    endMicroseconds: time, timeErrorMicroseconds: 20, configuration: 1,
                    modulation: usual, check: .ok, rssiCentiDBm: -10250,
                    signalRSSICentiDBm: -10400, snrCentiDB: -750, frequencyErrorHertz: -1234,
                    frame: frame))
        case "reception, not measured":
            .reception(
                Reception(
                    endMicroseconds: time, timeErrorMicroseconds: 20, configuration: 1,
                    modulation: slow, check: .bad, rssiCentiDBm: nil, signalRSSICentiDBm: nil,
                    snrCentiDB: nil, frequencyErrorHertz: nil, frame: full))
        case "transmitted":
            .transmitted(
                Transmitted(
                    transmission: 7, outcome: .sent, startMicroseconds: time,
                    airtimeMicroseconds: 46_336, modulation: usual, powerCentiDBm: 1400,
                    frameChecksum: checksum(of: frame)))
        case "time mark":
            .timeMark(
                TimeMark(
                    pulseMicroseconds: time, unixSeconds: 1_792_000_000, errorNanoseconds: 100))
        case "time mark, no time":
            .timeMark(
                TimeMark(pulseMicroseconds: time, unixSeconds: nil, errorNanoseconds: 100))
        case "fault":
            .fault(Fault(deviceTimeMicroseconds: time, code: .radioErrors, detail: 0x20))
        case "log line":
            .logLine(
                LogLine(deviceTimeMicroseconds: time, level: .info, text: ShortBytes("radio: up")))
        default: nil
        }
    }

    static let capabilities: Capabilities = {
        var value = Capabilities(
            serial: 0x1122_3344_5566_7788, board: ShortBytes("bench"), firmware: ShortBytes("0.1"),
            clockErrorPPB: 10_000)
        value.chip = .sx1262
        value.features = Capabilities.timedTransmit | Capabilities.temperature
        value.lowestHertz = 150_000_000
        value.highestHertz = 960_000_000
        value.lowestPowerCentiDBm = -900
        value.highestPowerCentiDBm = 2200
        value.spreadingFactors = 0x1fe0
        value.leadMicroseconds = 5000
        return value
    }()

    /// Every counter another number, so that no two can be swapped unseen.
    static let statistics: Statistics = {
        var value = Statistics()
        value.frames = 1
        value.badFrames = 2
        value.staleFrames = 3
        value.requests = 4
        value.repeatedRequests = 5
        value.events = 6
        value.repeatedEvents = 7
        value.lostEvents = 8
        value.lostLogLines = 9
        value.sessions = 10
        value.receptions = 11
        value.receptionsBadCRC = 12
        value.receptionsBadHeader = 13
        value.transmissions = 14
        value.failedTransmissions = 15
        value.radioResets = 16
        return value
    }()

    static func checksum(of frame: ShortBytes) -> UInt32 {
        var crc = CRC32()
        for index in 0..<frame.count { crc.add(frame[index]) }
        return crc.value
    }

    @Test("each message reads as what its name says, and is written as the same bytes")
    func messages() throws {
        let file: Vectors.Messages = try Vectors.read("messages.json")
        for vector in file.messages {
            let body = FrameBody(Vectors.bytes(vector.body))
            #expect(body.wire == Vectors.bytes(vector.wire), "\(vector.name)")
            #expect(Self.decoded(Vectors.bytes(vector.wire)) == [body.array], "\(vector.name)")
            guard !vector.name.hasPrefix("body of") else { continue }
            if let message = Self.host(vector.name) {
                #expect(try HostMessage(parsing: body) == message)
                #expect(message.body(body.header).array == body.array, "\(vector.name)")
            } else {
                let message = try #require(Self.device(vector.name), "\(vector.name)")
                #expect(try DeviceMessage(parsing: body) == message)
                guard !vector.name.hasSuffix("extension") else { continue }
                #expect(message.body(body.header).array == body.array, "\(vector.name)")
            }
        }
        let types = Set(file.messages.map { Vectors.bytes($0.body)[0] })
        let missing = MessageType.allCases.filter { !types.contains($0.rawValue) }
        // Three answers are one byte `done` or a refusal, as transmit's, which stands here.
        #expect(missing == [.transmitCancelled, .logLevelSet, .restarting])
    }

    static func decoded(_ stream: [UInt8]) -> [[UInt8]] {
        var decoder = FrameDecoder()
        return stream.compactMap { byte in
            (try? decoder.take(byte)) == true ? decoder.frame.array : nil
        }
    }

    @Test("every refusal of a frame has a stream bad in only that way")
    func frames() throws {
        let file: Vectors.Refusals = try Vectors.read("refusals.json")
        #expect(file.frames.map(\.code) == FrameError.allCases.map { "\(name($0))" })
        for vector in file.frames {
            var decoder = FrameDecoder()
            var errors: [FrameError] = []
            for byte in Vectors.bytes(vector.wire) {
                do { #expect(!(try decoder.take(byte))) } catch { errors.append(error) }
            }
            #expect(errors.map(name) == [vector.code])
        }
    }

    private func name(_ error: FrameError) -> String {
        switch error {
        case .tooLong: "tooLong"
        case .endsWithinBlock: "endsWithinBlock"
        case .tooShort: "tooShort"
        case .wrongChecksum: "wrongChecksum"
        }
    }

    @Test("every refusal of a payload has a body bad in only that way")
    func payloads() throws {
        let file: Vectors.Refusals = try Vectors.read("refusals.json")
        #expect(file.payloads.map(\.code) == MessageError.Code.allCases.map { "\($0)" })
        for vector in file.payloads {
            let body = FrameBody(Vectors.bytes(vector.body))
            let error = #expect(throws: MessageError.self) {
                if body.header.type < 0x80 {
                    _ = try HostMessage(parsing: body)
                } else {
                    _ = try DeviceMessage(parsing: body)
                }
            }
            #expect(error.map { "\($0.code)" } == vector.code)
        }
    }

    @Test("the vectors are what their script makes")
    func script() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", Vectors.top.appendingPathComponent("firmware-protocol/vectors/make.py").path,
            "--check",
        ]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}

extension HostMessage {
    func body(_ header: FrameHeader) -> FrameBody {
        let (session, sequence) = (header.session, header.sequence)
        return switch self {
        case .hello(let message): message.body(session: session, sequence: sequence)
        case .acknowledge(let message): message.body(session: session, sequence: sequence)
        case .ping(let message): message.body(session: session, sequence: sequence)
        case .configure(let message): message.body(session: session, sequence: sequence)
        case .transmit(let message): message.body(session: session, sequence: sequence)
        case .cancel(let message): message.body(session: session, sequence: sequence)
        case .setLogLevel(let message): message.body(session: session, sequence: sequence)
        case .question: FrameBody(header: header)
        }
    }
}

extension DeviceMessage {
    func body(_ header: FrameHeader) -> FrameBody {
        var body = FrameBody(header: header)
        switch self {
        case .awake(let message): message.write(to: &body)
        case .welcome(let message): message.write(to: &body)
        case .heartbeat(let message): message.write(to: &body)
        case .reception(let message): message.write(to: &body)
        case .transmitted(let message): message.write(to: &body)
        case .timeMark(let message): message.write(to: &body)
        case .fault(let message): message.write(to: &body)
        case .logLine(let message): message.write(to: &body)
        case .refused(let refusal):
            body.u8(refusal.result.rawValue)
            body.u32(refusal.detail)
        default:
            body.u8(RequestResult.done.rawValue)
            writeAnswer(to: &body)
        }
        return body
    }

    private func writeAnswer(to body: inout FrameBody) {
        switch self {
        case .pong(let message): message.write(to: &body)
        case .capabilities(let message): message.write(to: &body)
        case .configured(let message): message.write(to: &body)
        case .status(let message): message.write(to: &body)
        case .statistics(let message): message.write(to: &body)
        default: break
        }
    }
}
