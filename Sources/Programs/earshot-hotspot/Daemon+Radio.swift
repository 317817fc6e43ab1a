import Airwaves
import Attestation
import Box
import ForwarderProtocol
import Forwarders
import Host
import HotspotLogic
import PacketRouting
import PositionFixes
import Primitives
import RadioLink
import Radios
import Settings
import Units

/// What is known of the radio on the box's own USB.
struct NativeState {
    /// The first of the table of a box's radios.
    static let index = 0

    var radio: NativeRadio?
    var identity: RadioIdentity?
    var trouble: (what: RadioOutage, since: Nanoseconds)?
    var readySince: Nanoseconds?
    var heard: UInt64 = 0
    var badChecksums: UInt64 = 0
    var sent: UInt64 = 0
    var lastHeard: Nanoseconds?
    var temperature: Int16?
    /// Its clock, as it was last told.
    var clock: RadioTime?
    /// By the drops' names.
    var drops: [RadioDrop: UInt64] = [:]
}

extension Daemon {
    // MARK: What came

    func take(_ arrival: Arrival, at now: HotspotTime) {
        switch arrival {
        case .oracle(let id, let answer): proofs.answered(id, answer, at: now)
        case .position(let event, let moment): place.take(event, at: moment)
        case .radio(let notice, let at, let clock): hear(notice, told: at, clock, at: now)
        case .radioFailed(let trouble): lose(trouble, at: now)
        }
    }

    private func hear(
        _ notice: RunnerNotice, told: Nanoseconds, _ clock: RadioTime?, at now: HotspotTime
    ) {
        switch notice {
        case .opened: break
        case .line(let error): lose(RadioOutage(error), at: now)
        case .radio(let notice):
            native.clock = clock ?? native.clock
            if let clock { packets.tell(.clock(clock, radio: NativeState.index), at: time(now)) }
            hear(notice, told: told, at: now)
        }
    }

    private func hear(_ notice: RadioNotice, told: Nanoseconds, at now: HotspotTime) {
        let index = NativeState.index
        switch notice {
        case .ready(let identity): becomeReady(identity, at: now)
        case .heard(let reception): hear(reception, told: told, at: now)
        case .ended(let number, let outcome): end(number, outcome, at: now)
        case .dropped(let drop, let count): native.drops[drop, default: 0] += UInt64(count)
        case .pulse(let pulse): packets.tell(.pulse(pulse, radio: index), at: time(now))
        case .temperature(let hundredths): native.temperature = hundredths
        case .tuned(let channel): proofs.tell(.tuned(radio: UInt8(index), channel), at: now)
        case .notTuned(_, let why): log.write(.warning, "radio not tuned", [("why", .text(why))])
        case .remark(let remark): log.write(LogLevel(remark.level), remark.text)
        case .failed(let fault): lose(RadioOutage(fault), at: now)
        case .rested: break
        }
    }

    private func becomeReady(_ identity: RadioIdentity, at now: HotspotTime) {
        let index = NativeState.index
        native.identity = identity
        native.trouble = nil
        native.readySince = now.clock
        log.write(
            .info, "radio ready",
            [("model", .text(identity.model)), ("eui", .text(identity.eui.description))])
        packets.tell(.ready(identity, radio: index), at: time(now))
        tellLimits(at: now)
        proofs.tell(.radio(index: UInt8(index), HotspotRadio(identity)), at: now)
        forwarders.attachNative(identity.eui, at: now)
    }

    private func lose(_ trouble: RadioOutage, at now: HotspotTime) {
        let index = NativeState.index
        if native.trouble?.what != trouble {
            log.write(
                .warning, "radio away",
                [("why", .text(trouble.why)), ("do", .text(trouble.advice))])
        }
        native.trouble = (trouble, native.trouble?.since ?? now.clock)
        guard native.identity != nil else { return }
        native.identity = nil
        native.clock = nil
        native.readySince = nil
        packets.tell(.away(radio: index), at: time(now))
        proofs.tell(.radio(index: UInt8(index), nil), at: now)
    }

    private func hear(_ reception: Radios.Reception, told: Nanoseconds, at now: HotspotTime) {
        let index = NativeState.index
        native.heard += 1
        native.lastHeard = now.clock
        if reception.checksum == .bad || reception.checksum == .contradicted {
            native.badChecksums += 1
        }
        // A beacon goes to the proofs and nowhere else before it is opened (PROTOCOL 3.5).
        if BeaconFrame.isBeacon(reception.payload.rawSpan) {
            proofs.tell(.heard(reception, radio: UInt8(index)), at: now)
        } else {
            packets.tell(.heard(reception, radio: index, ended: told), at: time(now))
            shown.add(reception, at: now.clock)
            forwarders.pass(ForwardedPacket(reception: reception), at: now)
        }
    }

