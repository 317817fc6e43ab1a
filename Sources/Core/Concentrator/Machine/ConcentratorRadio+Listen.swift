import Airwaves
import Radios
import Units

/// What is asked of the two chips that hear a channel before it is sent on.
enum ListenStep: Equatable, Sendable {
    case setup
    case start
    /// Whether the gain controller has come to the transmission, and what it found.
    case verdict
    case acknowledge
    /// Whether it has taken note of that.
    case cleared
    case settle
    case stop
}

extension ConcentratorRadio {
    /// How a permitted transmission's channel is to be heard; nil where it need not be. A radio that
    /// was started to listen lets nothing out that it did not listen for.
    func scan(
        for permitted: PermittedTransmission
    ) throws(TransmitRefusal) -> ListenScan? {
        guard let rule = permitted.listenBeforeTalk else {
            guard !listensFirst else {
                throw .notCapable(
                    "this radio listens before it sends, and the plan does not say to what level")
            }
            return nil
        }
        guard listensFirst else {
            throw .notCapable(
                "the plan demands listening before talking; this radio was started without: it "
                    + "needs an SX1261 and its patch")
        }
        let transmission = permitted.transmission
        let bandwidth: Bandwidth =
            if case .loRa(let modulation) = transmission.modulation {
                modulation.bandwidth
            } else {
                .kHz125
            }
        do throws(ListenError) {
            return try ListenScan(rule, frequency: transmission.frequency, bandwidth: bandwidth)
        } catch {
            throw .notCapable(error.description)
        }
    }

    func request(for step: ListenStep) -> BridgeRequest {
        guard let scan = sending?.scan else { preconditionFailure("nothing to listen for") }
        return switch step {
        case .setup: .transfers(scan.setup)
        case .start: .transfers(scan.start)
        case .verdict, .cleared: Self.verdict
        case .acknowledge: .transfers(TransferBatch(ListenVerdict.acknowledge))
        case .settle: .transfers(TransferBatch(ListenVerdict.settle))
        case .stop: .transfers(ListenScan.stop)
        }
    }

    private static let verdict = BridgeRequest.transfers(TransferBatch(ListenVerdict.read))

    mutating func learn(
        _ step: ListenStep, _ value: UInt8, at now: Nanoseconds, _ actions: inout RadioActions
    ) {
        guard let sending, let scan = sending.scan else { return }
        switch step {
        case .setup: go(to: .listening(.start), at: now)
        case .start:
            self.sending?.isListening = true
            begin(after: scan, at: now, &actions)
        case .verdict: judge(value, at: now)
        case .acknowledge:
            self.sending?.verdictLimit = now + Sending.verdictTime
            conclude(.cleared, at: now)
        case .cleared: clear(value, at: now, &actions)
        case .settle: conclude(.stop, at: now)
        case .stop: stopped(at: now, &actions)
        }
    }

    private mutating func go(to stage: Sending.Stage, at look: Nanoseconds) {
        sending?.stage = stage
        sending?.look = look
    }

    private mutating func conclude(_ step: ListenStep, at now: Nanoseconds) {
        guard case .concluding(_, let isFree) = sending?.stage else { return }
        go(to: .concluding(step, isFree: isFree), at: now)
    }

    /// The channel is heard for as long as the plan demands before the chip is told; if that came too
    /// late, it is not.
    private mutating func begin(
        after scan: ListenScan, at now: Nanoseconds, _ actions: inout RadioActions
    ) {
        guard let sending else { return }
        let heard = now + Nanoseconds(scan.microseconds * 1000)
        let earliest = clock.time(at: heard).later(by: Sending.pointOfNoReturn)
        guard sending.entry.start >= earliest else {
            let late = earliest.microseconds - sending.entry.start.microseconds
            end(.refused(.tooLate(microseconds: late)), &actions)
            return
        }
        go(to: .programming, at: heard)
    }

    private mutating func judge(_ value: UInt8, at now: Nanoseconds) {
        guard let sending, sending.stage == .judging else { return }
        switch ListenVerdict(value, of: settings.board.transmitter) {
        case .free: go(to: .concluding(.acknowledge, isFree: true), at: now)
        case .taken: go(to: .concluding(.acknowledge, isFree: false), at: now)
        case .notYet:
            guard now < sending.verdictLimit else {
                withdraw(.failed(.noVerdict(sending.entry.number)), at: now)
                return
            }
            self.sending?.look = now + Sending.verdictPeriod
        }
    }

    private mutating func clear(
        _ value: UInt8, at now: Nanoseconds, _ actions: inout RadioActions
    ) {
        guard let sending else { return }
        if value == 0 {
            conclude(.settle, at: now)
        } else if now < sending.verdictLimit {
            self.sending?.look = now + Sending.verdictPeriod
        } else {
            fail(.noVerdict(sending.entry.number), &actions)
        }
    }

    /// The SX1261 has stopped: the frame is on its way, or the channel was taken, or all was over before.
    private mutating func stopped(at now: Nanoseconds, _ actions: inout RadioActions) {
        sending?.isListening = false
        switch sending?.stage {
        case .concluding(_, isFree: true):
            sending?.wasScheduled = true
            go(to: .watching, at: now)
        case .concluding(_, isFree: false): withdraw(.channelBusy, at: now)
        case .silencing(let outcome): end(outcome, &actions)
        default: break
        }
    }
}

extension RadioFault {
    static func noVerdict(_ number: UInt32) -> RadioFault {
        RadioFault(
            .hardware,
            "the gain controller did not say within 500 ms whether the channel was free for "
                + "transmission \(number)")
    }
}
