import Airwaves
import Attestation
import CoverageRules
import HexGrid
import HotspotLogic
import Primitives
import Signing
import Units

/// Plays a written network period by period.
struct NetworkWriting {
    private let network: WrittenNetwork
    private let book: CoverageRules.RuleBook
    private let log: ScriptedLog
    private var sequences: [UInt64]
    private var due: [UInt64: [Action]] = [:]
    private var beacons: [WrittenBeacon] = []
    private var seals: [WrittenSeal] = []

    private enum Action {
        case register(Int)
        case commit(WrittenCommitment)
        case compose(WrittenSending, BeaconSlots)
        case reveal(WrittenBeacon)
        case seal(WrittenSeal)
        case open(WrittenSeal)
        case other(Int)
    }

    private static var periods: NetworkPeriods { WrittenNetwork.periods }

    init(_ network: WrittenNetwork) {
        self.network = network
        guard let book = try? CoverageRules.RuleBook(parsing: network.rules.rawSpan) else {
            preconditionFailure("a written network has a rule book")
        }
        self.book = book
        let last = Self.periods.firstPeriod(
            of: Self.periods.firstWindow(of: Epoch(network.lastEpoch + 1)))
        log = ScriptedLog(
            file: JudgedNetwork.file(
                Self.periods, anchors: network.anchors, rules: network.rules,
                selectionTrust: network.selectionTrust),
            genesis: WrittenNetwork.genesis, periods: Self.periods,
            length: Int(last.number) + 2 * Int(Self.periods.close))
        sequences = Array(repeating: 0, count: network.boxes.count)
    }

    mutating func play() -> WrittenLog {
        JudgedNetwork.post(
            JudgedNetwork.ruleBook(network.rules), by: JudgedNetwork.oracleKey, to: log)
        plan()
        let end = Self.periods.firstPeriod(
            of: Self.periods.firstWindow(of: Epoch(network.lastEpoch + 1))
        ).number
        for period in 0..<end + Self.periods.close { pass(Period(period), closing: period >= end) }
        return WrittenLog(
            entries: log.entries.map(\.bytes), network: log.network.id, beacons: beacons,
            seals: seals)
    }

    private mutating func plan() {
        for (number, box) in network.boxes.enumerated() {
            if let period = box.registered { add(.register(number), at: period) }
        }
        for (number, item) in network.statements.enumerated() { add(.other(number), at: item.at) }
        for sending in network.sendings {
            let key = WrittenNetwork.key(sending.box)
            let hash = ProofHash.commitment(
                network: log.network.id, hotspot: key, window: Window(sending.window),
                nonce: network.nonce(sending.box, sending.window), by: SHA256.self)
            let first = Self.periods.firstPeriod(of: Window(sending.window)).number
            var commitment = WrittenCommitment(
                network: log.network.id, box: sending.box, window: sending.window,
                news: CommitmentNews(made: [.init(window: Window(sending.window), hash: hash)]),
                made: first - 5)
            for change in network.commitmentChanges { change(&commitment) }
            if let made = commitment.made { add(.commit(commitment), at: made) }
        }
    }

    private mutating func add(_ action: Action, at period: UInt64) {
        due[period, default: []].append(action)
    }

    private mutating func pass(_ period: Period, closing: Bool) {
        let isNeeded = closing || isMade(period)
        if isNeeded, !isLeftOut(period) {
            log.make(period)
            begin(Self.periods.window(of: period))
        }
        // What is done now may put more into the same period.
        while let actions = due.removeValue(forKey: period.number) {
            for action in actions { carryOut(action) }
        }
    }

    /// As many as the last beacon of a window needs, of others only the first.
    private func isMade(_ period: Period) -> Bool {
        let window = Self.periods.window(of: period)
        let offset = period.number - Self.periods.firstPeriod(of: window).number
        guard !network.silent.contains(window.number) else { return false }
        let sent = network.sendings.filter { $0.window == window.number }
        let isLate =
            sent.contains { $0.slot == .spare }
            || network.missing.contains {
                $0.window == window.number
            }
        return offset < (isLate ? 56 : sent.isEmpty ? 1 : 46)
    }

    private func isLeftOut(_ period: Period) -> Bool {
        network.missing.contains { sending in
            Self.periods.window(of: period).number == sending.window
                && slots(sending.box, Window(sending.window)).map {
                    drawn(sending, $0) == period.number
                } ?? false
        }
    }

