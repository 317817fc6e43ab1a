import Primitives
import Radios
import Units

extension ConcentratorRadio {
    /// Sends the next request if none is under way, and says when to come back.
    mutating func proceedAsking(at now: Nanoseconds, _ actions: inout RadioActions) {
        if !line.isWaiting { askNext(at: now, &actions) }
        switch phase {
        case .running, .resting: actions.wake = line.isWaiting ? line.deadline : wake
        default: break
        }
    }

    private mutating func askNext(at now: Nanoseconds, _ actions: inout RadioActions) {
        switch phase {
        case .running:
            let asking = nextForSending(at: now, &actions) ?? schedule.next(at: now)
            if let asking { ask(asking, at: now, &actions) }
        case .resting(let rest):
            if let asking = next(for: rest, at: now, &actions) { ask(asking, at: now, &actions) }
        default: break
        }
    }

    private var wake: Nanoseconds? {
        switch phase {
        case .running(let isReady):
            guard isReady else { return schedule.wake }
            if let sending { return min(schedule.wake, sending.look) }
            return queue.due.map { min(schedule.wake, clock.host(at: $0)) } ?? schedule.wake
        case .resting(let rest): return rest.wake
        default: return nil
        }
    }

    mutating func ask(_ what: Asking, at now: Nanoseconds, _ actions: inout RadioActions) {
        asking = what
        line.send(request(for: what), at: now, to: &actions.outgoing)
    }

    private mutating func request(for what: Asking) -> BridgeRequest {
        switch what {
        case .count, .recount: return Self.count
        case .reading: return Self.counters
        case .chunk(let count):
            chunk.replace(with: .read(address: ReceiveCount.window, count: count))
            return .transfers(chunk)
        case .look(.bridge): return .status
        case .look(.modems): return Self.modems
        case .look(.gainParity): return Self.gainParity
        case .look(.arbiterParity): return Self.arbiterParity
        case .program:
            guard let sending else { preconditionFailure("nothing to send") }
            return .transfers(sending.setup.operations)
        case .listen(let step): return request(for: step)
        case .transmitStatus:
            return settings.board.transmitter == .a ? Self.statusOfA : Self.statusOfB
        case .abort: return Self.abort
        case .pin(let index): return Rest.pins[index]
        }
    }

    private static let count = read(ReceiveCount.address, 2)
    private static let counters = read(ConcentratorClock.address, ConcentratorClock.byteCount)
    private static let modems = read(0x5605)
    private static let gainParity = read(Controller.gain.control)
    private static let arbiterParity = read(Controller.arbiter.control)
    private static let statusOfA = BridgeRequest.transfers(
        TransferBatch(Radio.a.readTransmitStatus))
    private static let statusOfB = BridgeRequest.transfers(
        TransferBatch(Radio.b.readTransmitStatus))
    /// Of both paths, as sx1302_hal 2.1.0 does when it stops.
    private static let abort: BridgeRequest = {
        var batch = TransferBatch(Radio.a.abortTransmission)
        batch.append(Radio.b.abortTransmission)
        return .transfers(batch)
    }()

    private static func read(_ address: UInt16, _ count: Int = 1) -> BridgeRequest {
        .transfers(TransferBatch(.read(address: address, count: count)))
    }

    // MARK: - Answers

    mutating func receive(
        _ bytes: RawSpan, at now: Nanoseconds, _ actions: inout RadioActions
    ) {
        if case .resting(var rest) = phase, rest.isDraining {
            rest.drain.extend(at: now)
            phase = .resting(rest)
            actions.notices.append(.dropped(.staleByte, count: bytes.byteCount))
            return
        }
        guard line.isWaiting, let asking else {
            fault(.unasked(count: bytes.byteCount), at: now, &actions)
            return
        }
        do throws(BridgeError) {
            guard try line.take(bytes) else { return }
            try learn(asking, at: now, &actions)
        } catch {
            fault(.bridge(error), at: now, &actions)
        }
    }

