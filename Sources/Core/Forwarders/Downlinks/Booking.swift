internal import ForwarderProtocol
internal import Radios
internal import Units

/// A downlink that has its time at a forwarder.
struct Booking: Sendable {
    enum State: Hashable, Sendable {
        case waiting
        /// Its answer is waited for.
        case handed(token: UInt16)
        /// Its report was given; its time on air is not over.
        case over
    }

    let downlink: ForwarderDownlink
    let window: Int
    let permitted: PermittedTransmission
    /// Which of the server's own guards permitted it; nil when somebody else's did.
    let keeper: Int?
    private(set) var start: RadioTime
    private(set) var end: RadioTime
    var state = State.waiting
    /// When it is handed over, when its answer is overdue, or when its time on air is over: by its
    /// state, by the host's clock.
    var due: Nanoseconds
    /// When its time on air is over, by the host's clock.
    let freeAt: Nanoseconds

    /// As many wait in the queue of Semtech's forwarder.
    static let most = 32
    /// sx1302_hal's forwarder refuses what starts within 42.5 ms of its own clock, which is ahead
    /// of what is known of it here; the rest is for the way there.
    static let least: UInt64 = 80_000
    /// How long before its start a downlink is handed over: late enough that an own beacon can still
    /// come in between, early enough for a busy host.
    static let lead: UInt64 = 500_000
    /// A start further ahead is refused, as by sx1302_hal's forwarder.
    static let farthest: UInt64 = 512_000_000
    /// sx1302_hal's forwarder keeps 41.5 ms between two frames.
    static let gap: UInt64 = 45_000
    /// Some forwarders answer only when the frame was sent; then so much later at most.
    static let answerPatience = Nanoseconds(1_000_000_000)

    init(
        _ downlink: ForwarderDownlink, window: Int, _ permitted: PermittedTransmission,
        keeper: Int?, start: RadioTime, end: RadioTime, due: Nanoseconds, freeAt: Nanoseconds
    ) {
        self.downlink = downlink
        self.window = window
        self.permitted = permitted
        self.keeper = keeper
        self.start = start
        self.end = end
        self.due = due
        self.freeAt = freeAt
    }

    /// Says when it is on air by another clock.
    mutating func rebase(to radioNow: RadioTime, at now: Nanoseconds) {
        let left = freeAt > now ? freeAt.gap(to: now).value / 1000 : 0
        let airtime = end.microseconds - start.microseconds
        end = radioNow.later(by: left)
        start = RadioTime(microseconds: end.microseconds - min(end.microseconds, airtime))
    }

    var isUnderWay: Bool { state != .over }

    var isImmediate: Bool { permitted.transmission.start == .immediate }

    /// As it goes on air: a beacon may have been moved.
    var transmission: Transmission {
        var transmission = permitted.transmission
        if !isImmediate { transmission.start = .at(start) }
        return transmission
    }

    func overlaps(_ start: RadioTime, _ end: RadioTime) -> Bool {
        self.start < end.later(by: Self.gap) && start < self.end.later(by: Self.gap)
    }

    var body: [UInt8] {
        let transmission = permitted.transmission
        var deviation: UInt32?
        if case .fsk = transmission.modulation {
            deviation = UInt32(clamping: transmission.deviation.value)
        }
        return ForwarderTransmission(
            start: isImmediate ? .immediate : .at(microseconds: start.wrapped),
            frequency: transmission.frequency, modulation: transmission.modulation,
            framing: transmission.framing, hasInvertedPolarity: transmission.hasInvertedPolarity,
            power: transmission.radiatedPower, deviation: deviation, chain: downlink.chain,
            antenna: downlink.antenna, payload: transmission.payload
        ).body
    }
}

/// Why a window cannot be used.
enum PlacingError: Error {
    case end(ForwarderReport.End)

    static func refused(_ refusal: TransmitRefusal) -> PlacingError {
        .end(.notHandedOver(refusal))
    }
}
