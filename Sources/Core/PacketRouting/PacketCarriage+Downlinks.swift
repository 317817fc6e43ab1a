internal import Airwaves
internal import Attestation
internal import Primitives
internal import Radios
internal import Units

extension PacketCarriage {
    /// How long a radio has to say what became of a frame: it may start 512 s ahead, and a frame
    /// lasts some seconds.
    private static var patience: Nanoseconds { Nanoseconds(600_000_000_000) }

    mutating func bring(
        _ downlink: Downlink, _ time: BoxTime, _ actions: inout CarriageActions
    ) {
        let router = conversation.router
        switch results.known(downlink, by: router) {
        case .ended(let result): _ = conversation.tell(result, actions: &actions.link)
        case .underWay: break
        case .new:
            results.begin(downlink, by: router)
            let attempt = DownlinkAttempt(
                router: router, downlink: downlink, limit: time.uptime + Self.patience)
            // Only a hotspot's own draw makes a beacon; a router cannot have one made.
            if BeaconFrame.isBeacon(downlink.frame.rawSpan) {
                finish(attempt, .frameRefused, &actions)
            } else if attempts.count >= Self.mostAttempts {
                finish(attempt, .collision, &actions)
            } else {
                advance(attempt, time, &actions)
            }
        }
    }

    /// Tries the attempt's window and those after it until a radio is asked or none is left.
    private mutating func advance(
        _ attempt: DownlinkAttempt, _ time: BoxTime, _ actions: inout CarriageActions
    ) {
        var attempt = attempt
        while true {
            attempt.number = nextNumber()
            do throws(WindowRefusal) {
                let permitted = try permit(attempt, time)
                actions.radios.append(.transmit(permitted, radio: attempt.radio))
                attempts.append(attempt)
                return
            } catch {
                guard !attempt.isLast else { return finish(attempt, error.outcome, &actions) }
                attempt.window += 1
            }
        }
    }

    private mutating func permit(
        _ attempt: DownlinkAttempt, _ time: BoxTime
    ) throws(WindowRefusal) -> PermittedTransmission {
        let transmission = try attempt.downlink.windows[attempt.window].transmission(
            of: attempt.downlink, number: attempt.number, by: transmitters[attempt.radio],
            at: time)
        do throws(TransmitRefusal) {
            return try transmitters[attempt.radio].permit(transmission, at: time)
        } catch { throw WindowRefusal(outcome: DownlinkOutcome(error)) }
    }

    /// Those with the top bit set are the box's own beacons'.
    private mutating func nextNumber() -> UInt32 {
        lastNumber = lastNumber == 0x7fff_ffff ? 1 : lastNumber + 1
        return lastNumber
    }

    mutating func end(
        _ number: UInt32, _ outcome: TransmitOutcome, _ radio: Int, _ time: BoxTime,
        _ actions: inout CarriageActions
    ) {
        transmitters[radio].settle(number, outcome)
        guard let place = attempts.firstIndex(where: { $0.number == number && $0.radio == radio })
        else { return }
        var attempt = attempts.remove(at: place)
        switch outcome {
        case .sent(let frame):
            finish(attempt, sent: frame, time, &actions)
        // It may have been on air, in part: the device is not sent the same twice.
        case .failed: finish(attempt, .radioAway, &actions)
        case .cancelled: finish(attempt, attempt.taken ?? .radioAway, &actions)
        case .channelBusy, .refused:
            if let taken = attempt.taken { return finish(attempt, taken, &actions) }
            let word = Self.word(of: outcome)
            guard !attempt.isLast else { return finish(attempt, word, &actions) }
            attempt.window += 1
            advance(attempt, time, &actions)
        }
    }

    private static func word(of outcome: TransmitOutcome) -> DownlinkOutcome {
        if case .refused(let refusal) = outcome { DownlinkOutcome(refusal) } else { .channelBusy }
    }

    // MARK: Giving up

    /// What a radio had is lost with it.
    mutating func giveUp(
        _ radio: Int, _ outcome: DownlinkOutcome, _ time: BoxTime,
        _ actions: inout CarriageActions
    ) {
        let lost = attempts.filter { $0.radio == radio }
        attempts.removeAll { $0.radio == radio }
        for attempt in lost { forsake(attempt, outcome, time, &actions) }
    }

    mutating func giveUpOverdue(_ time: BoxTime, _ actions: inout CarriageActions) {
        let lost = attempts.filter { $0.limit <= time.uptime }
        attempts.removeAll { $0.limit <= time.uptime }
        for attempt in lost { forsake(attempt, .radioAway, time, &actions) }
    }

    /// Its airtime counts: it may have been on air.
    private mutating func forsake(
        _ attempt: DownlinkAttempt, _ outcome: DownlinkOutcome, _ time: BoxTime,
        _ actions: inout CarriageActions
    ) {
        let fault = RadioFault(.silent, "the radio did not say what became of the frame")
        transmitters[attempt.radio].settle(attempt.number, .failed(fault))
        finish(attempt, outcome, &actions)
    }

    /// A border was crossed, or the place was lost: what waits is taken back.
    mutating func limit(
        _ radio: Int, _ plan: RegionalPlan?, _ gain: Decibels?, _ actions: inout CarriageActions
    ) {
        let before = transmitters[radio].plan
        transmitters[radio].limit(to: plan, antennaGain: gain)
        guard before != plan else { return }
        for place in attempts.indices where attempts[place].radio == radio {
            attempts[place].taken = .placeUnknown
            actions.radios.append(.cancel(attempts[place].number, radio: radio))
        }
    }

    // MARK: The one outcome

    private mutating func finish(
        _ attempt: DownlinkAttempt, sent frame: SentFrame, _ time: BoxTime,
        _ actions: inout CarriageActions
    ) {
        let transmitter = transmitters[attempt.radio]
        let power = transmitter.antennaGain.map { frame.conductedPower + $0 }
        finish(
            attempt,
            DownlinkResult(
                number: attempt.downlink.number, outcome: attempt.sentWord,
                sent: frame.start.flatMap { transmitter.utc(of: $0, at: time) },
                power: power.flatMap { (-4_000...5_000).contains($0.hundredths) ? $0 : nil },
                frequency: frame.frequency),
            &actions)
    }

    private mutating func finish(
        _ attempt: DownlinkAttempt, _ outcome: DownlinkOutcome,
        _ actions: inout CarriageActions
    ) {
        finish(
            attempt, DownlinkResult(number: attempt.downlink.number, outcome: outcome), &actions)
    }

    private mutating func finish(
        _ attempt: DownlinkAttempt, _ result: DownlinkResult, _ actions: inout CarriageActions
    ) {
        counters.count(result.outcome)
        let wasTold =
            attempt.router == conversation.router
            && conversation.tell(result, actions: &actions.link)
        results.end(result, of: attempt, wasTold: wasTold)
        let key = conversation.routers[attempt.router].key
        let hash = ProofHash.packet(
            network: conversation.network, salt: key.bytes,
            frame: attempt.downlink.frame.rawSpan, by: Hash.self)
        actions.reports.append(
            CarriedDownlink(router: key, outcome: ReportedOutcome(result, hash: hash)))
    }

    /// A new link: what the old one did not carry.
    mutating func tellAgain(_ actions: inout CarriageActions) {
        for result in results.untold(to: conversation.router) {
            _ = conversation.tell(result, actions: &actions.link)
        }
    }
}
