internal import Airwaves
internal import Attestation
internal import ForwarderProtocol
internal import Radios
internal import Units

/// What is known of one forwarder.
struct ForwarderSession: Sendable {
    let eui: EUI64
    var version: ForwarderDatagram.Version
    /// Where PULL_DATA and PUSH_DATA come from: a forwarder has a socket for each.
    var pull = DatagramPath()
    var push = DatagramPath()
    var lastHeard: Nanoseconds
    var isAway = false
    var clock = CounterClock()
    var measured = MeasuredFields()
    var marks = ContentMarks()
    /// One for each plan that was ever in force: a border that is crossed back and forth does not
    /// make a used duty cycle fresh.
    var keepers: [TransmitGuard] = []
    var bookings: [Booking] = []
    var status: ForwarderStatus?
    var datagrams: UInt64 = 0
    var packets: UInt64 = 0
    var saidFirstVersion = false
    var saidTwo: Nanoseconds?

    init(_ eui: EUI64, _ version: ForwarderDatagram.Version, at now: Nanoseconds) {
        self.eui = eui
        self.version = version
        lastHeard = now
    }

    /// A forwarder asks every 5 to 30 s, so this is more than one datagram lost.
    static let patience = Nanoseconds(60_000_000_000)

    /// Where a downlink goes; nil when the forwarder did not ask for long.
    func listener(at now: Nanoseconds) -> DatagramAddress? {
        guard let at = pull.lastHeard, now.gap(to: at) <= Self.patience else { return nil }
        return pull.address
    }

    /// Nothing is lost when another takes its number: it is away, nothing of it is under way, and
    /// nothing that it sent in the last hour counts against a duty cycle.
    func isReleasable(at now: Nanoseconds) -> Bool {
        lastHeard + Self.patience < now && bookings.isEmpty
            && keepers.allSatisfy { $0.usage(at: now).allSatisfy { $0.used.value == 0 } }
    }
}

/// The address that datagrams of one kind come from, and the one before it.
struct DatagramPath: Sendable {
    private(set) var address: DatagramAddress?
    private(set) var lastHeard: Nanoseconds?
    private var former: DatagramAddress?
    private var returns = 0
    private var firstReturn = Nanoseconds(0)

    /// Two of one name take turns; one that was started again does not come back to its old port.
    static let returnsThatTell = 3
    static let window: UInt64 = 300_000_000_000

    /// True when two senders take turns.
    mutating func note(_ source: DatagramAddress, at now: Nanoseconds) -> Bool {
        lastHeard = now
        guard source != address else { return false }
        let isReturn = source == former
        former = address
        address = source
        guard isReturn else { return false }
        if now.gap(to: firstReturn).value > Self.window || returns == 0 {
            firstReturn = now
            returns = 0
        }
        returns += 1
        return returns >= Self.returnsThatTell
    }

    func knows(_ source: DatagramAddress) -> Bool { source == address || source == former }
}

/// Which fields every frame had lately. A field that is declared and missing speaks against a
/// hotspot, so only what was never missing in the last frames counts as measured.
struct MeasuredFields: Sendable {
    private var frames: UInt64 = 0
    /// The number of the last frame without the field.
    private var withoutLevel: UInt64 = 0
    private var withoutOffset: UInt64 = 0
    private var withoutFineTime: UInt64 = 0

    static let window: UInt64 = 64

    mutating func note(_ reception: Radios.Reception) {
        guard case .loRa = reception.modulation, reception.checksum == .good else { return }
        frames += 1
        if reception.signalLevel == nil { withoutLevel = frames }
        if reception.frequencyOffset == nil { withoutOffset = frames }
        if reception.nanosecondsOfSecond == nil { withoutFineTime = frames }
    }

    var all: RadioMeasures {
        var all = RadioMeasures.counter
        if isMeasured(withoutLevel) { all.insert(.signalRSSI) }
        if isMeasured(withoutOffset) { all.insert(.frequencyError) }
        if isMeasured(withoutFineTime) { all.insert(.fineTime) }
        return all
    }

    private func isMeasured(_ lastWithout: UInt64) -> Bool {
        frames > 0 && (lastWithout == 0 || frames - lastWithout >= Self.window)
    }
}

/// The last datagrams with frames, by token, length and a sum of their bytes: UDP and forwarders
/// repeat them.
struct ContentMarks: Sendable {
    private struct Mark: Equatable, Sendable {
        var token: UInt16
        var count: Int
        var sum: UInt64
    }

    private var marks: [(mark: Mark, at: Nanoseconds)] = []
    private var next = 0

    /// A forwarder sends at most one datagram in 10 ms; a repetition comes within the second.
    static let most = 32
    static let memory: UInt64 = 60_000_000_000

    /// True for one that was there before.
    mutating func isKnown(token: UInt16, _ body: [UInt8], at now: Nanoseconds) -> Bool {
        let mark = Mark(token: token, count: body.count, sum: Self.sum(body))
        let known = marks.contains { $0.mark == mark && now.gap(to: $0.at).value <= Self.memory }
        guard !known else { return true }
        if marks.count < Self.most {
            marks.append((mark, now))
        } else {
            marks[next] = (mark, now)
            next = (next + 1) % Self.most
        }
        return false
    }

    /// FNV-1a: it tells repetitions, not forgeries.
    private static func sum(_ bytes: [UInt8]) -> UInt64 {
        var sum: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return sum
    }
}
