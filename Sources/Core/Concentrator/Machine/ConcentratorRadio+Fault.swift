import Primitives
import Radios
import Units

/// What goes wrong with a running radio's line.
enum LineFault: Equatable, Sendable {
    case silent
    case bridge(BridgeError)
    case unasked(count: Int)
}

extension ConcentratorRadio {
    /// How often in ten seconds the line may be put right before it is given up.
    static let mostRecoveries = 8

    /// Puts the line right where that is possible: drains it, and asks again what may be asked again.
    /// A second fault in the same request is the end.
    mutating func fault(
        _ fault: LineFault, at now: Nanoseconds, _ actions: inout RadioActions
    ) {
        let again = asking
        asking = nil
        line.giveUp()
        guard case .running(let isReady) = phase, isReady, again?.isHarmless ?? true, !isRetrying,
            recoveries < Self.mostRecoveries
        else {
            fail(radioFault(of: fault), &actions)
            return
        }
        recoveries += 1
        actions.notices.append(.dropped(.brokenFrame, count: 1))
        phase = .recovering(Drain(at: now), again: again)
        proceed(at: now, &actions)
    }

    mutating func resume(
        _ drain: Drain, _ again: Asking?, at now: Nanoseconds, _ actions: inout RadioActions
    ) {
        guard !drain.wasInterrupted else {
            fail(.restless, &actions)
            return
        }
        phase = .running(isReady: true)
        isRetrying = again != nil
        if let again { ask(again, at: now, &actions) }
        proceedAsking(at: now, &actions)
    }

    /// The end of this session: all that was under way has its outcome before it is told.
    mutating func fail(_ fault: RadioFault, _ actions: inout RadioActions) {
        endAll(fault, &actions)
        actions.notices.append(.failed(fault))
        actions.wake = nil
    }

    mutating func lose(_ actions: inout RadioActions) {
        guard phase != .closed else { return }
        endAll(.lost, &actions)
    }

    /// What the chip was told of may have been on air; what waits never was.
    private mutating func endAll(_ fault: RadioFault, _ actions: inout RadioActions) {
        if let sending {
            let outcome = sending.certainEnd(.refused(.notReady)) ?? .failed(fault)
            actions.notices.append(.ended(transmission: sending.entry.number, outcome))
        }
        for entry in queue.waiting {
            actions.notices.append(.ended(transmission: entry.number, .refused(.notReady)))
        }
        dropBuffer(&actions)
        sending = nil
        queue.removeAll()
        asking = nil
        isRetrying = false
        line.reset(.unknown)
        opening.end()
        phase = .closed
    }

    /// Frames that were read and have no time yet.
    private mutating func dropBuffer(_ actions: inout RadioActions) {
        guard !buffer.isEmpty else { return }
        var records = ReceiveBuffer(buffer.rawSpan)
        var count = 0
        while let item = records.next() {
            if case .record = item { count += 1 }
        }
        if count > 0 { actions.notices.append(.dropped(.brokenRecord, count: count)) }
        buffer.removeAll(keepingCapacity: true)
    }
}

// MARK: - Sentences

extension RadioFault {
    static let restless = RadioFault(
        .wrongAnswer,
        "the device keeps sending without being asked: is it a CoreCell bridge, and does another "
            + "program hold it?")
    static let lost = RadioFault(
        .line, "the line to the concentrator was lost: is it plugged in?")
    static let bridgeRestarted = RadioFault(
        .hardware,
        "the bridge started anew by itself, so the concentrator lost its settings: look at its "
            + "power supply")

    static func modems(found: UInt8, expected: UInt8) -> RadioFault {
        RadioFault(
            .hardware,
            "the concentrator's demodulators are switched \(hex(found)) instead of "
                + "\(hex(expected)): it lost its settings, look at its power supply")
    }

    static func parity(_ controller: Controller) -> RadioFault {
        RadioFault(.hardware, "the memory of \(controller) reports a parity error in its code")
    }

    static func clock(_ failure: ConcentratorTime.Failure) -> RadioFault {
        switch failure {
        case .jumped(let microseconds):
            RadioFault(
                .hardware,
                "the concentrator's clock went \(microseconds) us further than the host's since "
                    + "the last look: it was reset, or this program stood still")
        case .stands:
            RadioFault(
                .hardware,
                "the concentrator's clock stands: radio that drives it has lost its crystal or "
                    + "power")
        }
    }
}

extension ConcentratorRadio {
    func fault(of failure: StartFailure) -> RadioFault {
        RadioFault(kind(of: failure), failure.description)
    }

    /// Code nobody knows that does not answer is at fault itself; known code points to the chip.
    private func kind(of failure: StartFailure) -> RadioFault.Kind {
        switch failure {
        case .noAnswer: .silent
        case .bridge(.unknownVersion), .bridge(.notAVersion), .wrongModel: .unsupported
        case .bridge, .unasked: .wrongAnswer
        case .radioMode, .imageCalibration, .firmwareDiffers, .firmwareParity: .hardware
        case .firmwareVersion: .firmware
        case .notReached(let controller, _, _): isKnown(controller) ? .hardware : .firmware
        case .listenerStatus: .unsupported
        case .listenerPatch: settings.code.patch?.isKnown ?? true ? .hardware : .firmware
        case .listenerCalibration: .hardware
        case .echo: settings.code.gain.isKnown ? .hardware : .firmware
        }
    }

    private func isKnown(_ controller: Controller) -> Bool {
        controller == .gain ? settings.code.gain.isKnown : settings.code.arbiter.isKnown
    }

    private func radioFault(of fault: LineFault) -> RadioFault {
        switch fault {
        case .silent:
            RadioFault(
                .silent,
                "the bridge did not answer (\(line.order)) within 500 ms; unplug and replug it")
        case .bridge(let error): RadioFault(.wrongAnswer, error.description)
        case .unasked(let count):
            RadioFault(.wrongAnswer, "\(count) bytes came from the bridge unasked")
        }
    }
}
