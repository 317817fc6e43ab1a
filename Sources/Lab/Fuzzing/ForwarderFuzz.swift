import ForwarderProtocol
import Primitives

extension FuzzTarget {
    /// A datagram from anyone who reaches the port: read or refused; what is read is written so
    /// that it reads the same.
    static let forwarderDatagram = FuzzTarget(name: "forwarder-datagram") { bytes in
        let copy = [UInt8](copying: bytes)
        guard let datagram = try? ForwarderDatagram(parsing: bytes) else { return }
        precondition(copy.starts(with: datagram.bytes), "another datagram than was read")
        switch datagram.content {
        case .pushData(_, let body):
            guard let data = try? PushData(parsing: body) else { return }
            precondition(data.packets.count <= PushData.mostPackets, "more packets than allowed")
        case .transmission(let body):
            guard let sent = try? ForwarderTransmission(parsing: body) else { return }
            let again = try? ForwarderTransmission(parsing: sent.body)
            precondition(again == sent, "a transmission that reads otherwise")
        case .transmissionAnswer(_, let body): _ = try? TransmissionAnswer(parsing: body)
        default: break
        }
    }
}
