/// What a radio heard and no router is told, each kind counted.
public enum UplinkDrop: String, CaseIterable, Sendable {
    case badChecksum = "bad-checksum"
    /// Sent without one: another gateway's downlink.
    case noChecksum = "no-checksum"
    /// A beacon of the network: sealed, and shown to nobody before it is opened (protocol 3.5).
    case beacon
    /// No frame of LoRaWAN.
    case notLoRaWAN = "not-lorawan"
    /// A LoRaWAN frame that devices do not send.
    case downlink
    /// The radio did not say what every uplink tells.
    case unmeasured
    /// The same frame once more, from the same radio at the same time.
    case duplicate
    /// By a radio that has not said that it is ready.
    case unknownRadio = "unknown-radio"
    /// A record of the spool that is no uplink.
    case unreadable
    /// The oldest, for which there was no more room.
    case evicted
    /// Nobody took it for thirty days.
    case expired
}
