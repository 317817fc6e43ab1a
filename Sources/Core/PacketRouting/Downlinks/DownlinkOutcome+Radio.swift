public import Attestation
public import Radios

extension DownlinkOutcome {
    /// The router's word for why a radio or the guard did not take a frame (decision 0193).
    public init(_ refusal: TransmitRefusal) {
        self =
            switch refusal {
            case .notReady, .noPulse: .radioAway
            // The plan forbids this radio its channels.
            case .frequency, .cannotListenFirst: .frequencyRefused
            case .power: .powerRefused
            case .dwell: .dwellExceeded
            case .dutyCycle: .dutyUsedUp
            case .notCapable: .frameRefused
            case .tooLate: .tooLate
            case .tooEarly: .tooEarly
            case .collides, .queueFull, .numberInUse: .collision
            }
    }
}
