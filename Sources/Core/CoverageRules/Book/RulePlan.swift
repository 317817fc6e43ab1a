public import Airwaves
public import Attestation
public import Units

/// A regional plan as the rule book has it: what a beacon is drawn from and must keep.
public struct RulePlan: Sendable {
    public let plan: RegionalPlan
    public let bandwidth: Hertz
    /// EIRP: the 0 dB step.
    public let greatestPower: SignalLevel
    /// Nil without such a limit.
    public let dwell: Nanoseconds?
    /// Nil without such a limit.
    public let dutyMillionths: UInt64?
    public let listensBeforeTalk: Bool
    /// Ascending; drawn by index.
    public let channels: [Hertz]
    /// With every spreading factor of the plan.
    public let drawRules: DrawRules
}