    private func end(_ number: UInt32, _ outcome: TransmitOutcome, at now: HotspotTime) {
        if case .sent = outcome { native.sent += 1 }
        end(number, outcome, radio: NativeState.index, at: now)
    }

    /// However a transmission of any radio ended: the transmitter's book first, so that whoever sent
    /// is told what it holds.
    func end(_ number: UInt32, _ outcome: TransmitOutcome, radio: Int, at now: HotspotTime) {
        packets.tell(.ended(number, outcome, radio: radio), at: time(now))
        if number & ForwarderDesk.foreignBit != 0, number >> 31 == 0 {
            return forwarders.ended(number, outcome, at: now)
        }
        guard number >> 31 == 1 else { return }
        let airtime = packets.airtime(of: radio, at: time(now))
        proofs.tell(.transmitted(number: number, outcome, airtime: airtime), at: now)
    }

    // MARK: What is wanted

    func grant(_ wish: ProofKeeper.Wish, at now: HotspotTime) {
        switch wish {
        case .plan(let plan): follow(plan, at: now)
        case .transmit(let transmission, let radio): transmit(transmission, radio, at: now)
        case .cancel(let number):
            _ = native.radio?.post(.cancel(number))
            for radio in 1..<ForwarderServer.mostForwarders {
                forwarders.cancel(number, radio: radio)
            }
        case .testBeacon(let answer): log.write(.info, "test beacon: \(answer)")
        case .certified(let certificate): packets.certificate = certificate
        }
    }

    func transmit(_ transmission: Radios.Transmission, _ radio: Int, at now: HotspotTime) {
        do throws(TransmitRefusal) {
            send(try packets.permit(transmission, radio: radio, at: time(now)), radio, at: now)
        } catch { end(transmission.number, .refused(error), radio: radio, at: now) }
    }

    func obey(_ order: RadioOrder, at now: HotspotTime) {
        switch order {
        case .transmit(let permitted, let radio): send(permitted, radio, at: now)
        case .cancel(let number, NativeState.index): _ = native.radio?.post(.cancel(number))
        case .cancel(let number, let radio): forwarders.cancel(number, radio: radio)
        }
    }

    private func send(_ permitted: PermittedTransmission, _ radio: Int, at now: HotspotTime) {
        guard radio == NativeState.index else {
            return forwarders.transmit(permitted, radio: radio, at: now)
        }
        guard native.radio?.post(.transmit(permitted)) == true else {
            let number = permitted.transmission.number
            return end(number, .refused(.notReady), radio: radio, at: now)
        }
    }

    /// The plan that holds here from now on: another one is another set of channels.
    private func follow(_ plan: RegionalPlan?, at now: HotspotTime) {
        if plan != self.plan { forwarders.withdrawAll() }
        self.plan = plan
        packets.plan = plan?.description
        tellLimits(at: now)
        if let plan, native.radio?.plan != plan { startRadio(plan, at: now) }
    }

    private func startRadio(_ plan: RegionalPlan, at now: HotspotTime) {
        native.radio?.stop()
        native.radio = nil
        do throws(SystemError) {
            native.radio = try NativeRadio(box, plan: plan, tells: inbox)
        } catch {
            lose(
                RadioOutage("no thread for the radio: \(error)", do: "restart the daemon"),
                at: now)
        }
    }

    /// Of every radio: the box has one antenna's gain.
    func tellLimits(at now: HotspotTime) {
        for radio in 0..<ForwarderServer.mostForwarders {
            packets.tell(.limits(plan, antennaGain: antennaGain, radio: radio), at: time(now))
        }
    }

    /// What is registered holds; before, what is configured.
    private var antennaGain: Decibels? {
        proofs.machine.registration?.antennaGain ?? box.radio.antennaGain
    }
}

extension HotspotRadio {
    init(_ identity: RadioIdentity) {
        var measures: RadioMeasures = [.frequencyError, .counter, .confirmedPower]
        if identity.abilities.contains(.signalLevel) { measures.insert(.signalRSSI) }
        if identity.abilities.contains(.fineTimestamps) { measures.insert(.fineTime) }
        self.init(
            description: RadioDescription(
                radioClass: identity.kind == .light ? .light : .full, measures: measures,
                firmware: identity.hasKnownFirmware ? .known : .unknown, eui: identity.eui.bits),
            abilities: identity.abilities, model: identity.model)
    }
}
