public import Airwaves
public import Attestation
public import ForwarderProtocol
internal import Radios
public import Units

/// A forwarder as the rest of the box sees it: a radio that somebody else drives.
public struct AttachedRadio: Hashable, Sendable {
    /// Its number among the server's forwarders; the same as long as it is known.
    public let number: Int
    /// The gateway's EUI, as the forwarder is set up. Nobody checks it.
    public let eui: EUI64
    public let version: ForwarderDatagram.Version
    public let isAway: Bool
    /// When it was last heard, by the host's clock.
    public let lastHeard: Nanoseconds
    /// Where downlinks go to; nil when it asks for none.
    public let listener: DatagramAddress?
    public let measures: RadioMeasures
    public let status: ForwarderStatus?
    public let datagrams: UInt64
    public let packets: UInt64
    /// Downlinks that wait or are not answered.
    public let waiting: Int

    public var radioClass: RadioClass { .attached }
    public var firmware: FirmwareState { .notTold }

    init(_ number: Int, _ session: ForwarderSession, at now: Nanoseconds) {
        self.number = number
        eui = session.eui
        version = session.version
        isAway = session.isAway
        lastHeard = session.lastHeard
        listener = session.listener(at: now)
        measures = session.measured.all
        status = session.status
        datagrams = session.datagrams
        packets = session.packets
        waiting = session.bookings.count { $0.isUnderWay }
    }
}

extension ForwarderSession {
    /// For the guard. Nothing tells whether a forwarder listens before it talks but its owner.
    func identity(listensFirst: Bool) -> RadioIdentity {
        RadioIdentity(
            kind: .concentrator, model: "packet forwarder \(eui)", eui: eui,
            firmware: "not told",
            abilities: listensFirst ? [.timedTransmit, .listenBeforeTalk] : [.timedTransmit],
            hasKnownFirmware: false)
    }
}
