public import Airwaves
import Notation
import Primitives
public import Radios
public import Units

/// `txpk`: a frame that a server asks a forwarder to send, the body of PULL_RESP.
public struct ForwarderTransmission: Hashable, Sendable {
    public enum Start: Hashable, Sendable {
        case immediate
        /// By the forwarder's own clock of 32 bits of microseconds.
        case at(microseconds: UInt32)
        /// Milliseconds of GPS time.
        case atGPS(milliseconds: UInt64)
    }

    public var start: Start
    public var frequency: Hertz
    public var modulation: FrameModulation
    public var framing: LoRaFraming
    public var hasInvertedPolarity: Bool
    /// Radiated; nil leaves it to the forwarder.
    public var power: SignalLevel?
    /// Hertz, for FSK alone.
    public var deviation: UInt32?
    /// Which of the gateway's radio chains and antennas is to send.
    public var chain: UInt8
    public var antenna: UInt8?
    public var payload: [UInt8]

    public init(
        start: Start, frequency: Hertz, modulation: FrameModulation,
        framing: LoRaFraming = .downlink, hasInvertedPolarity: Bool = true,
        power: SignalLevel? = nil, deviation: UInt32? = nil, chain: UInt8 = 0,
        antenna: UInt8? = nil, payload: [UInt8]
    ) {
        self.start = start
        self.frequency = frequency
        self.modulation = modulation
        self.framing = framing
        self.hasInvertedPolarity = hasInvertedPolarity
        self.power = power
        self.deviation = deviation
        self.chain = chain
        self.antenna = antenna
        self.payload = payload
    }

    public init(parsing body: [UInt8]) throws(PacketError) {
        let object = try JSON(forwarderBody: body)
        guard let inner = object["txpk"] else { throw .missing("txpk") }
        guard case .object = inner else { throw .wrongValue("txpk", found: inner.kind) }
        let fields = PacketFields(inner)
        start = try Self.start(fields)
        frequency = try fields.frequency()
        modulation = try fields.modulation()
        if case .loRa = modulation, fields["codr"] == nil { throw .missing("codr") }
        framing = try Self.framing(fields)
        hasInvertedPolarity = try fields.flag("ipol")
        power = try fields.hundredths("powe").map { SignalLevel(hundredths: $0) }
        deviation = try fields.number("fdev", in: 1_000...200_000).map { UInt32($0) }
        if case .fsk = modulation, deviation == nil { throw .missing("fdev") }
        chain = UInt8(try fields.need("rfch", try fields.number("rfch", in: 0...255)))
        antenna = try fields.number("ant", in: 0...255).map { UInt8($0) }
        payload = try fields.payload()
    }

    /// `imme` wins over `tmst`, which wins over `tmms`, as in Semtech's forwarder.
    private static func start(_ fields: PacketFields) throws(PacketError) -> Start {
        if try fields.flag("imme") { return .immediate }
        if let ticks = try fields.number("tmst", in: 0...Int64(UInt32.max)) {
            return .at(microseconds: UInt32(ticks))
        }
        guard let time = try fields.number("tmms", in: 0...Int64(1) << 42) else {
            throw .missing("tmst")
        }
        return .atGPS(milliseconds: UInt64(time))
    }

    private static func framing(_ fields: PacketFields) throws(PacketError) -> LoRaFraming {
        let preamble = try fields.number("prea", in: 0...65_535)
        let hasNoChecksum = try fields.flag("ncrc")
        let hasNoHeader = try fields.flag("nhdr")
        // A shorter preamble than a radio can send becomes the shortest, as in Semtech's forwarder.
        let symbols = preamble.map { max(UInt16($0), LoRaModulation.shortestPreamble) }
        return LoRaFraming(
            preambleSymbols: symbols ?? 8, header: hasNoHeader ? .implicit : .explicit,
            hasChecksum: !hasNoChecksum)
    }

    public var body: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("txpk") { json in json.object { write(to: &$0) } }
        }
        return json.bytes
    }

    private func write(to json: inout JSONWriter) {
        switch start {
        case .immediate: json.member("imme", true)
        case .at(let ticks):
            json.member("imme", false)
            json.member("tmst", ticks)
        case .atGPS(let time):
            json.member("imme", false)
            json.member("tmms", time)
        }
        json.member("freq") { $0.decimal(Int64(frequency.value), places: 6) }
        json.member("rfch", chain)
        if let antenna { json.member("ant", antenna) }
        if let power { json.member("powe") { $0.decimal(Int64(power.hundredths), places: 2) } }
        modulation.write(to: &json)
        if let deviation { json.member("fdev", deviation) }
        json.member("ipol", hasInvertedPolarity)
        if framing.preambleSymbols != 8 { json.member("prea", framing.preambleSymbols) }
        if !framing.hasChecksum { json.member("ncrc", true) }
        if framing.header == .implicit { json.member("nhdr", true) }
        json.member("size", payload.count)
        json.member("data", Base64.text(of: payload))
    }
}
