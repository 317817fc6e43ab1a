public import Radios
public import Units

/// One entry of `rxpk`: a frame that a forwarder's radio heard.
public struct ForwardedPacket: Hashable, Sendable {
    /// `end` counts 32 bits of microseconds, as the forwarder does (`tmst`).
    public var reception: Reception
    /// When it was received by the forwarder's GNSS time, to the millisecond (`tmms`) or by the
    /// text of `time`; nil without such time.
    public var time: Nanoseconds?
    /// Which of the gateway's antennas heard it best, where it has several (`rsig`).
    public var antenna: UInt8?

    public init(reception: Reception, time: Nanoseconds? = nil, antenna: UInt8? = nil) {
        self.reception = reception
        self.time = time
        self.antenna = antenna
    }
}

/// Why an entry of `rxpk` or `txpk` is not taken, or all of a body.
public enum PacketError: Error, Hashable, Sendable {
    /// The body is no JSON, or no object.
    case notJSON(String)
    case missing(String)
    /// The value of a field is of the wrong kind or outside of what it can be.
    case wrongValue(String, found: String)
    /// A modulation that this network neither hears nor sends.
    case unknownModulation(String)
    case tooManyPackets(Int)
    /// The payload's length is not what `size` says.
    case wrongSize(stated: Int, found: Int)

    /// For counters.
    public enum Code: String, CaseIterable, Sendable {
        case notJSON = "not-json"
        case missing
        case wrongValue = "wrong-value"
        case unknownModulation = "unknown-modulation"
        case tooManyPackets = "too-many-packets"
        case wrongSize = "wrong-size"
    }

    public var code: Code {
        switch self {
        case .notJSON: .notJSON
        case .missing: .missing
        case .wrongValue: .wrongValue
        case .unknownModulation: .unknownModulation
        case .tooManyPackets: .tooManyPackets
        case .wrongSize: .wrongSize
        }
    }
}

extension PacketError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notJSON(let why): "the body is no JSON object: \(why)"
        case .missing(let field): "`\(field)` is missing"
        case .wrongValue(let field, let found): "`\(field)` cannot be \(found)"
        case .unknownModulation(let name): "modulation \(name); LORA and FSK are known here"
        case .tooManyPackets(let count):
            "\(count) packets in one datagram; at most \(PushData.mostPackets) are taken"
        case .wrongSize(let stated, let found):
            "`size` says \(stated) bytes, `data` has \(found)"
        }
    }
}
