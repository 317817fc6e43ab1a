import Airwaves
import CommandTable
import Notation
import Primitives
import Units

/// What a transmission costs in time, and what a frame says.
let airwavesCommands = CommandGroup(nil, "LoRa and LoRaWAN", [airtimeCommand, frameCommand])

private let airtimeCommand = Command.lines(
    "airtime", "time on air of LoRa transmissions, in nanoseconds",
    details: """
        Reads one transmission per line, SF,BW_HZ,CR,BYTES, and writes its exact time on air. SF is
        5 to 12, CR is 5 to 8 for 4/5 to 4/8, BYTES is 0 to 255. BW_HZ is one of 7813, 10417, 15625,
        20833, 31250, 41667, 62500, 125000, 250000, 500000. Assumes what LoRaWAN uplinks have: 8
        preamble symbols, explicit header, checksum, low data rate optimisation where a symbol
        lasts 16 ms or longer.
        """,
    examples: [
        .init(input: "7,125000,5,51\n12,125000,5,51", output: "102656000\n2465792000")
    ],
    longestLine: 128, answersJSON: true
) { _ in
    { (line, output) throws(LineError) in
        var fields = Fields(separator: UInt8(ascii: ","))
        let spread = try number("the spreading factor", of: line, &fields)
        let hertz = try number("the bandwidth", of: line, &fields)
        let rate = try number("the coding rate", of: line, &fields)
        let count = try number("the number of bytes", of: line, &fields)
        guard fields.next(in: line) == nil else { throw badShape(line) }
        let airtime = try LineError.from { () throws(ModulationError) in
            try LoRaModulation(
                spreadingFactor: SpreadingFactor(checking: spread),
                bandwidth: Bandwidth(checking: hertz), codingRate: CodingRate(checking: rate)
            ).airtime(of: count)
        }
        output.append(airtime.value)
    }
}

private func number(
    _ what: String, of line: RawSpan, _ fields: inout Fields
) throws(LineError) -> Int {
    guard let range = fields.next(in: line) else { throw badShape(line) }
    do throws(DecimalError) {
        return try DecimalText.integer(from: line.extracting(range), in: Int.min...Int.max)
    } catch {
        throw LineError("\(what): \(error)")
    }
}

private func badShape(_ line: RawSpan) -> LineError {
    LineError("\(Quote.text(line)): write it as SF,BW_HZ,CR,BYTES, such as 7,125000,5,51")
}

private let frameCommand = Command.lines(
    "frame", "what LoRaWAN frames say, as JSON",
    details: """
        Reads one frame per line in hex and writes one JSON object. Addresses and EUIs are written
        most significant byte first, payload, options and integrity code (mic) as they stand on
        air. Payloads stay encrypted, and so does all of a join accept. A frame that is no LoRaWAN
        frame is a bad line, with the reason.
        """,
    examples: [
        .init(
            input: "40f17dbe4900020001954378762b11ff0d",
            output: #"{"type":"unconfirmed_data_up","dev_addr":"49be7df1","adr":false,"#
                + #""adr_ack_req":false,"ack":false,"class_b":false,"fcnt":2,"fopts":"","#
                + #""fport":1,"payload":"95437876","mic":"2b11ff0d"}"#)
    ],
    longestLine: 4_096, answersJSON: true
) { _ in
    { (line, output) throws(LineError) in
        let bytes = try LineError.from { () throws(HexError) in
            try Hex.bytes(from: lowerCased(line).rawSpan)
        }
        let frame = try LineError.from { () throws(FrameError) in
            try LoRaWANFrame(parsing: bytes.rawSpan)
        }
        output.json { $0.frame(frame, bytes.rawSpan) }
    }
}

/// Logs of gateways and network servers come in either case.
private func lowerCased(_ line: RawSpan) -> [UInt8] {
    [UInt8](copying: line).map { byte in
        UInt8(ascii: "A")...UInt8(ascii: "F") ~= byte ? byte | 0x20 : byte
    }
}

extension JSONWriter {
    /// The members' names and their order are an interface: they only grow.
    fileprivate mutating func frame(_ frame: LoRaWANFrame, _ bytes: RawSpan) {
        object { json in
            json.member("type", frame.header.type.description)
            switch frame {
            case .joinRequest(let request): json.joinRequest(request)
            case .joinAccept:
                json.member("payload") { $0.hex(bytes.extracting(droppingFirst: 1)) }
            case .data(let data): json.data(data, bytes)
            case .rejoinRequest(let request): json.rejoinRequest(request)
            case .proprietary(let frame):
                json.member("payload") { $0.hex(bytes.extracting(frame.payload)) }
            }
        }
    }

    private mutating func joinRequest(_ request: JoinRequest) {
        member("join_eui", request.joinEUI.description)
        member("dev_eui", request.devEUI.description)
        member("dev_nonce", request.devNonce)
        member("mic", request.integrityCode.description)
    }

    private mutating func data(_ frame: DataFrame, _ bytes: RawSpan) {
        member("dev_addr", frame.address.description)
        switch frame.direction {
        case .up:
            let flags = frame.control.uplink
            member("adr", flags.contains(.adaptiveDataRate))
            member("adr_ack_req", flags.contains(.acknowledgementRequest))
            member("ack", flags.contains(.acknowledgement))
            member("class_b", flags.contains(.classB))
        case .down:
            let flags = frame.control.downlink
            member("adr", flags.contains(.adaptiveDataRate))
            member("ack", flags.contains(.acknowledgement))
            member("fpending", flags.contains(.framePending))
        }
        member("fcnt", frame.counter)
        member("fopts") { $0.hex(bytes.extracting(frame.optionRange)) }
        member("fport") { json in
            if let port = frame.port { json.integer(port) } else { json.null() }
        }
        member("payload") { $0.hex(bytes.extracting(frame.payload)) }
        member("mic", frame.integrityCode.description)
    }

    private mutating func rejoinRequest(_ request: RejoinRequest) {
        member("rejoin_type", request.purpose.type)
        switch request.purpose {
        case .resetContext(let network), .renewKeys(let network):
            member("net_id", network.description)
        case .restoreSession(let joinEUI): member("join_eui", joinEUI.description)
        }
        member("dev_eui", request.devEUI.description)
        member("rj_count", request.counter)
        member("mic", request.integrityCode.description)
    }
}
