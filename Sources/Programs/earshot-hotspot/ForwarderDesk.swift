import Airwaves
import Attestation
import ForwarderPort
import ForwarderProtocol
import Forwarders
import Host
import HotspotLogic
import PacketRouting
import Primitives
import Radios
import Settings
import Signing
import Units

/// The packet forwarders that send to this box, and the other servers that get the packets too.
/// Forwarder n is radio n + 1 of the box's table; radio 0 is the native one.
final class ForwarderDesk {
    let settings: ForwarderSettings
    private(set) var server: ForwarderServer
    private var socket: ForwarderSocket?
    private(set) var passOn: PacketPassOn
    private var sockets: PassOnSockets
    private var effects = ForwarderEffects()
    private var passed = PassOnEffects()
    /// Downlinks of other servers by the number they have here.
    private var foreign: [UInt32: ServerDownlink] = [:]
    private var lastForeign: UInt32 = 0
    /// Why no forwarder can be served.
    private(set) var trouble: String?
    private(set) var counts: [Int: DeviceCounts] = [:]

    struct DeviceCounts {
        var heard: UInt64 = 0
        var badChecksums: UInt64 = 0
        var sent: UInt64 = 0
        var lastHeard: Nanoseconds?
        /// How often its clock began anew since that was last said, and when it was.
        var unsaidRestarts: UInt64 = 0
        var saidRestart: Nanoseconds?
    }

    /// A forwarder whose clock jumps would say so with each frame.
    static let restartSilence: UInt64 = 600_000_000_000

    /// Numbers of other servers' downlinks: not the top bit, which the box's own beacons have, but
    /// the next, which the router's have not.
    static let foreignBit: UInt32 = 1 << 30

    /// What happened, for the daemon.
    enum Happening {
        case ready(HotspotRadio, RadioIdentity, radio: Int)
        /// It measures something else than was told of it; it is the same radio.
        case described(HotspotRadio, radio: Int)
        case away(radio: Int)
        /// Its clock began anew, so its times of before mean nothing. `times`: how often since that
        /// was last to be said; nil when it is not.
        case restarted(HotspotRadio, RadioIdentity, radio: Int, times: UInt64?)
        case heard(HeardPacket, radio: Int)
        case ended(UInt32, TransmitOutcome, radio: Int)
        case remark(Remark)
    }
    private var happenings: [Happening] = []

    init(_ settings: ForwarderSettings, allowsPublic: Bool) throws(SystemError) {
        self.settings = settings
        server = ForwarderServer(
            most: min(settings.most, ForwarderServer.mostForwarders - 1), permission: .byCaller,
            listensFirst: settings.listensFirst,
            firstToken: UInt16(truncatingIfNeeded: RandomBytes.uint64()))
        passOn = PacketPassOn(
            servers: settings.passOn,
            firstToken: UInt16(truncatingIfNeeded: RandomBytes.uint64()))
        sockets = try PassOnSockets(settings.passOn)
        guard let name = settings.listen else { return }
        do throws(ForwarderSocketError) {
            socket = try ForwarderSocket(listening: name, allowsPublic: allowsPublic)
        } catch { trouble = error.description }
    }

    // MARK: Waiting

    var descriptors: [Int32] {
        var descriptors = sockets.descriptors
        if let descriptor { descriptors.append(descriptor) }
        return descriptors
    }

    var due: Nanoseconds {
        [effects.wake, passed.wake].compactMap { $0 }.min() ?? .never
    }

    /// Datagrams the kernel or this box could not take.
    var lost: UInt64 { UInt64(socket?.dropped ?? 0) }

    /// Where forwarders send to.
    private var descriptor: Int32? { socket?.descriptor }

    /// Reads what came, does what is due, and says what happened.
    func settle(at now: HotspotTime) -> [Happening] {
        _ = socket?.receive(into: &server, at: now.uptime, effects: &effects)
        if let wake = effects.wake, wake <= now.uptime {
            server.wake(at: now.uptime, effects: &effects)
        }
        sockets.receive(into: &passOn, at: now.uptime, effects: &passed)
        if let wake = passed.wake, wake <= now.uptime {
            passOn.wake(at: now.uptime, effects: &passed)
        }
        carryOut(at: now)
        defer { happenings.removeAll(keepingCapacity: true) }
        return happenings
    }

