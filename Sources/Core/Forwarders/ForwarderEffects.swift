public import Airwaves
public import Attestation
public import ForwarderProtocol
public import Radios
public import Units

/// What the server of forwarders wants done. Kept by the caller between calls, so that its memory is
/// used again.
public struct ForwarderEffects: Sendable {
    /// A datagram to send: a part of `bytes`.
    public struct Outgoing: Hashable, Sendable {
        public let to: DatagramAddress
        public let part: Range<Int>
    }

    /// The bytes of all datagrams, one behind the other.
    public private(set) var bytes: [UInt8] = []
    /// From the socket that listens, in this order.
    public private(set) var datagrams: [Outgoing] = []
    public var notices: [ForwarderNotice] = []
    /// When `wake` is to be called, if nothing else happens before; nil for never.
    public var wake: Nanoseconds?

    public init() {}

    /// Nothing is to be done.
    public var isEmpty: Bool { datagrams.isEmpty && notices.isEmpty }

    /// Forgets what was carried out. `wake` stays: it holds until the machine changes it.
    public mutating func clear() {
        bytes.removeAll(keepingCapacity: true)
        datagrams.removeAll(keepingCapacity: true)
        notices.removeAll(keepingCapacity: true)
    }

    mutating func send(_ datagram: ForwarderDatagram, to address: DatagramAddress) {
        let start = bytes.count
        datagram.append(to: &bytes)
        datagrams.append(Outgoing(to: address, part: start..<bytes.count))
    }
}

public enum ForwarderNotice: Hashable, Sendable {
    /// A forwarder that was not there before has this radio's number now.
    case attached(radio: Int, EUI64)
    /// It was not heard for a while, and is not sent to.
    case away(radio: Int)
    case back(radio: Int)
    /// Its number is free for another: it was away, and another came.
    case released(radio: Int, EUI64)
    /// What it measures is known for the first time, or is another now; before the `heard` of the
    /// frame that shows it.
    case measures(radio: Int, RadioMeasures)
    case heard(radio: Int, HeardPacket)
    case status(radio: Int, ForwarderStatus)
    /// Its clock began anew: it was started again, and what waited for a time of it has ended.
    case clockBeganAnew(radio: Int)
    /// A PUSH_DATA with its entries, for those who pass them on; before the `heard` of its frames.
    case pushed(radio: Int, body: [UInt8], PushBody)
    case ended(radio: Int, ForwarderReport)
    case remark(Remark)
}

/// A frame that a forwarder heard.
public struct HeardPacket: Hashable, Sendable {
    /// `end` is 64 bits wide. What the forwarder did not measure is nil.
    public var reception: Radios.Reception
    /// When the datagram came, by the host's clock.
    public var arrival: Nanoseconds
    /// When the frame ended by the host's clock, as well as the forwarder's delays let it be known;
    /// never later than `arrival`.
    public var end: Nanoseconds
    /// When it was received by the forwarder's GNSS time, if it says so.
    public var time: Nanoseconds?
    /// Which of several antennas heard it best, where the forwarder says so.
    public var antenna: UInt8?
    /// An Earshot beacon: to be sealed, and neither shown, passed on nor logged before it is opened.
    public var isSealed: Bool
}

/// What is not taken, each counted by name. The names are an interface: they only grow.
public enum ForwarderDrop: String, CaseIterable, Sendable {
    case datagramTooShort = "datagram-too-short"
    case datagramTooLong = "datagram-too-long"
    case unknownVersion = "unknown-version"
    case unknownKind = "unknown-kind"
    /// What only a server sends came to the server.
    case fromServer = "from-server"
    /// More forwarders than the box has numbers for.
    case tooManyForwarders = "too-many-forwarders"
    /// The same PUSH_DATA once more.
    case duplicate = "duplicate"
    case bodyNotJSON = "body-not-json"
    case bodyRefused = "body-refused"
    case entryMissing = "entry-missing"
    case entryWrongValue = "entry-wrong-value"
    case entryUnknownModulation = "entry-unknown-modulation"
    case entryWrongSize = "entry-wrong-size"
    /// An answer to no transmission of ours.
    case strayAnswer = "stray-answer"
    case unreadableAnswer = "unreadable-answer"
    /// An idle forwarder gave its number to another.
    case released = "released"
}

extension ForwarderDrop {
    init(_ error: DatagramError) {
        self =
            switch error.code {
            case .tooShort: .datagramTooShort
            case .tooLong: .datagramTooLong
            case .unknownVersion: .unknownVersion
            case .unknownKind: .unknownKind
            }
    }

    /// Of one entry.
    init(_ error: PacketError) {
        self =
            switch error.code {
            case .notJSON: .bodyNotJSON
            case .tooManyPackets: .bodyRefused
            case .missing: .entryMissing
            case .wrongValue: .entryWrongValue
            case .unknownModulation: .entryUnknownModulation
            case .wrongSize: .entryWrongSize
            }
    }

    /// Of all of a body.
    static func body(_ error: PacketError) -> ForwarderDrop {
        error.code == .notJSON ? .bodyNotJSON : .bodyRefused
    }
}

/// How often each kind of thing was dropped since the start.
public struct ForwarderCounters: Hashable, Sendable {
    private var counts = [UInt64](repeating: 0, count: ForwarderDrop.allCases.count)

    public subscript(drop: ForwarderDrop) -> UInt64 { counts[drop.place] }

    mutating func count(_ drop: ForwarderDrop) { counts[drop.place] += 1 }

    /// In the order of `allCases`.
    public var all: [(drop: ForwarderDrop, count: UInt64)] {
        zip(ForwarderDrop.allCases, counts).map { ($0, $1) }
    }
}

extension ForwarderDrop {
    fileprivate var place: Int {
        guard let place = Self.allCases.firstIndex(of: self) else {
            preconditionFailure("\(self) is not in the list of all cases")
        }
        return place
    }
}
