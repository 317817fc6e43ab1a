import Radios
import Units

/// The transmission that the chip was told of.
struct Sending: Sendable {
    let entry: TransmitQueue.Entry
    let setup: TransmitSetup
    /// How the channel is to be heard first; nil where it need not.
    let scan: ListenScan?
    var stage: Stage
    /// When the transmit path is to be looked at next.
    var look = Nanoseconds(0)
    /// Whether the request that tells the chip went out.
    var isTold = false
    var wasScheduled = false
    var wasEmitting = false
    /// Somebody wants it back; it is tried as soon as the chip can be asked.
    var isUnwanted = false

    /// Whether the SX1261 was told to listen, and not yet to stop.
    var isListening = false
    /// When the gain controller must have got further.
    var verdictLimit = Nanoseconds(0)

    /// What is certain of its end whatever comes; nil when it may or may not be sent.
    func certainEnd(_ untold: TransmitOutcome) -> TransmitOutcome? {
        if case .silencing(let outcome) = stage { return outcome }
        return isTold ? nil : untold
    }

    init(entry: TransmitQueue.Entry, setup: TransmitSetup, scan: ListenScan?) {
        self.entry = entry
        self.setup = setup
        self.scan = scan
        stage = scan == nil ? .programming : .listening(.setup)
    }

    enum Stage: Equatable, Sendable {
        /// The channel is begun to be heard.
        case listening(ListenStep)
        /// About to be told, or being told.
        case programming
        /// The gain controller is to say whether the channel was free.
        case judging
        /// It has said so, and is told that it was understood.
        case concluding(ListenStep, isFree: Bool)
        /// The chip knows; its state is watched.
        case watching
        /// The triggers are to be taken back.
        case withdrawing(TransmitOutcome)
        /// They are; the path must become free.
        case freeing(TransmitOutcome, until: Nanoseconds)
        /// All is over, but for the SX1261 that still listens.
        case silencing(TransmitOutcome)

        /// Whether the chip knows of the frame and nothing says yet that it began.
        var isWithdrawable: Bool { self == .watching || self == .judging }
    }

    /// Later than this after the start, a path that still waits has missed it: the chip compares its
    /// whole counter, so it would send when that has come around.
    static let mostLate: UInt64 = 10_000
    /// A frame that goes on longer than this after its end does not end.
    static let mostOverdue: UInt64 = 200_000
    /// Nearer than this to its start, a frame is neither told to the chip nor taken back: the chip
    /// itself needs 1.5 ms, and a request one or two.
    static let pointOfNoReturn: UInt64 = 4_000
    /// sx1302_hal 2.1.0 gives a path as long to become free.
    static let freeingLimit = Nanoseconds(1_000_000_000)
    /// What hearing a channel takes before the chip is told: two requests and the longest scan.
    static let hearingTime: UInt64 = 8_000
    /// As sx1302_hal 2.1.0 waits for the gain controller.
    static let verdictTime = Nanoseconds(UInt64(ListenVerdict.limit) * 1_000_000)
    static let verdictPeriod = Nanoseconds(2_000_000)
    static let lookPeriod = Nanoseconds(5_000_000)

    /// A look that finds it on air: in its middle, but soon.
    var middle: RadioTime {
        let airtime = entry.end.microseconds - entry.start.microseconds
        return entry.start.later(by: min(airtime / 2, 5_000))
    }

    /// With a pulse the chip starts its delay; of that pulse the true time is known by the end.
    private func start(after pulse: RadioTime?) -> RadioTime {
        guard case .pulse = entry.permitted.transmission.start else { return entry.start }
        let near = pulse.flatMap { pulse in
            let (late, early) = (max(pulse, entry.start), min(pulse, entry.start))
            return late.microseconds - early.microseconds <= Self.mostLate ? pulse : nil
        }
        return (near ?? entry.start).later(by: UInt64(setup.startDelay) / 32)
    }

    /// What went out, when the last pulse of the GNSS receiver was this one.
    func sent(after pulse: RadioTime?) -> SentFrame {
        SentFrame(
            start: start(after: pulse), airtime: entry.permitted.airtime,
            frequency: entry.permitted.transmission.frequency,
            conductedPower: setup.gain.level)
    }
}

extension Transmission {
    /// For the chip; a refusal says what it cannot.
    func setup(
        for board: Board, plan: ReceivePlan, power: SignalLevel, start: RadioTime
    ) throws(TransmitRefusal) -> TransmitSetup {
        let radio = board.transmitter
        guard plan.setting(of: radio) != nil else {
            throw .notCapable(
                "the plan gives radio \(radio) no centre, and a \(board.name) board sends with it")
        }
        guard board.serves(frequency) else {
            throw .notCapable("a \(board.name) board is not made for \(frequency)")
        }
        let trigger: TransmitTrigger =
            if case .pulse = self.start {
                .pulse
            } else {
                .at(microseconds: start.wrapped)
            }
        return try setup(on: radio, try gain(of: board, for: power), trigger)
    }

    private func gain(of board: Board, for power: SignalLevel) throws(TransmitRefusal) -> GainStep {
        do throws(BoardError) {
            return try board.step(for: power)
        } catch {
            throw .notCapable(error.description)
        }
    }

    private func setup(
        on radio: Radio, _ gain: GainStep, _ trigger: TransmitTrigger
    ) throws(TransmitRefusal) -> TransmitSetup {
        let signal: TransmitSignal =
            switch modulation {
            case .loRa(let modulation):
                .loRa(
                    LoRaSignal(
                        modulation, framing: framing, hasInvertedPolarity: hasInvertedPolarity,
                        syncWord: syncWord))
            case .fsk(let rate): .fsk(FSKSignal(bitsPerSecond: rate, deviation: deviation))
            }
        do throws(TransmitError) {
            return try TransmitSetup(
                radio: radio, frequency: frequency, signal: signal, gain: gain, payload: payload,
                trigger: trigger)
        } catch {
            throw .notCapable(error.description)
        }
    }
}
