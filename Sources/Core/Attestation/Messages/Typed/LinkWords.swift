/// The words of the link's tables, by their codes.

/// What became of a downlink: sent, or why not.
public enum DownlinkOutcome: UInt64, CaseIterable, Sendable {
    case sentRX1, sentRX2, sentAtOnce
    case tooLate, tooEarly, collision
    case dutyUsedUp, dwellExceeded, frequencyRefused, powerRefused
    case channelBusy, radioAway, placeUnknown, frameRefused

    public var wasSent: Bool { rawValue <= Self.sentAtOnce.rawValue }
}

/// Whether an uplink will be paid.
public enum PurchaseOutcome: UInt64, CaseIterable, Sendable {
    case bought, enoughCopies, noRoute, noCredits, tooLate, badFrame
}

/// Why a side of the link says goodbye.
public enum GoodbyeReason: UInt64, CaseIterable, Sendable {
    case stopping, restarting, idle, protocolError, wrongNetwork
    case certificateRefused, replacedByNewerLink, overloaded, moved
}

/// When a device listens.
public enum DeviceClass: UInt64, CaseIterable, Sendable { case a, b, c }