    /// Throws before anything was learnt.
    private mutating func learn(
        _ asked: Asking, at now: Nanoseconds, _ actions: inout RadioActions
    ) throws(BridgeError) {
        switch asked {
        case .look(.bridge):
            guard case .status(let status) = try line.reader.answer() else { return }
            answered()
            learn(status, &actions)
        case .pin(let index):
            _ = try line.reader.answer()
            answered()
            pinned(index, &actions)
        default:
            let place = try line.reader.lastTransfer()
            answered()
            learn(asked, place, at: now, &actions)
        }
    }

    private mutating func answered() {
        asking = nil
        isRetrying = false
    }

    private mutating func learn(
        _ asked: Asking, _ place: Range<Int>, at now: Nanoseconds, _ actions: inout RadioActions
    ) {
        switch asked {
        case .count:
            let count = ReceiveCount.value(line.data(place))
            schedule.stage = count == 0 ? .waiting : .recount(first: count)
        case .recount(let first):
            let second = ReceiveCount.value(line.data(place))
            prepare(for: max(first, second), &actions)
        case .chunk:
            Self.append(place, of: line, to: &buffer)
            takeChunk(place.count)
        case .reading(let reading): learn(reading, place, at: now, &actions)
        case .look(let look):
            learn(look, line.data(place).byte(at: 0), &actions)
        case .program: programmed(at: now)
        case .transmitStatus:
            learn(
                status: line.data(place).byte(at: 0), at: now, &actions)
        case .listen(let step):
            let value = place.isEmpty ? 0 : line.data(place).byte(at: 0)
            learn(step, value, at: now, &actions)
        case .abort: aborted(at: now)
        case .pin: break
        }
    }

    private static func append(
        _ place: Range<Int>, of line: BridgeLine, to buffer: inout [UInt8]
    ) {
        buffer.append(line.data(place))
    }

    private mutating func prepare(for count: Int, _ actions: inout RadioActions) {
        if count >= ReceiveCount.full {
            actions.notices.append(.dropped(.overrun, count: 1))
        }
        if count >= ReceiveCount.full / 2 { schedule.hurry() }
        schedule.stage = .chunk(left: count)
    }

    private mutating func takeChunk(_ count: Int) {
        guard case .chunk(let left) = schedule.stage else { return }
        schedule.stage = left > count ? .chunk(left: left - count) : .reading(.first)
    }

    private mutating func learn(
        _ reading: ClockReading, _ place: Range<Int>, at now: Nanoseconds,
        _ actions: inout RadioActions
    ) {
        let isLast: Bool
        switch reading {
        case .first:
            clock.keep(place, of: line)
            schedule.stage = .reading(.second)
            return
        case .second:
            isLast = !clock.needsThird(after: place, of: line)
        case .third: isLast = true
        }
        guard isLast else {
            schedule.stage = .reading(.third)
            return
        }
        schedule.stage = .waiting
        do throws(ConcentratorTime.Failure) {
            let pulse = try clock.update(place, of: line, answered: now)
            if let pulse { actions.notices.append(.pulse(pulse)) }
        } catch {
            fail(.clock(error), &actions)
            return
        }
        becomeReady(&actions)
        deliver(&actions)
    }

    private mutating func becomeReady(_ actions: inout RadioActions) {
        guard case .running(isReady: false) = phase, let identity else { return }
        phase = .running(isReady: true)
        actions.notices.append(.ready(identity))
        actions.notices.append(.temperature(hundredths: watch.temperature))
    }

    private mutating func learn(_ status: BridgeStatus, _ actions: inout RadioActions) {
        schedule.stage = .waiting
        recoveries = 0
        guard watch.update(status) else {
            fail(.bridgeRestarted, &actions)
            return
        }
        actions.notices.append(.temperature(hundredths: status.temperature))
    }

    private mutating func learn(
        _ look: HealthLook, _ value: UInt8, _ actions: inout RadioActions
    ) {
        schedule.stage = .waiting
        switch look {
        case .bridge: break
        case .modems:
            guard value == modems else {
                fail(.modems(found: value, expected: modems), &actions)
                return
            }
        case .gainParity where value & 1 != 0: fail(.parity(.gain), &actions)
        case .arbiterParity where value & 1 != 0: fail(.parity(.arbiter), &actions)
        default: break
        }
    }
}
