import Airwaves
import Attestation
import Host
import Notation
import PacketRouting
import Primitives
import Radios
import RouterEmulator
import RouterLink
import Signing
import Testing
import Units

/// A box's packet carriage over a real connection to a scripted router, as the daemon wires it.
final class CarriedLink {
    let router: TestRouter
    let turner: Turner
    var carriage: PacketCarriage<SHA256>
    var actions = CarriageActions()
    let hotspot = secret(1)
    let session = secret(2)
    var orders: [RadioOrder] = []
    private var seen = 0

    init() throws {
        router = try TestRouter()
        carriage = PacketCarriage(
            network: TestRouter.network,
            routers: [
                RouterEntry(
                    key: router.key.publicKey, tlsKeyHash: router.keyHash, host: "127.0.0.1",
                    port: router.port.name.port)
            ], software: "test 1", seed: 1)
        turner = try Turner(to: router.place)
        carriage.handle(.started(highest: 0), at: time, actions: &actions)
        carriage.handle(.kept(through: 1), at: time, actions: &actions)
        carriage.handle(
            .limits(.eu868, antennaGain: Decibels(hundredths: 0), radio: 0), at: time,
            actions: &actions)
        let identity = RadioIdentity(
            kind: .concentrator, model: "test", eui: EUI64(bits: 1), firmware: "1",
            abilities: [.timedTransmit], hasKnownFirmware: true)
        carriage.handle(.ready(identity, radio: 0), at: time, actions: &actions)
        carriage.handle(.link(.woken), at: time, actions: &actions)
        actions.clear()
    }

    var time: BoxTime { BoxTime(uptime: Uptime.now, utc: WallClock.now, isTrusted: true) }

    func turn(until done: () -> Bool) -> Bool {
        return turner.turn({
            _ = router.port.proceed()
            while seen < turner.happened.count {
                take(turner.happened[seen])
                seen += 1
            }
            carryOut()
        }) { _ in done() }
    }

    private func take(_ happening: RouterConnection.Happening) {
        switch happening {
        case .connected(let binding):
            carriage.connected(
                binding: binding, certificate: certificate, by: session, plan: "EU868", at: time,
                actions: &actions)
        case .received(let bytes): carriage.take(bytes.rawSpan, at: time, actions: &actions)
        case .lost(let error):
            carriage.handle(.link(.lost("\(error)")), at: time, actions: &actions)
        case .closed: break
        }
    }

    private func carryOut() {
        if !actions.link.outgoing.isEmpty { turner.connection.send(actions.link.outgoing) }
        orders += actions.radios
        actions.clear()
    }

    func hear(_ frame: [UInt8]) {
        let reception = Radios.Reception(
            frequency: Hertz(868_100_000), modulation: .loRa(LoRaModulation(spreadingFactor: .sf7)),
            checksum: .good, level: SignalLevel(hundredths: -9_000),
            end: RadioTime(microseconds: 1_000_000), payload: frame)
        carriage.handle(
            .heard(reception, radio: 0, ended: Uptime.now), at: time, actions: &actions)
        carryOut()
    }

    private var certificate: [UInt8] {
        let certificate = SessionCertificate(
            sequence: 1, sessionKey: session.publicKey, first: Period(90), last: Period(110))
        let payload = (try? certificate.payload()) ?? []
        return Statement.sign(
            payload.rawSpan,
            in: StatementContext(
                network: TestRouter.network, type: MessageType.sessionKey.name), by: hotspot)
    }

    var account: HotspotAccount? { router.port.router.account(of: hotspot.publicKey) }
}

@Suite("RouterLink: a box's packets over real TLS", .serialized) struct WholeLinkTests {
    static let uplink: [UInt8] = [0x40, 1, 2, 3, 4, 0, 0, 0, 1, 9, 9, 1, 2, 3, 4]

    @Test("an uplink there, a downlink back, its outcome there")
    func roundTrip() throws {
        let link = try CarriedLink()
        let isOpen = link.turn { link.carriage.conversation.isOpen }
        #expect(isOpen, "\(link.turner.happened) \(link.router.port.router.refusals)")
        link.hear(Self.uplink)
        let isDelivered = link.turn { link.carriage.queue.acknowledged == 1 }
        #expect(isDelivered)
        let heard = try #require(link.account?.uplinks.first)
        #expect(heard.uplink.frame == Self.uplink && heard.number == 2)
        let window = TransmitWindow(
            counterMicroseconds: heard.uplink.counterMicroseconds + 1_000_000,
            frequency: Hertz(868_100_000), bandwidth: Hertz(125_000),
            power: SignalLevel(hundredths: 1_400), radio: 0, spreadingFactor: 7)
        link.router.port.router.send(
            [0x60, 1], windows: [window], answering: heard.number, to: link.hotspot.publicKey)
        let isAsked = link.turn { !link.orders.isEmpty }
        #expect(isAsked)
        guard case .transmit(let permitted, 0)? = link.orders.first else { return }
        link.carriage.handle(
            .ended(permitted.transmission.number, .channelBusy, radio: 0), at: link.time,
            actions: &link.actions)
        let isTold = link.turn { link.account?.outcomes.isEmpty == false }
        #expect(isTold)
        #expect(link.account?.outcomes.map(\.outcome) == [.channelBusy])
        #expect(link.router.port.router.refusals.isEmpty)
    }
}
