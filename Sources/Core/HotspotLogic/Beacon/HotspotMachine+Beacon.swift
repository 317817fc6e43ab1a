import Airwaves
import Attestation
import PositionFixes
import Primitives
import Radios
import Units

extension HotspotMachine {
    /// The outcome of a transmission is due within this of its end; then it is taken for sent.
    static var outcomePatience: Nanoseconds { Nanoseconds(30_000_000_000) }

    /// Sends the window's beacon at its slot, or where nothing was sent there at its spare, each
    /// within one period of the moment (PROTOCOL 3.2, 3.4).
    mutating func settleBeacon() {
        settleDeadlines()
        guard let window, let entropy = entropy.window(window) else {
            missRecords()
            return
        }
        if attempts.window != window { begin(window) }
        guard !attempts.isSent else { return }
        for number in UInt8(0)...1 {
            let choice: BeaconSlot = number == 0 ? .slot : .spare
            guard attempts[choice] == nil else { continue }
            let moment = start(of: entropy.slots[choice], in: window)
            guard now.clock >= moment else {
                attempts.latest = nil
                return
            }
            guard now.clock.value - moment.value < periodNanoseconds else {
                attempts[choice] = attempts.latest ?? .momentPassed
                attempts.latest = nil
                continue
            }
            attempt(choice, entropy)
            guard attempts[choice] != nil else { return }
        }
    }

    private mutating func begin(_ window: Window) {
        noteMiss()
        attempts = WindowAttempts(window: window)
        attempts.isSent = beacons.contains { $0.window == window }
    }

    /// A window that went by without its beacon is remembered with the reason.
    private mutating func noteMiss() {
        guard let window = attempts.window, !attempts.isSent,
            !beacons.contains(where: { $0.window == window }),
            let reason = attempts.spare ?? attempts.slot ?? attempts.latest
        else { return }
        lastBeacon = LastBeacon(window: window, at: now.clock, missed: reason)
    }

    /// A window whose first record is not known has no slot yet.
    private mutating func missRecords() {
        guard let window else {
            attempts.latest = clock.doubt.map { .clock($0) }
            return
        }
        if attempts.window != window { begin(window) }
        attempts.latest = .recordsIncomplete
    }

    private mutating func attempt(_ choice: BeaconSlot, _ entropy: WindowEntropy) {
        guard !beacons.contains(where: { $0.window == entropy.window }) else { return }
        do throws(BeaconRefusal) {
            let beacon = try beacon(choice, entropy)
            beacons.append(beacon)
            let place = beacons.count - 1
            beacons[place].record = journal.keep(.beacon, beacon.body, &effects)
            attempts.isSent = true
            attempts.latest = nil
        } catch {
            attempts.latest = error
            // A record that was not made will not be made: nothing is gained by waiting.
            if error == .recordMissing || error == .nonceGone || error == .notCommitted {
                attempts[choice] = error
                attempts.latest = nil
            }
        }
    }

    // MARK: The list of all conditions

    /// What must hold for anything to be sent, a test beacon too: the radio and the plan to use.
    func permission() throws(BeaconRefusal) -> (radio: Int, plan: RegionalPlan, facts: SendFacts) {
        guard isStarted else { throw .notStarted }
        guard let registration else { throw .notRegistered }
        guard let discipline = clock.discipline else {
            throw .clock(clock.doubt ?? .nobodyVouches)
        }
        guard case .success(let plan) = region.verdict, let place = region.place else {
            if case .failure(let reason) = region.verdict { throw .region(reason) }
            throw .region(.placeUnknown)
        }
        guard let sender, let radio = radios[sender] else { throw .noRadio }
        return (
            sender, plan,
            SendFacts(
                registration: registration, discipline: discipline, place: place,
                radio: radio.description)
        )
    }

    /// The beacon of a window at one of its two moments, if everything that is asked of it holds.
    private func beacon(
        _ choice: BeaconSlot, _ entropy: WindowEntropy
    ) throws(BeaconRefusal) -> BeaconOnItsWay {
        let (_, plan, facts) = try permission()
        guard !isApart else { throw .entropyApart }
        let nonce = try nonce(of: entropy.window)
        let values = try values(for: choice, entropy)
        let rules = DrawRules(plan, network.periods)
        let frame: BeaconFrame
        let draw: BeaconDraw
        do throws(DrawError) {
            draw = try BeaconDraw(
                network: network.id, hotspot: key, window: entropy.window, nonce: nonce,
                values: values, rules: rules, by: Hash.self)
            frame = try BeaconFrame(
                network: network.id, hotspot: key, window: entropy.window, nonce: nonce,
                draw: draw, at: choice, values: values, by: Hash.self)
        } catch {
            throw .recordMissing
        }
        let reveal = Reveal(
            sequence: BeaconOnItsWay.noSequence, window: entropy.window,
            slot: choice == .slot ? .slot : .spare, nonce: nonce,
            transmission: transmission(frame.bytes, plan, draw, facts), radio: facts.radio,
            position: facts.measured, commitments: CommitmentNews())
        return BeaconOnItsWay(
            reveal: reveal,
            drawn: network.periods.drawPeriod(in: entropy.window, at: entropy.slots[choice]),
            record: 0, phase: .keeping)
    }

    /// Own clock and the newest record more than 1.5 periods apart (PROTOCOL 3.4): before the
    /// record's period or after it.
    var isApart: Bool {
        guard let newest = entropy.newest else { return true }
        let slack = periodNanoseconds + periodNanoseconds / 2
        let begin = start(of: newest).value
        return now.clock.value + slack < begin
            || now.clock.value > begin + periodNanoseconds + slack
    }

    private func nonce(of window: Window) throws(BeaconRefusal) -> Hash256 {
        guard let item = committed.first(where: { $0.window == window }) else {
            throw foreign.contains(window) ? .nonceGone : .notCommitted
        }
        guard item.stands == true else { throw .notCommitted }
        guard !item.isOpened else { throw .nonceGone }
        return item.nonce
    }

    private func values(
        for choice: BeaconSlot, _ entropy: WindowEntropy
    ) throws(BeaconRefusal) -> DrawValues {
        switch entropy.record(of: choice) {
        case .pending: throw .recordsIncomplete
        case .missing: throw .recordMissing
        case .made: break
        }
        return DrawValues(slot: entropy.slotRecord.value, spare: entropy.spareRecord.value)
    }

    private func transmission(
        _ frame: [UInt8], _ plan: RegionalPlan, _ draw: BeaconDraw, _ facts: SendFacts
    ) -> Attestation.Transmission {
        Attestation.Transmission(
            frame: frame, frequency: plan.rules.beaconChannels[draw.channel],
            spreadingFactor: UInt64(draw.spreadingFactor.rawValue),
            bandwidth: plan.rules.bandwidth.hertz, power: plan.rules.maximumEIRP + draw.power,
            powerBasis: .assumed, sent: now.clock, clock: facts.discipline,
            counterMicroseconds: nil, airtimeMilliseconds: 0, plan: plan.description,
            regionTable: UInt64(facts.place.verdict.tableVersion))
    }
}

/// What a permission to send was given for.
struct SendFacts {
    let registration: OwnRegistration
    let discipline: ClockDiscipline
    let place: HotspotPlace
    let radio: RadioDescription

    var measured: MeasuredPosition { place.position.measured(from: registration.cell) }
}
