import Airwaves
import Attestation
import HotspotLogic
import Primitives
import ProofWorld
import Radios
import Seeds
import Signing
import Units

extension FuzzTarget {
    /// A program of events for the proof machine: records of the spool, statements of an oracle and
    /// frames of the air, right ones with bytes changed or anything at all, between ticks and clocks
    /// that jump. The machine must return, its records must rise, and nothing may be posted that was
    /// not kept.
    static let proofMachine = FuzzTarget(name: "proof-machine") { bytes in
        var player = ProofPlayer(bytes)
        player.play()
    }
}

private struct ProofPlayer {
    private var bytes: [UInt8] = []
    private var offset = 0
    private let log = ScriptedLog(genesis: Nanoseconds(1_800_000_000_000_000_000), length: 200)
    private var machine: LabHotspot.Machine
    private var chance = SeededNumbers(seed: 1)
    private var effects: [HotspotEffect] = []
    private var disk: [(number: UInt64, kind: UInt8, payload: [UInt8])] = []
    private var kept: UInt64 = 0
    private var uptime: UInt64 = 1_000_000_000
    private var clock: UInt64 = 1_800_000_010_000_000_000
    private var isSynchronised = true
    private var posted: [OwnStatement] = []

    init(_ input: RawSpan) {
        for offset in 0..<input.byteCount { bytes.append(input.byte(at: offset)) }
        machine = LabHotspot.Machine(
            network: log.network, key: ScriptedLog.key(1_000).publicKey)
        for period in 0..<12 { log.make(Period(UInt64(period))) }
    }

    private mutating func next() -> UInt8 {
        guard offset < bytes.count else { return 0 }
        defer { offset += 1 }
        return bytes[offset]
    }

    private mutating func nextBytes() -> [UInt8] {
        let count = min(Int(next()), bytes.count - offset)
        defer { offset += count }
        return Array(bytes[offset..<offset + count])
    }

    mutating func play() {
        while offset < bytes.count {
            let order = next()
            switch order % 16 {
            case 0: restoreAnything()
            case 1: restart()
            case 2: tell(.started)
            case 3: introduce()
            case 4: pass(UInt64(next()) * 100_000_000)
            case 5: clock = clock &+ UInt64(next()) << (next() % 56)
            case 6: isSynchronised = next() % 2 == 0
            case 7: entropy()
            case 8: tell(.entropyChain(changed(log.chainEnd)))
            case 9: receipt()
            case 10: refuse()
            case 11: hear()
            case 12: tell(.tuned(radio: next() % 9, channel()))
            case 13: outcome()
            case 14: evict()
            default: tell(.tick)
            }
        }
    }

    private mutating func tell(_ event: HotspotEvent) {
        let now = HotspotTime(
            uptime: Nanoseconds(uptime), clock: Nanoseconds(clock),
            discipline: ClockEvidence(isKernelSynchronised: isSynchronised))
        machine.handle(event, at: now, chance: &chance, effects: &effects)
        for effect in effects {
            switch effect {
            case .keep(let number, let kind, let payload):
                precondition(number > kept, "record \(number) after \(kept)")
                precondition(payload.count <= 65_535, "a record of \(payload.count) bytes")
                kept = number
                disk.append((number, kind, payload))
            case .forget(let number, _): disk.removeAll { $0.number == number }
            case .post(let statement): posted.append(statement)
            default: break
            }
        }
        effects.removeAll(keepingCapacity: true)
        _ = machine.wake
        _ = machine.status
        _ = machine.entropyWanted
    }

    private mutating func pass(_ span: UInt64) {
        uptime += span
        clock = clock &+ span
        tell(.kept(through: kept))
        tell(.tick)
    }

    /// A record that no machine of ours has kept.
    private mutating func restoreAnything() {
        let number = kept + UInt64(next())
        tell(.restored(number: number, kind: next() % 10, payload: header()))
    }

    /// A record's header of eight bytes, and anything.
    private mutating func header() -> [UInt8] {
        var payload: [UInt8] = []
        payload.append(bigEndian: UInt64(next()))
        return payload + changed(nextBytes())
    }

    /// From the disk as it is, with one byte changed now and then.
    private mutating func restart() {
        machine = LabHotspot.Machine(network: log.network, key: machine.key)
        let records = disk
        for record in records {
            tell(
                .restored(
                    number: record.number, kind: record.kind, payload: changed(record.payload)))
        }
        // What the spool ever had, though the newest may be gone.
        tell(.kept(through: kept))
        tell(.started)
    }

    private mutating func changed(_ right: [UInt8]) -> [UInt8] {
        var bytes = right
        let place = next()
        guard place > 128, !bytes.isEmpty else { return bytes }
        bytes[Int(place) % bytes.count] ^= next()
        return bytes
    }

    private mutating func introduce() {
        tell(.radio(index: 0, next() % 4 == 0 ? nil : LabPlace.radio()))
        tell(.place(next() % 4 == 0 ? nil : LabPlace.place(0)))
        tell(.registered(next() % 4 == 0 ? nil : LabPlace.registration(0)))
    }

    private mutating func entropy() {
        var records = log.batch(.after(nil), asked: Nanoseconds(uptime)).records
        let place = Int(next())
        if !records.isEmpty {
            records[place % records.count] = changed(records[place % records.count])
        }
        let after = next()
        tell(
            .entropy(
                EntropyBatch(
                    after: after > 200 ? Period(UInt64(after)) : nil, records: records,
                    reachesNewest: after % 2 == 0, asked: Nanoseconds(uptime))))
    }

    private mutating func receipt() {
        guard let statement = posted.last else { return }
        let index = UInt64(next())
        let receipt = changed(log.receipt([(statement.id, index)]))
        tell(.receipt(receipt, leaves: [StatementLeaf(id: statement.id, leaf: statement.id)]))
        if next() % 2 == 0 { tell(.included(id: statement.id)) }
    }

    private mutating func refuse() {
        guard let statement = posted.last else { return }
        tell(.refused(id: statement.id, code: "code", sentence: ""))
    }

    private mutating func hear() {
        var payload: [UInt8] = [BeaconFrame.header, BeaconFrame.version]
        payload += nextBytes()
        tell(
            .heard(
                Radios.Reception(
                    frequency: Hertz(868_100_000 + UInt64(next())),
                    modulation: .loRa(LoRaModulation(spreadingFactor: .sf7)), checksum: .good,
                    level: SignalLevel(hundredths: -Int32(next()) * 100),
                    signalToNoise: Decibels(hundredths: Int32(next()) * 50),
                    end: RadioTime(microseconds: UInt64(next())), payload: payload),
                radio: next() % 3))
    }

    private mutating func channel() -> ListeningChannel? {
        next() % 3 == 0
            ? nil : ListeningChannel(frequency: Hertz(868_300_000), spreadingFactor: .sf9)
    }

    private mutating func outcome() {
        let outcomes: [TransmitOutcome] = [
            .cancelled, .channelBusy, .refused(.notReady), .failed(RadioFault(.line, "gone")),
        ]
        tell(
            .transmitted(
                number: 1 << 31 | UInt32(next() % 4), outcomes[Int(next()) % outcomes.count],
                airtime: Nanoseconds(UInt64(next()))))
        if next() % 4 == 0 { tell(.testBeaconWanted) }
    }

    private mutating func evict() {
        guard !disk.isEmpty else { return }
        let number = disk.removeFirst().number
        tell(.evicted(number: number))
    }
}
