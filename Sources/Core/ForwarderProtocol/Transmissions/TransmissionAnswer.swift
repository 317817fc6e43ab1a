import Notation
public import Radios
public import Units

/// What a forwarder says to a transmission (TX_ACK). It is said when the frame is queued, before
/// it is on air: a radio that fails later is never told of.
public enum TransmissionAnswer: Hashable, Sendable {
    /// Taken; with the power that will really be used, where it is another than asked for.
    case accepted(power: SignalLevel?)
    case refused(TransmissionError)

    /// Tolerant: an empty body, no object `txpk_ack`, no `error`, an empty one and `NONE` are all
    /// an acceptance in the field. Refuses only what is no JSON object.
    public init(parsing body: [UInt8]) throws(PacketError) {
        guard !body.isEmpty else {
            self = .accepted(power: nil)
            return
        }
        let object = try JSON(forwarderBody: body)
        let fields = PacketFields(object["txpk_ack"] ?? object)
        // `TX_POWER` was an error in old versions of the protocol and is a warning in the new one.
        let words = [fields["error"]?.string, fields["warn"]?.string].compactMap { $0 }
        if let error = words.lazy.compactMap({ TransmissionError(word: $0) }).first {
            self = .refused(error)
        } else {
            self = .accepted(
                power: try fields.hundredths("value").map { SignalLevel(hundredths: $0) })
        }
    }

    public var body: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("txpk_ack") { json in
                json.object { json in
                    switch self {
                    case .accepted(nil): json.member("error", "NONE")
                    case .accepted(let power?):
                        json.member("warn", "TX_POWER")
                        json.member("value") { $0.decimal(Int64(power.hundredths), places: 2) }
                    case .refused(let error): json.member("error", error.rawValue)
                    }
                }
            }
        }
        return json.bytes
    }
}

/// The protocol's own words for why a frame is not sent.
public enum TransmissionError: String, CaseIterable, Sendable {
    case tooLate = "TOO_LATE"
    case tooEarly = "TOO_EARLY"
    /// Another frame has the time, or the queue is full.
    case collisionPacket = "COLLISION_PACKET"
    case collisionBeacon = "COLLISION_BEACON"
    case frequency = "TX_FREQ"
    case noGPS = "GPS_UNLOCKED"
    case unknown = "UNKNOWN"

    /// Nil for what is no refusal.
    init?(word: String) {
        guard !word.isEmpty, word != "NONE", word != "TX_POWER" else { return nil }
        self = Self(rawValue: word) ?? .unknown
    }

    /// The word nearest to a refusal of ours: the protocol has none for airtime or abilities, and
    /// servers know no others.
    public init(_ refusal: TransmitRefusal) {
        self =
            switch refusal {
            case .tooLate: .tooLate
            case .tooEarly: .tooEarly
            case .collides, .queueFull, .numberInUse, .dutyCycle: .collisionPacket
            case .frequency: .frequency
            case .noPulse: .noGPS
            case .power, .dwell, .cannotListenFirst, .notCapable, .notReady: .unknown
            }
    }
}
