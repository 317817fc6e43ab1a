import Airwaves
import Notation
import Primitives
import Radios
public import Units

/// What a forwarder heard and how it is: the body of PUSH_DATA. An entry that cannot be read is
/// refused alone; its neighbours are other devices' frames.
public struct PushData: Hashable, Sendable {
    public var packets: [ForwardedPacket] = []
    public var refused: [PacketError] = []
    public var status: ForwarderStatus?

    /// A concentrator's buffer holds some dozens of frames; a forwarder sends eight at a time.
    public static let mostPackets = 64

    public init(packets: [ForwardedPacket] = [], status: ForwarderStatus? = nil) {
        self.packets = packets
        self.status = status
    }

    public init(parsing body: [UInt8]) throws(PacketError) {
        let object = try JSON(forwarderBody: body)
        if let list = object["rxpk"], list != .null {
            guard case .array(let entries) = list else {
                throw PacketFields(object).wrong("rxpk", list)
            }
            guard entries.count <= Self.mostPackets else {
                throw .tooManyPackets(entries.count)
            }
            for entry in entries { take(entry) }
        }
        if let status = object["stat"], status != .null {
            self.status = try ForwarderStatus(reading: PacketFields(status))
        }
    }

    private mutating func take(_ entry: JSON) {
        do throws(PacketError) {
            packets.append(try ForwardedPacket(reading: PacketFields(entry)))
        } catch { refused.append(error) }
    }

    /// As sx1302_hal 2.1.0 prints it. Cost linear; one allocation for the bytes.
    public var body: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            if !packets.isEmpty {
                json.member("rxpk") { json in
                    json.array { json in
                        for packet in packets { json.object { packet.write(to: &$0) } }
                    }
                }
            }
            if let status { json.member("stat") { json in json.object { status.write(to: &$0) } } }
        }
        return json.bytes
    }
}

extension JSON {
    /// Depth: `rxpk` of `rsig` of an object is five; extra fields of servers may have a few more.
    fileprivate static let forwarderLimits = JSONLimits(
        bytes: ForwarderDatagram.longest, depth: 16)

    init(forwarderBody body: [UInt8]) throws(PacketError) {
        do throws(JSONError) {
            self = try JSON(parsing: body.rawSpan, limits: Self.forwarderLimits)
        } catch { throw .notJSON(error.description) }
        guard case .object = self else { throw .notJSON("it is \(kind)") }
    }
}

// MARK: - One packet

extension ForwardedPacket {
    init(reading source: PacketFields) throws(PacketError) {
        var fields = source
        guard case .object = fields.object else {
            throw .wrongValue("rxpk", found: fields.object.kind)
        }
        fields.inner = try Self.strongest(of: fields.object)
        reception = try Self.reception(fields)
        time = try Self.time(fields)
        antenna = try fields.number("ant", in: 0...255).map { UInt8($0) }
    }

    /// A gateway with several antennas tells of each in `rsig`: the one with the best ratio counts,
    /// the first of equals.
    private static func strongest(of object: JSON) throws(PacketError) -> JSON? {
        guard let list = object["rsig"], list != .null else { return nil }
        guard case .array(let antennas) = list else {
            throw PacketFields(object).wrong("rsig", list)
        }
        var best: (antenna: JSON, ratio: Int32)?
        for antenna in antennas {
            let ratio = try PacketFields(antenna).hundredths("lsnr") ?? .min
            if ratio > best?.ratio ?? .min || best == nil { best = (antenna, ratio) }
        }
        return best?.antenna
    }

    private static func reception(_ fields: PacketFields) throws(PacketError) -> Reception {
        let modulation = try fields.modulation()
        let ticks = try fields.number("tmst", in: 0...Int64(UInt32.max))
        // `rsig` calls the channel's level `rssic`; older forwarders know only `rssi`.
        let ofChannel = try fields.hundredths("rssic")
        let ofPacket = try fields.hundredths("rssi")
        return Reception(
            frequency: try fields.frequency(), modulation: modulation,
            checksum: try checksum(fields),
            level: (ofChannel ?? ofPacket).map { SignalLevel(hundredths: $0) },
            signalLevel: try fields.hundredths("rssis").map { SignalLevel(hundredths: $0) },
            signalToNoise: try fields.hundredths("lsnr").map { Decibels(hundredths: $0) },
            frequencyOffset: try fields.number("foff", in: -1_000_000...1_000_000).map {
                Int32($0)
            },
            end: RadioTime(microseconds: UInt64(try fields.need("tmst", ticks))),
            nanosecondsOfSecond: try fields.number("ftime", in: 0...999_999_999).map {
                UInt32($0)
            },
            channel: try fields.number("chan", in: 0...255).map { UInt8($0) },
            payload: try fields.payload())
    }

