public import Units

/// What one direction of an edge showed over some epochs, in whole numbers of fixed size: sums, so
/// that any order of reports and any division of work gives the same.
public struct EdgeCounts: Hashable, Sendable {
    /// Passing reports (W-1 to W-18, W-20).
    public var heard: Int64 = 0
    /// Of these, by hidden step 0, -3, -6, -9 dB.
    public var stepCounts = StepSums()
    /// Sums of their signals as received, 0.01 dBm.
    public var stepLevels = StepSums()
    /// Of (signal + step), the level as if sent at full power, squared; 0.01 dBm.
    public var squares: Int64 = 0
    /// Of (level as if at full power - free space at full power), 0.01 dB.
    public var overFreeSpace: Int64 = 0
    /// Margins over the floor at full power, by steps of 5 dB.
    public var margins = MarginHistogram()
    /// Reports that fail W-14: too strong for the asserted distance.
    public var tooStrong: Int64 = 0
    /// Reports with another reception of the frame after the first had ended.
    public var replays: Int64 = 0
    /// Reports that fail W-17.
    public var odd: Int64 = 0
    /// Of the passing reports, those that passed reciprocity and whose beacon passes: they may be
    /// paid.
    public var valid: Int64 = 0
    /// Passing reports with a frequency error, and the sum of these errors in hertz, less what the
    /// beaconer's frequency explains (W-9).
    public var errors: Int64 = 0
    public var errorSum: Int64 = 0

    public init() {}

    /// A sum of both.
    public static func + (left: EdgeCounts, right: EdgeCounts) -> EdgeCounts {
        var sum = left
        sum.heard += right.heard
        sum.stepCounts = left.stepCounts + right.stepCounts
        sum.stepLevels = left.stepLevels + right.stepLevels
        sum.squares += right.squares
        sum.overFreeSpace += right.overFreeSpace
        sum.margins = left.margins + right.margins
        sum.tooStrong += right.tooStrong
        sum.replays += right.replays
        sum.odd += right.odd
        sum.valid += right.valid
        sum.errors += right.errors
        sum.errorSum += right.errorSum
        return sum
    }

    /// One passing report.
    public mutating func note(_ reception: EdgeReception) {
        heard += 1
        stepCounts[reception.step] += 1
        stepLevels[reception.step] += Int64(reception.signal.hundredths)
        let full = reception.fullLevel
        squares += full * full
        overFreeSpace += full - Int64(reception.freeSpace.hundredths)
        margins.note(reception.margin)
    }
}

/// What a passing report adds to its edge.
public struct EdgeReception: Hashable, Sendable {
    /// The step that was drawn, 0...3.
    public var step: Int
    public var signal: SignalLevel
    /// `Margins.overFloor` of the drawn step.
    public var margin: Decibels
    /// What open air alone would bring over the asserted distance, at the plan's full power and with
    /// the asserted gain as far as it counts.
    public var freeSpace: SignalLevel

    public init(step: Int, signal: SignalLevel, margin: Decibels, freeSpace: SignalLevel) {
        precondition((0...3).contains(step), "step \(step)")
        self.step = step
        self.signal = signal
        self.margin = margin
        self.freeSpace = freeSpace
    }

    /// The index of a draw's power.
    public static func step(of power: Decibels) -> Int {
        min(3, max(0, Int(-power.hundredths) / 300))
    }

    var fullLevel: Int64 { Int64(signal.hundredths) + 300 * Int64(step) }
}

/// Four whole numbers, one for each hidden power step.
public struct StepSums: Hashable, Sendable {
    public var zero: Int64 = 0
    public var three: Int64 = 0
    public var six: Int64 = 0
    public var nine: Int64 = 0

    public init() {}

    public subscript(step: Int) -> Int64 {
        get {
            switch step {
            case 0: zero
            case 1: three
            case 2: six
            default: nine
            }
        }
        set {
            switch step {
            case 0: zero = newValue
            case 1: three = newValue
            case 2: six = newValue
            default: nine = newValue
            }
        }
    }

    public var sum: Int64 { zero + three + six + nine }

    public static func + (left: StepSums, right: StepSums) -> StepSums {
        var sum = StepSums()
        for step in 0..<4 { sum[step] = left[step] + right[step] }
        return sum
    }
}

/// How many receptions had which margin, in bins of 5 dB from below 0 to 35 dB and more: medians
/// without keeping numbers. A median is known to 5 dB, and bounds are multiples of that.
public struct MarginHistogram: Hashable, Sendable {
    public static let binCount = 9
    /// Seven bits of it per bin would do; 16 let an edge be heard 65,535 times in 14 epochs.
    private var bins: InlineArray<9, UInt16> = InlineArray(repeating: 0)

    public init() {}

    public subscript(bin: Int) -> UInt16 {
        get { bins[bin] }
        set { bins[bin] = newValue }
    }

    public mutating func note(_ margin: Decibels) {
        let bin = margin.hundredths < 0 ? 0 : min(8, Int(margin.hundredths) / 500 + 1)
        if bins[bin] < .max { bins[bin] += 1 }
    }

    /// The lower end of the bin of the median (the lower of two), 0.01 dB; nil without any.
    public var median: Int64? {
        let total = (0..<Self.binCount).reduce(0) { $0 + Int(bins[$1]) }
        guard total > 0 else { return nil }
        var below = 0
        for bin in 0..<Self.binCount {
            below += Int(bins[bin])
            if 2 * below >= total { return Int64(bin - 1) * 500 }
        }
        return nil
    }

    public static func + (left: MarginHistogram, right: MarginHistogram) -> MarginHistogram {
        var sum = left
        for bin in 0..<binCount {
            sum.bins[bin] = UInt16(clamping: UInt32(left.bins[bin]) + UInt32(right.bins[bin]))
        }
        return sum
    }

    public static func == (left: MarginHistogram, right: MarginHistogram) -> Bool {
        (0..<binCount).allSatisfy { left.bins[$0] == right.bins[$0] }
    }

    public func hash(into hasher: inout Hasher) {
        for bin in 0..<Self.binCount { hasher.combine(bins[bin]) }
    }
}
