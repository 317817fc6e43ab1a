public import Units

/// All radios of the box together, and each.
public struct RadioStatus: Equatable, Sendable {
    /// What a box with this radio may do in the network.
    public enum Class: String, CaseIterable, Sendable {
        /// Eight channels, all spreading factors: carries packets, beacons, witnesses.
        case full
        /// Someone else's packet forwarder sends to us; may do what a full one may.
        case attached
        /// One channel and spreading factor at a time: beacons and witnesses.
        case light
        case none
    }

    public var condition = Condition.unknown
    /// The best of the radios that work.
    public var `class` = Class.none
    public var devices: [RadioDeviceStatus] = []

    public init() {}
}

/// One radio, or one packet forwarder.
public struct RadioDeviceStatus: Equatable, Sendable {
    public var condition = Condition.unknown
    /// As the radio says of itself: `SX1303 (CoreCell bridge V01.00.00)`; else what was configured.
    public var model = ""
    /// As `--radio` names it: `usb:SERIAL`; of a packet forwarder the address it sends from.
    public var address = ""
    public var `class` = RadioStatus.Class.none
    public var firmware: String?
    /// Frames it heard since the daemon started, those with a wrong checksum among them.
    public var heard: UInt64 = 0
    public var badChecksums: UInt64 = 0
    public var sent: UInt64 = 0
    public var lastHeard: Nanoseconds?

    public init() {}
}

extension RadioStatus: StatusFields {
    mutating func visit<Visitor: StatusVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try condition.visit(&visitor)
        try visitor.choice("class", &self.class)
        try visitor.list("devices", &devices)
    }
}

extension RadioDeviceStatus: StatusFields {
    mutating func visit<Visitor: StatusVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try condition.visit(&visitor)
        try visitor.text("model", &model)
        try visitor.text("address", &address)
        try visitor.choice("class", &self.class)
        try visitor.text("firmware", &firmware)
        try visitor.number("heard", &heard)
        try visitor.number("bad_checksums", &badChecksums)
        try visitor.number("sent", &sent)
        try visitor.instant("last_heard", &lastHeard)
    }
}
