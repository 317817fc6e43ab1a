public import Attestation
public import ForwarderProtocol
internal import PacketRouting
internal import Radios

extension DownlinkOutcome {
    /// The router's word for what became of a downlink at a forwarder.
    public init(_ report: ForwarderReport) {
        switch report.end {
        case .accepted, .unanswerable:
            self =
                report.transmission.start == .immediate
                ? .sentAtOnce : report.window == 0 ? .sentRX1 : .sentRX2
        case .unanswered, .away, .clockBeganAnew: self = .radioAway
        case .placeUnknown: self = .placeUnknown
        case .cancelled: self = .frameRefused
        case .refused(let error): self.init(error)
        case .notHandedOver(let refusal): self.init(refusal)
        }
    }

    /// As in docs/messages.md and in answers for programs.
    public var name: String { Self.names[Int(rawValue)] }

    private static let names = [
        "sent_rx1", "sent_rx2", "sent_at_once", "too_late", "too_early", "collision",
        "duty_used_up", "dwell_exceeded", "frequency_refused", "power_refused", "channel_busy",
        "radio_away", "place_unknown", "frame_refused",
    ]

    public init(_ error: TransmissionError) {
        self =
            switch error {
            case .tooLate: .tooLate
            case .tooEarly: .tooEarly
            case .collisionPacket, .collisionBeacon: .collision
            case .frequency: .frequencyRefused
            case .noGPS: .radioAway
            case .unknown: .frameRefused
            }
    }
}
