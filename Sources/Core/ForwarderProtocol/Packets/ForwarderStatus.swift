import Notation

/// `stat`: how a forwarder is, every 30 s. The counters are of the time since the last one.
public struct ForwarderStatus: Hashable, Sendable {
    /// Degrees times ten million; nil without GNSS.
    public var latitude: Int64?
    public var longitude: Int64?
    /// Metres over the ellipsoid or the sea; forwarders differ.
    public var altitude: Int32?
    public var received: UInt32?
    public var receivedGood: UInt32?
    public var forwarded: UInt32?
    /// Per mille of PUSH_DATA that were acknowledged.
    public var acknowledged: UInt32?
    public var downlinks: UInt32?
    public var sent: UInt32?
    /// Hundredths of a degree Celsius.
    public var temperature: Int16?

    public init() {}

    init(reading fields: PacketFields) throws(PacketError) {
        guard case .object = fields.object else {
            throw .wrongValue("stat", found: fields.object.kind)
        }
        latitude = try fields.number("lati", decimals: 7, in: -900_000_000...900_000_000)
        longitude = try fields.number("long", decimals: 7, in: -1_800_000_000...1_800_000_000)
        altitude = try fields.number("alti", in: -20_000...100_000).map { Int32($0) }
        received = try fields.counter("rxnb")
        receivedGood = try fields.counter("rxok")
        forwarded = try fields.counter("rxfw")
        acknowledged = try fields.number("ackr", decimals: 1, in: 0...1_000).map { UInt32($0) }
        downlinks = try fields.counter("dwnb")
        sent = try fields.counter("txnb")
        temperature = try fields.number("temp", decimals: 2, in: -32_768...32_767).map {
            Int16($0)
        }
    }

    func write(to json: inout JSONWriter) {
        if let latitude, let longitude {
            json.member("lati") { $0.decimal(latitude, places: 7) }
            json.member("long") { $0.decimal(longitude, places: 7) }
        }
        if let altitude { json.member("alti", altitude) }
        for (name, value) in [
            ("rxnb", received), ("rxok", receivedGood), ("rxfw", forwarded),
        ] {
            if let value { json.member(name, value) }
        }
        if let acknowledged { json.member("ackr") { $0.decimal(Int64(acknowledged), places: 1) } }
        if let downlinks { json.member("dwnb", downlinks) }
        if let sent { json.member("txnb", sent) }
        if let temperature { json.member("temp") { $0.decimal(Int64(temperature), places: 2) } }
    }
}

extension PacketFields {
    fileprivate func counter(_ name: String) throws(PacketError) -> UInt32? {
        try number(name, in: 0...Int64(UInt32.max)).map { UInt32($0) }
    }
}