    private func carryOut(at now: HotspotTime) {
        while !effects.notices.isEmpty || !effects.datagrams.isEmpty
            || !passed.notices.isEmpty || !passed.datagrams.isEmpty
        {
            socket?.send(effects)
            sockets.send(passed)
            let notices = effects.notices
            let wishes = passed.notices
            effects.clear()
            passed.clear()
            for notice in notices { hear(notice, at: now) }
            for wish in wishes { hear(wish, at: now) }
        }
    }

    private func hear(_ notice: ForwarderNotice, at now: HotspotTime) {
        switch notice {
        case .attached(let number, let eui):
            passOn.attach(number + 1, as: eui, at: now.uptime, effects: &passed)
            tellReady(number, at: now)
        case .back(let number): tellReady(number, at: now)
        case .away(let number): happenings.append(.away(radio: number + 1))
        case .released(let number, _):
            happenings.append(.away(radio: number + 1))
            counts[number + 1] = nil
            passOn.release(number + 1, effects: &passed)
        case .measures(let number, _):
            guard let radio = described(number, at: now) else { break }
            happenings.append(.described(radio, radio: number + 1))
        case .heard(let number, let packet):
            note(packet, of: number + 1, at: now)
            happenings.append(.heard(packet, radio: number + 1))
        case .status: break
        case .clockBeganAnew(let number):
            guard let (radio, identity) = identified(number, at: now) else { break }
            happenings.append(
                .restarted(
                    radio, identity, radio: number + 1, times: countRestart(number + 1, at: now)))
        case .pushed(let number, let body, let push):
            passOn.pass(push, of: body, by: number + 1, at: now.uptime, effects: &passed)
        case .ended(let number, let report): end(report, of: number + 1)
        case .remark(let remark): happenings.append(.remark(remark))
        }
    }

    private func note(_ packet: HeardPacket, of radio: Int, at now: HotspotTime) {
        counts[radio, default: DeviceCounts()].heard += 1
        counts[radio]?.lastHeard = now.clock
        if packet.reception.checksum == .bad { counts[radio]?.badChecksums += 1 }
    }

    /// At most one line in ten minutes for each forwarder.
    private func countRestart(_ radio: Int, at now: HotspotTime) -> UInt64? {
        var count = counts[radio] ?? DeviceCounts()
        defer { counts[radio] = count }
        count.unsaidRestarts += 1
        if let last = count.saidRestart, now.uptime.gap(to: last).value < Self.restartSilence {
            return nil
        }
        defer { (count.unsaidRestarts, count.saidRestart) = (0, now.uptime) }
        return count.unsaidRestarts
    }

    private func tellReady(_ number: Int, at now: HotspotTime) {
        guard let (radio, identity) = identified(number, at: now) else { return }
        happenings.append(.ready(radio, identity, radio: number + 1))
    }

    private func identified(
        _ number: Int, at now: HotspotTime
    ) -> (HotspotRadio, RadioIdentity)? {
        guard let eui = server.radio(number, at: now.uptime)?.eui,
            let radio = described(number, at: now)
        else { return nil }
        let identity = RadioIdentity(
            kind: .concentrator, model: radio.model, eui: eui, firmware: "not told",
            abilities: radio.abilities, hasKnownFirmware: false)
        return (radio, identity)
    }

    /// A forwarder as the proofs describe it, with what it measures by now.
    private func described(_ number: Int, at now: HotspotTime) -> HotspotRadio? {
        server.radio(number, at: now.uptime).map { radio in
            HotspotRadio(
                description: RadioDescription(
                    radioClass: radio.radioClass, measures: radio.measures,
                    firmware: radio.firmware, eui: radio.eui.bits),
                abilities: settings.listensFirst
                    ? [.timedTransmit, .listenBeforeTalk] : [.timedTransmit],
                model: "packet forwarder \(radio.eui)")
        }
    }

