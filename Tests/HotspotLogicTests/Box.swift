import Airwaves
import Attestation
import HexGrid
import HotspotLogic
import Primitives
import ProofWorld
import Radios
import Signing
import Units

/// One hotspot in the hand of a test: nothing happens to it that the test does not do.
final class Box {
    let log: ScriptedLog
    let hotspot: LabHotspot
    /// Nanoseconds since genesis.
    var now: UInt64
    var error: Int64 = 0
    var evidence = ClockEvidence(isKernelSynchronised: true)

    /// Begins at the start of a period, with every record before it logged.
    init(seed: UInt64 = 1, beginning: UInt64 = 65, periods: NetworkPeriods = .demo) {
        log = ScriptedLog(
            genesis: Nanoseconds(1_800_000_000_000_000_000), periods: periods, length: 3_000)
        for period in 0..<beginning { log.make(Period(period)) }
        hotspot = LabHotspot(number: 0, network: log.network, seed: seed)
        now = beginning * periods.milliseconds * 1_000_000
    }

    var machine: LabHotspot.Machine { hotspot.machine }
    var periodLength: UInt64 { log.network.periods.milliseconds * 1_000_000 }
    var period: UInt64 { now / periodLength }

    var time: HotspotTime {
        HotspotTime(
            uptime: Nanoseconds(now + 1_000_000),
            clock: Nanoseconds(UInt64(Int64(log.network.genesis.value + now) + error)),
            discipline: evidence)
    }

    func tell(_ event: HotspotEvent) { hotspot.tell(event, at: time) }

    /// A hotspot that has everything it needs.
    func ready(registered: Bool = true) {
        tell(.started)
        tell(.radio(index: 0, LabPlace.radio()))
        tell(.place(LabPlace.place(0)))
        tell(.entropyChain(log.chainEnd))
        follow()
        if registered { tell(.registered(LabPlace.registration(0))) }
        settle()
    }

    /// Tells the records that are wanted.
    /// Takes all the records it wants: the newest, then those before it.
    func follow() {
        for _ in 0..<2 { tell(.entropy(log.batch(machine.entropyWanted, asked: time.uptime))) }
    }

    /// Posts what waits, and tells the receipts.
    func settle() {
        while !hotspot.posts.isEmpty {
            let posts = hotspot.posts
            hotspot.posts.removeAll()
            for statement in posts {
                let bytes = statement.signed(in: log.network.id, by: hotspot.key)
                guard let receipt = log.post(bytes) else { continue }
                tell(
                    .receipt(receipt, leaves: [StatementLeaf(id: statement.id, leaf: statement.id)])
                )
            }
            for item in machine.unincluded { tell(.included(id: item.id)) }
        }
    }

    /// Time passes with a record at the start of each period, a look at the log right after it, and
    /// a tick ten times a period.
    func pass(_ count: UInt64 = 1, records: Bool = true, settling: Bool = true) {
        for _ in 0..<count {
            for tenth in 0..<10 {
                now += periodLength / 10
                if now % periodLength == 0, records { log.make(Period(period)) }
                if tenth == 9 { follow() }
                tell(.tick)
                if settling { settle() }
            }
        }
    }

    /// Until a condition holds, or never.
    func pass(atMost count: UInt64, until holds: (Box) -> Bool) {
        for _ in 0..<count where !holds(self) { pass() }
    }

    func drops(_ drop: HotspotDrop) -> UInt64 {
        machine.status.drops.first { $0.0 == drop }?.1 ?? 0
    }

    // MARK: Frames

    static func frame(_ number: UInt64, length: Int = 24) -> [UInt8] {
        var bytes: [UInt8] = [BeaconFrame.header, BeaconFrame.version]
        bytes.append(bigEndian: number)
        bytes.append(contentsOf: repeatElement(0x5a, count: max(0, length - 10)))
        return bytes
    }

    func reception(
        _ frame: [UInt8], level: Int32 = -10_000, counter: UInt64? = nil
    ) -> Radios.Reception {
        Radios.Reception(
            frequency: Hertz(868_100_000),
            modulation: .loRa(LoRaModulation(spreadingFactor: .sf7)), checksum: .good,
            level: SignalLevel(hundredths: level), signalToNoise: Decibels(hundredths: 500),
            end: RadioTime(microseconds: counter ?? now / 1_000), payload: frame)
    }

    func hear(_ frame: [UInt8], level: Int32 = -10_000, counter: UInt64? = nil) {
        tell(.heard(reception(frame, level: level, counter: counter), radio: 0))
    }

    /// What bundles have opened.
    var opened: [WitnessReports] {
        log.entries.flatMap { entry -> [WitnessReports] in
            guard let bundle = try? SealBundle(parsing: entry.payload.rawSpan) else { return [] }
            return bundle.openings.compactMap { try? WitnessReports(parsing: $0.content.rawSpan) }
        }
    }

    func answerRadio(_ outcome: TransmitOutcome? = nil) {
        for item in hotspot.transmissions {
            let sent = SentFrame(
                start: RadioTime(microseconds: 7), airtime: Nanoseconds(1_000_000),
                frequency: item.frame.frequency,
                conductedPower: item.frame.radiatedPower - Decibels(hundredths: 300))
            tell(
                .transmitted(
                    number: item.frame.number, outcome ?? .sent(sent),
                    airtime: Nanoseconds(61_000_000)))
        }
        hotspot.transmissions.removeAll()
    }
}