    private func drawn(_ sending: WrittenSending, _ slots: BeaconSlots) -> UInt64 {
        Self.periods.drawPeriod(
            in: Window(sending.window), at: slots[sending.slot == .slot ? .slot : .spare]
        ).number
    }

    private func slots(_ box: Int, _ window: Window) -> BeaconSlots? {
        let first = log.records.first { Self.periods.window(of: $0.period) == window }
        return first.map {
            BeaconSlots(
                network: log.network.id, hotspot: WrittenNetwork.key(box), firstValue: $0.value,
                periods: Self.periods, by: SHA256.self)
        }
    }

    /// The first record of a window tells when everybody sends.
    private mutating func begin(_ window: Window) {
        let inWindow = log.records.count { Self.periods.window(of: $0.period) == window }
        guard inWindow == 1 else { return }
        for sending in network.sendings where sending.window == window.number {
            guard let slots = slots(sending.box, window) else { continue }
            add(.compose(sending, slots), at: drawn(sending, slots))
        }
    }

    private mutating func carryOut(_ action: Action) {
        switch action {
        case .register(let box): register(box)
        case .commit(let commitment):
            let sequence = next(commitment.box)
            post(Recommit(sequence: sequence, commitments: commitment.news), by: commitment.box)
        case .compose(let sending, let slots): compose(sending, slots)
        case .reveal(let beacon): reveal(beacon)
        case .seal(let seal):
            let hash = ProofHash.seal(
                network: log.network.id, hotspot: WrittenNetwork.key(seal.hearer),
                window: Window(seal.window), salt: salt(seal),
                content: payload(seal.content).rawSpan, by: SHA256.self)
            post(
                Seal(sequence: next(seal.hearer), window: Window(seal.window), seal: hash),
                by: seal.hearer)
        case .open(let seal):
            let opening = SealBundle.Opening(
                window: Window(seal.window), salt: salt(seal), content: payload(seal.content))
            post(SealBundle(sequence: next(seal.hearer), openings: [opening]), by: seal.hearer)
        case .other(let number): log.enter(network.statements[number].statement(log))
        }
    }

    // MARK: Statements

    private mutating func next(_ box: Int) -> UInt64 {
        sequences[box] += 1
        return sequences[box]
    }

    private func post(_ message: some TypedMessage, by box: Int) {
        take(ScriptedLog.sign(message, log.network.id, JudgedNetwork.hotspotKey(box)))
    }

    private func take(_ statement: [UInt8]) {
        precondition(log.post(statement) != nil, "the lab signs what it posts")
    }

    private func register(_ number: Int) {
        let box = network.boxes[number]
        let key = JudgedNetwork.hotspotKey(number)
        let owner = JudgedNetwork.owner(number)
        let claim = OwnershipClaim(of: key, for: owner.publicKey, in: log.network.id)
        let registration = Registration(
            sequence: 1, hotspotKey: key.publicKey, hotspotSignature: claim.signature,
            place: AssertedPlace(
                cell: box.cell, height: box.height, gain: box.gain, plan: box.plan),
            radioClass: .full, measures: box.measures, depositCredits: 0)
        take(ScriptedLog.sign(registration, log.network.id, owner))
    }

    private mutating func reveal(_ beacon: WrittenBeacon) {
        var reveal = beacon.reveal
        reveal.sequence = next(beacon.sending.box)
        post(reveal, by: beacon.sending.box)
        guard beacon.isTwinned else { return }
        let nothing = CommitmentNews(lost: [Window(beacon.sending.window + 7)])
        post(Recommit(sequence: reveal.sequence, commitments: nothing), by: beacon.sending.box)
    }

    private func salt(_ seal: WrittenSeal) -> Hash256 {
        Hash256(
            words: (
                UInt64(seal.hearer), seal.beacon.sending.window, UInt64(seal.beacon.sending.box),
                seal.number + 77
            ))
    }

    private func payload(_ content: WitnessReports) -> [UInt8] {
        guard let bytes = try? content.payload() else {
            preconditionFailure("a content that its table refuses: \(content)")
        }
        return bytes
    }

    // MARK: Beacons

    private mutating func compose(_ sending: WrittenSending, _ slots: BeaconSlots) {
        let beacon = beacon(sending, slots)
        var reveals = [beacon]
        for change in network.beaconChanges { change(&reveals) }
        for reveal in reveals {
            if let period = reveal.revealed { add(.reveal(reveal), at: period) }
        }
        beacons += reveals
        for hearer in network.boxes.indices where network.hears(hearer, sending.box) {
            var heard = [seal(of: reveals[0], by: hearer)]
            for change in network.sealChanges { change(&heard) }
            for (number, item) in heard.enumerated() {
                var item = item
                item.number = UInt64(number)
                if let period = item.sealed { add(.seal(item), at: period) }
                if let period = item.opened { add(.open(item), at: period) }
                seals.append(item)
            }
        }
    }

