internal import FirmwareProtocol
internal import Radios

extension LightRadioMachine {
    /// The end of this session: all that was under way has its outcome before it is told.
    mutating func fail(_ fault: RadioFault, _ actions: inout RadioActions) {
        guard phase != .closed else { return }
        endAll(fault, &actions)
        actions.notices.append(.failed(fault))
    }

    mutating func lose(_ actions: inout RadioActions) {
        guard phase != .closed else { return }
        endAll(.lineLost, &actions)
    }

    /// What the board was told of may have been on air; what waits never was.
    mutating func endAll(_ fault: RadioFault, _ actions: inout RadioActions) {
        if let sending {
            let isTold = sending.stage != .waiting
            end(isTold ? .failed(fault) : .refused(.notReady), &actions)
        }
        for entry in queue.waiting {
            actions.notices.append(.ended(transmission: entry.number, .refused(.notReady)))
        }
        queue.removeAll()
        keepTuning(&actions)
        tuning.forget()
        asking = nil
        phase = .closed
    }

    /// A channel that the board was being told of is tuned to with the next opening.
    private mutating func keepTuning(_ actions: inout RadioActions) {
        guard case .tune(let channel) = asking, channel != tuning.channel else { return }
        if tuning.wanted == nil {
            tuning.wanted = channel
        } else {
            actions.notices.append(.passedOver(channel))
        }
    }
}

// MARK: - Sentences

extension RadioFault {
    static let lineLost = RadioFault(
        .line, "the line to the radio board was lost: is it plugged in?")
    static let forgot = RadioFault(
        .wrongAnswer, "the radio board works with another configuration than it was given")

    init(_ loss: HostLink.Loss) {
        switch loss {
        case .noAnswer:
            self.init(
                .silent,
                "the radio board did not answer a request that was sent \(LinkLimit.tries) times; "
                    + "is it an Earshot radio board? Unplug and replug it")
        case .silence:
            self.init(.silent, "nothing was heard of the radio board for 5 s")
        case .deviceWithoutSession:
            self.init(
                .line,
                "the radio board has no session any more: it started anew, or heard nothing of "
                    + "this program for 5 s")
        case .noCommonVersion:
            self.init(
                .unsupported,
                "the radio board speaks no version of the firmware link that this program speaks "
                    + "(1): update its firmware, or this program")
        case .outOfStep:
            self.init(
                .wrongAnswer, "the radio board and this program count requests differently")
        }
    }

    static func jumped(_ jump: LinkClock.Jump) -> RadioFault {
        RadioFault(
            .wrongAnswer,
            "the radio board's clock is \(jump.microseconds.magnitude) us "
                + "\(jump.microseconds < 0 ? "behind" : "ahead of") what it should be")
    }

    static func unexpected(_ asked: LightRadioMachine.Asking) -> RadioFault {
        RadioFault(.wrongAnswer, "the radio board's answer does not fit the request to \(asked)")
    }

    static func tunedOtherwise(_ difference: String) -> RadioFault {
        RadioFault(.wrongAnswer, "the radio board listens otherwise than told: \(difference)")
    }

    static func idle(_ radio: Status.Radio) -> RadioFault {
        RadioFault(
            .hardware,
            "the radio board's radio was told to listen and is \(radio); if replugging does not "
                + "help, the board is broken")
    }

    static func noOutcome(_ number: UInt32) -> RadioFault {
        RadioFault(
            .wrongAnswer, "the radio board did not say what became of transmission \(number)")
    }

    static func tookBack(_ number: UInt32) -> RadioFault {
        RadioFault(.wrongAnswer, "the radio board took transmission \(number) back unasked")
    }

    static func radioFailed(_ number: UInt32) -> RadioFault {
        RadioFault(
            .hardware, "the radio board's radio failed in transmission \(number)")
    }

    static func sentOtherwise(_ number: UInt32, _ difference: String) -> RadioFault {
        RadioFault(
            .wrongAnswer,
            "the radio board sent transmission \(number) otherwise than asked: \(difference)")
    }

    static func cutShort(_ number: UInt32) -> RadioFault {
        RadioFault(.hardware, "transmission \(number) was stopped as the radio was put to rest")
    }

    /// A refused request, with what it was to do.
    init(_ refusal: Refusal, to what: String) {
        let detail = refusal.detail
        switch refusal.result {
        case .noRadio: self.init(.unsupported, "the radio board has no radio to \(what)")
        case .notCapable:
            self.init(
                .unsupported,
                "the radio cannot \(what): what stands at byte \(detail) of the request is beyond it"
            )
        case .radioFault:
            let code = UInt8(exactly: detail).flatMap(Fault.Code.init(rawValue:))
            self.init(
                .hardware, "the radio cannot \(what): \(code?.words ?? "fault \(detail)")")
        case .malformed, .unknownRequest:
            self.init(
                .unsupported,
                "the radio board does not understand the request to \(what) "
                    + "(\(refusal.result) \(detail)): is its firmware older than its version says?")
        case .done, .busy, .tooLate, .unknownTransmission, .outOfSequence, .sequenceReused:
            self.init(
                .wrongAnswer,
                "the radio board answers \(refusal.result) \(detail) to the request to \(what)")
        }
    }
}

extension Fault.Code {
    var words: String {
        switch self {
        case .radioBusy: "the radio chip stays busy"
        case .radioAnswer: "the radio chip's answers cannot be"
        case .radioErrors: "the radio chip reports errors of its own"
        case .radioReset: "the radio chip was reset and works again"
        case .pulseLost: "the pulse of the GNSS receiver does not come any more"
        }
    }
}