    private func end(_ report: ForwarderReport, of radio: Int) {
        guard case .own(let number) = report.name else { return }
        if case .sent = report.outcome { counts[radio, default: DeviceCounts()].sent += 1 }
        if let downlink = foreign.removeValue(forKey: number) {
            passOn.answer(
                downlink.line, downlink.token, report.answer, sentWith: report.power?.level,
                effects: &passed)
        }
        happenings.append(.ended(number, report.outcome, radio: radio))
    }

    // MARK: Sending

    /// The radio's clock, for those who date transmissions.
    func time(of radio: Int, at now: Nanoseconds) -> RadioTime? {
        server.time(of: radio - 1, at: now)
    }

    func transmit(_ permitted: PermittedTransmission, radio: Int, at now: HotspotTime) {
        let number = permitted.transmission.number
        let order = foreign[number]?.order
        server.transmit(
            permitted, for: number >> 31 == 1 ? .beacon : .device, chain: order?.chain ?? 0,
            antenna: order?.antenna, by: radio - 1, at: now.uptime, effects: &effects)
        carryOut(at: now)
    }

    func cancel(_ number: UInt32, radio: Int) {
        _ = server.cancel(.own(number), of: radio - 1, effects: &effects)
    }

    func withdrawAll() { server.withdrawAll(effects: &effects) }

    /// What the native radio heard, for the other servers.
    func pass(_ packet: ForwardedPacket, at now: HotspotTime) {
        passOn.pass(packet, by: NativeState.index, at: now.uptime, effects: &passed)
        carryOut(at: now)
    }

    func attachNative(_ eui: EUI64, at now: HotspotTime) {
        passOn.attach(NativeState.index, as: eui, at: now.uptime, effects: &passed)
        carryOut(at: now)
    }

    // MARK: Other servers' downlinks

    private func hear(_ notice: PassOnNotice, at now: HotspotTime) {
        switch notice {
        case .wanted(let downlink): wanted.append(downlink)
        case .closed(let radio): sockets.close(radio: radio)
        case .remark(let remark): happenings.append(.remark(remark))
        }
    }

    private var wanted: [ServerDownlink] = []

    /// What other servers want sent, as transmissions that still need permission.
    func takeWanted(
        plan: RegionalPlan?, nativeClock: RadioTime?, at now: HotspotTime
    ) -> [(Radios.Transmission, radio: Int)] {
        defer { wanted.removeAll() }
        return wanted.compactMap { downlink in
            let radio = downlink.line.radio
            guard let most = plan?.rules.maximumEIRP else {
                answer(downlink, .refused(.unknown), at: now)
                return nil
            }
            let clock = radio == NativeState.index ? nativeClock : time(of: radio, at: now.uptime)
            let dated = downlink.utc.flatMap {
                radio == NativeState.index
                    ? nil : server.time(of: radio - 1, atUTC: $0, at: now.uptime)
            }
            do throws(ServerDownlinkRefusal) {
                var transmission = try downlink.downlink(at: clock, dated: dated, most: most)
                    .windows[0]
                lastForeign = (lastForeign &+ 1) & (Self.foreignBit - 1)
                transmission.number = Self.foreignBit | lastForeign
                foreign[transmission.number] = downlink
                return (transmission, radio)
            } catch {
                answer(downlink, .refused(error.error), at: now)
                return nil
            }
        }
    }

    /// How another server's downlink on the native radio ended, or that it was not permitted.
    func ended(_ number: UInt32, _ outcome: TransmitOutcome, at now: HotspotTime) {
        guard let downlink = foreign.removeValue(forKey: number) else { return }
        answer(downlink, TransmissionAnswer(outcome), at: now)
    }

    private func answer(
        _ downlink: ServerDownlink, _ answer: TransmissionAnswer, at now: HotspotTime
    ) {
        passOn.answer(downlink.line, downlink.token, answer, effects: &passed)
        carryOut(at: now)
    }
}

extension TransmissionAnswer {
    /// As a server is told by a packet forwarder.
    fileprivate init(_ outcome: TransmitOutcome) {
        switch outcome {
        case .sent: self = .accepted(power: nil)
        case .channelBusy, .cancelled, .failed: self = .refused(.unknown)
        case .refused(let refusal): self = .refused(TransmissionError(refusal))
        }
    }
}