    private func beacon(_ sending: WrittenSending, _ slots: BeaconSlots) -> WrittenBeacon {
        let (window, key) = (Window(sending.window), WrittenNetwork.key(sending.box))
        let nonce = network.nonce(sending.box, sending.window)
        func value(_ moment: BeaconSlot) -> Hash256? {
            let period = Self.periods.drawPeriod(in: window, at: slots[moment])
            return log.records.last { $0.period == period }?.value
        }
        let values = DrawValues(slot: value(.slot), spare: value(.spare))
        guard let plan = book.plan(named: sending.plan),
            let draw = try? BeaconDraw(
                network: log.network.id, hotspot: key, window: window, nonce: nonce,
                values: values,
                rules: plan.drawRules.limited(to: Self.periods.greatestSpreadingFactor),
                by: SHA256.self)
        else { preconditionFailure("nothing to draw from for \(sending)") }
        func frame(_ moment: BeaconSlot) -> [UInt8]? {
            (try? BeaconFrame(
                network: log.network.id, hotspot: key, window: window, nonce: nonce, draw: draw,
                at: moment, values: values, by: SHA256.self))?.bytes
        }
        let frames = (frame(.slot), frame(.spare))
        let moment = slots[sending.slot == .slot ? .slot : .spare].milliseconds
        let first = Self.periods.firstPeriod(of: window).number * Self.periods.milliseconds
        let transmission = Transmission(
            frame: (sending.slot == .slot ? frames.0 : frames.1) ?? [],
            frequency: plan.channels[draw.channel],
            spreadingFactor: UInt64(draw.spreadingFactor.rawValue), bandwidth: plan.bandwidth,
            power: plan.greatestPower + draw.power, powerBasis: .confirmed,
            sent: Nanoseconds(WrittenNetwork.genesis.value + (first + moment) * 1_000_000),
            clock: .gps, counterMicroseconds: 5, airtimeMilliseconds: 700, plan: sending.plan,
            regionTable: UInt64(RegionalPlan.tableVersion))
        let box = network.boxes[sending.box]
        let reveal = Reveal(
            sequence: 1, window: window, slot: sending.slot, nonce: nonce,
            transmission: transmission, radio: radio(box), position: position(box),
            commitments: CommitmentNews())
        let drawn = drawn(sending, slots)
        return WrittenBeacon(
            sending: sending, slots: slots, draw: draw, frames: frames, drawn: drawn,
            reveal: reveal, revealed: drawn + Self.periods.opening)
    }

    private func radio(_ box: WrittenBox) -> RadioDescription {
        RadioDescription(radioClass: .full, measures: box.measures, firmware: .known)
    }

    private func position(_ box: WrittenBox) -> MeasuredPosition {
        MeasuredPosition(
            distance: Metres(3), accuracy: Metres(5), source: .fix3D, cell: box.cell)
    }

    /// Ten decibels under free space, ten over the noise.
    private func seal(of beacon: WrittenBeacon, by hearer: Int) -> WrittenSeal {
        let box = network.boxes[hearer]
        let sent = beacon.reveal.transmission
        let distance = box.cell.center.distance(to: network.boxes[beacon.sending.box].cell.center)
        let loss = Decibels.freeSpaceLoss(distance: distance, frequency: sent.frequency)
        let level =
            LinkBudget(eirp: sent.power, receiveGain: box.gain).level(after: loss)
            - Decibels(hundredths: 1_000)
        let reception = Attestation.Reception(
            frequency: sent.frequency, spreadingFactor: sent.spreadingFactor,
            bandwidth: sent.bandwidth, level: level, signal: level,
            ratio: Decibels(hundredths: 1_000), frequencyErrorHertz: 120,
            counterMicroseconds: 12_345)
        let report = WitnessReport(
            frame: sent.frame, time: sent.sent, clock: .gps, first: reception)
        return WrittenSeal(
            hearer: hearer, beacon: beacon, window: beacon.sending.window,
            content: WitnessReports(
                radios: [radio(box)], reports: [report], position: position(box)),
            sealed: beacon.drawn + 4, opened: beacon.drawn + Self.periods.opening)
    }
}
