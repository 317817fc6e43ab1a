import Attestation
import Forwarders
import Host
import HotspotLogic
import PacketRouting
import Primitives
import Radios
import Settings

extension Daemon {
    /// What packet forwarders and other servers brought.
    func hearForwarders(at now: HotspotTime) {
        for happening in forwarders.settle(at: now) { take(happening, at: now) }
        let wanted = forwarders.takeWanted(plan: plan, nativeClock: native.clock, at: now)
        for (transmission, radio) in wanted { transmit(transmission, radio, at: now) }
    }

    private func take(_ happening: ForwarderDesk.Happening, at now: HotspotTime) {
        switch happening {
        case .ready(let radio, let identity, let place):
            log.write(.info, "packet forwarder attached", [("eui", .text("\(identity.eui)"))])
            begin(radio, identity, place, at: now)
        case .described(let radio, let place):
            proofs.tell(.radio(index: UInt8(place), radio), at: now)
        case .away(let place):
            log.write(.warning, "packet forwarder away", [("radio", .integer(Int64(place)))])
            end(place, at: now)
        case .restarted(let radio, let identity, let place, let times):
            if let times {
                log.write(
                    .warning, "a packet forwarder's clock began anew",
                    [
                        ("eui", .text("\(identity.eui)")),
                        ("times", .integer(Int64(clamping: times))),
                    ])
            }
            end(place, at: now)
            begin(radio, identity, place, at: now)
        case .heard(let packet, let place): hear(packet, place, at: now)
        case .ended(let number, let outcome, let place):
            end(number, outcome, radio: place, at: now)
        case .remark(let remark): log.write(LogLevel(remark.level), remark.text)
        }
    }

    private func begin(
        _ radio: HotspotRadio, _ identity: RadioIdentity, _ place: Int, at now: HotspotTime
    ) {
        packets.tell(.ready(identity, radio: place), at: time(now))
        proofs.tell(.radio(index: UInt8(place), radio), at: now)
    }

    private func end(_ place: Int, at now: HotspotTime) {
        packets.tell(.away(radio: place), at: time(now))
        proofs.tell(.radio(index: UInt8(place), nil), at: now)
    }

    private func hear(_ packet: HeardPacket, _ place: Int, at now: HotspotTime) {
        if let clock = forwarders.time(of: place, at: now.uptime) {
            packets.tell(.clock(clock, radio: place), at: time(now))
        }
        // A beacon goes to the proofs and nowhere else before it is opened (PROTOCOL 3.5).
        guard !packet.isSealed else {
            return proofs.tell(.heard(packet.reception, radio: UInt8(place)), at: now)
        }
        packets.tell(
            .heard(packet.reception, radio: place, ended: packet.end), at: time(now))
        shown.add(packet.reception, at: now.clock)
    }
}