    private static func checksum(_ fields: PacketFields) throws(PacketError) -> ChecksumVerdict {
        switch try fields.need("stat", try fields.number("stat", in: -1...1)) {
        case 1: .good
        case -1: .bad
        default: .absent
        }
    }

    /// GPS time is ahead of UTC by the leap seconds since 1980: 18 since 2017, and none is announced.
    static let leapSeconds: UInt64 = 18
    /// 1980-01-06, where GPS time begins, in seconds of 1970.
    static let gpsEpoch: UInt64 = 315_964_800

    private static func time(_ fields: PacketFields) throws(PacketError) -> Nanoseconds? {
        if let value = try fields.number("tmms", in: 0...Int64(1) << 42) {
            return time(ofGPS: UInt64(value))
        }
        guard let written = try fields.text("time") else { return nil }
        return Self.instant(written)
    }

    /// UTC of a time in milliseconds of GPS.
    public static func time(ofGPS milliseconds: UInt64) -> Nanoseconds {
        Nanoseconds((milliseconds + (gpsEpoch - leapSeconds) * 1000) * 1_000_000)
    }

    /// Some forwarders leave the Z out, or end the fraction anywhere; the protocol knows UTC alone.
    /// What cannot be read is no time: the frame counts without it.
    private static func instant(_ written: String) -> Nanoseconds? {
        return try? RFC3339.instant(inAnySpelling: written.hasSuffix("Z") ? written : written + "Z")
    }

    func write(to json: inout JSONWriter) {
        json.member("jver", 1)
        json.member("tmst", reception.end.wrapped)
        if let time {
            json.member("time", RFC3339.text(of: time))
            let seconds = time.value / 1_000_000
            let epoch = (Self.gpsEpoch - Self.leapSeconds) * 1000
            if seconds >= epoch { json.member("tmms", seconds - epoch) }
        }
        if let fine = reception.nanosecondsOfSecond { json.member("ftime", fine) }
        if let channel = reception.channel { json.member("chan", channel) }
        json.member("rfch", 0)
        json.member("freq") { $0.decimal(Int64(reception.frequency.value), places: 6) }
        json.member("stat", reception.checksum.stat)
        reception.modulation.write(to: &json)
        if let level = reception.signalLevel {
            json.member("rssis") { $0.decimal(Int64(level.hundredths), places: 2) }
        }
        if let ratio = reception.signalToNoise {
            json.member("lsnr") { $0.decimal(Int64(ratio.hundredths), places: 2) }
        }
        if let offset = reception.frequencyOffset { json.member("foff", offset) }
        if let level = reception.level {
            json.member("rssi") { $0.decimal(Int64(level.hundredths), places: 2) }
        }
        json.member("size", reception.payload.count)
        json.member("data", Base64.text(of: reception.payload))
    }
}

extension ChecksumVerdict {
    /// A frame whose checksum contradicts the chip is as bad as a bad one.
    var stat: Int {
        switch self {
        case .good: 1
        case .bad, .contradicted: -1
        case .absent: 0
        }
    }
}

extension FrameModulation {
    func write(to json: inout JSONWriter) {
        switch self {
        case .loRa(let modulation):
            json.member("modu", "LORA")
            let width = modulation.bandwidth.hertz.value / 1000
            json.member("datr", "SF\(modulation.spreadingFactor.rawValue)BW\(width)")
            json.member("codr", modulation.codingRate.description)
        case .fsk(let rate):
            json.member("modu", "FSK")
            json.member("datr", rate)
        }
    }
}

extension JSONWriter {
    /// A whole number over 10^places, without needless zeros: 868100000 over 6 is 868.1.
    mutating func decimal(_ value: Int64, places: Int) {
        var text: [UInt8] = []
        DecimalText.append(value.magnitude, to: &text)
        while text.count <= places { text.insert(0x30, at: 0) }
        text.insert(0x2e, at: text.count - places)
        while text.last == 0x30 { text.removeLast() }
        if text.last == 0x2e { text.removeLast() }
        if value < 0 { text.insert(0x2d, at: 0) }
        raw(text.rawSpan)
    }
}
