import Airwaves

/// Why lengths cannot be those of a network: some rule would contradict another.
public enum NetworkPeriodsError: Error, Equatable, CaseIterable, Sendable {
    case periodLength, windowLength, epochLength, slotOrder, slotTooEarly, spareOrder
    case cutoffOrder, receptionOrder, closeTooEarly, sealDue, openingInterval, oldCommitments
    case spreadingFactor
}

extension NetworkPeriodsError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .periodLength: "a period lasts 100 to 3,600,000 ms"
        case .windowLength: "a window has 2 to 1,024 periods"
        case .epochLength: "an epoch has 1 to 64 windows"
        case .slotOrder: "the slots must begin before they end"
        case .slotTooEarly: "the first slot must lie at least 2 periods into the window"
        case .spareOrder: "the spare slots must begin after the slot and before they end"
        case .cutoffOrder: "seals are due, then cut off, then opened: 0 < due < cutoff < opening"
        case .receptionOrder:
            "the latest spare slot must be over before the last reception, and that in the window"
        case .closeTooEarly:
            "evidence may close only after the last reception of the window could be opened"
        case .sealDue: "a seal is due at least one period after its oldest reception"
        case .openingInterval: "openings lie at least one period apart"
        case .oldCommitments:
            "old commitments open after the last beacon's own opening and within the window"
        case .spreadingFactor: "beacons have spreading factors 7 to 12"
        }
    }
}

extension NetworkPeriods {
    /// Refuses lengths under which an honest hotspot could not keep every rule, or whose sums could
    /// overflow. For a network file that came from outside.
    public func check() throws(NetworkPeriodsError) {
        guard (100...3_600_000).contains(milliseconds) else { throw .periodLength }
        guard (2...1_024).contains(periodsPerWindow) else { throw .windowLength }
        guard (1...64).contains(windowsPerEpoch) else { throw .epochLength }
        guard slotStart >= 2 else { throw .slotTooEarly }
        guard slotStart < slotEnd, slotEnd <= periodsPerWindow else { throw .slotOrder }
        guard spareStart > 0, spareStart < spareEnd, spareEnd <= periodsPerWindow else {
            throw .spareOrder
        }
        guard slotEnd + spareEnd <= lastReception, lastReception < periodsPerWindow else {
            throw .receptionOrder
        }
        guard sealDue > 0 else { throw .sealDue }
        guard sealDue < cutoff, cutoff < opening, opening <= periodsPerWindow else {
            throw .cutoffOrder
        }
        guard openingInterval > 0, openingInterval <= periodsPerWindow else {
            throw .openingInterval
        }
        guard close <= periodsPerWindow, lastReception + opening <= periodsPerWindow + close
        else { throw .closeTooEarly }
        guard oldCommitments < periodsPerWindow, oldCommitments >= slotEnd + spareEnd + opening
        else { throw .oldCommitments }
        guard (.sf7 ... .sf12).contains(greatestSpreadingFactor) else { throw .spreadingFactor }
    }
}
