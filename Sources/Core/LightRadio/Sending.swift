internal import FirmwareProtocol
internal import Radios

/// The transmission that the board is told of.
struct Sending: Equatable, Sendable {
    let entry: TransmitQueue.Entry
    /// As it was asked for; nil until then.
    var request: Transmit?
    var stage = Stage.waiting
    /// Somebody wants it back.
    var isUnwanted = false
    /// Its outcome must have come until then, by the host's clock; nil until it was accepted.
    var limit: UInt64?

    enum Stage: Equatable, Sendable {
        /// The link is not free yet.
        case waiting
        /// The board was asked and has not answered.
        case asked
        /// The board has it.
        case accepted
        /// The board was asked to give it back.
        case withdrawing
        /// It said that it cannot, or that the outcome follows.
        case withdrawn
    }

    var number: UInt32 { entry.number }

    /// Behind its end an outcome may wait for a session that is nearly lost, and for a slow wire.
    static let outcomeMicroseconds: UInt64 = 10_000_000

    /// What is to be asked for it now.
    var asking: LightRadioMachine.Asking? {
        switch stage {
        case .waiting: .transmit(number)
        case .accepted: isUnwanted ? .cancel(number) : nil
        case .asked, .withdrawing, .withdrawn: nil
        }
    }
}

extension TransmitQueue.Timing {
    /// Over 115,200 baud the longest request takes 27 ms, the request before it as long; what is
    /// left is for a host that is busy.
    static let wayMicroseconds: UInt64 = 60_000
    static let leastWayMicroseconds: UInt64 = 40_000

    init(_ capabilities: Capabilities) {
        self.init()
        lead = UInt64(capabilities.leadMicroseconds) + Self.wayMicroseconds
        least = UInt64(capabilities.leadMicroseconds) + Self.leastWayMicroseconds
    }
}
