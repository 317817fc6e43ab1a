public import Airwaves

/// What a regional plan leaves to the draw: how long a frame may be at each spreading factor, and
/// on how many channels.
public struct DrawRules: Hashable, Sendable {
    /// Nothing shorter is drawn: a frame must carry enough filler to be nobody else's.
    public static let leastFrame = 24
    /// Nothing longer is drawn, whatever a plan allows: 52 bytes was the longest proprietary
    /// beacon in use, and every byte costs air.
    public static let greatestFrame = 52

    /// The longest frame in bytes, MHDR included, at SF7 to SF12, within what the plan's dwell
    /// time and payload limits allow; 0 where the plan has not that spreading factor.
    public let longestFrames: InlineArray<6, UInt8>
    public let channelCount: UInt32

    public init(longestFrames: InlineArray<6, UInt8>, channelCount: UInt32) {
        self.longestFrames = longestFrames
        self.channelCount = channelCount
    }

    /// The same plan with nothing slower than `greatest`: the demo's periods are short.
    public func limited(to greatest: SpreadingFactor) -> DrawRules {
        var frames = longestFrames
        for index in 0..<6 where 7 + index > Int(greatest.rawValue) { frames[index] = 0 }
        return DrawRules(longestFrames: frames, channelCount: channelCount)
    }

    /// How many spreading factors carry the least frame.
    public var spreadingFactorCount: UInt32 {
        var count: UInt32 = 0
        for index in 0..<6 where longestFrames[index] >= Self.leastFrame { count += 1 }
        return count
    }

    /// The longest frame drawn at a spreading factor, or nothing where none is.
    public func longestFrame(at factor: SpreadingFactor) -> Int? {
        guard (.sf7 ... .sf12).contains(factor) else { return nil }
        let longest = Int(longestFrames[Int(factor.rawValue) - 7])
        return longest < Self.leastFrame ? nil : min(longest, Self.greatestFrame)
    }

    /// The spreading factor at an index of those that carry the least frame, ascending from SF7.
    @usableFromInline func spreadingFactor(at wanted: UInt32) -> SpreadingFactor {
        var index = wanted
        for factor in SpreadingFactor.allCases where longestFrame(at: factor) != nil {
            if index == 0 { return factor }
            index -= 1
        }
        preconditionFailure("the index \(wanted) is below the count")
    }

    public static func == (left: DrawRules, right: DrawRules) -> Bool {
        for index in 0..<6 where left.longestFrames[index] != right.longestFrames[index] {
            return false
        }
        return left.channelCount == right.channelCount
    }

    public func hash(into hasher: inout Hasher) {
        for index in 0..<6 { hasher.combine(longestFrames[index]) }
        hasher.combine(channelCount)
    }
}

/// Why nothing can be drawn, so that nothing is sent.
public enum DrawError: Error, Equatable, CaseIterable, Sendable {
    /// Neither the slot's nor the spare's record was made.
    case noRecord
    /// The record of the slot that is used was not made: its filler cannot be.
    case noFiller
    case noSpreadingFactor
    case noChannel
    /// Every word of the stream was skipped, which happens for no plan in a life of the universe.
    case streamExhausted
}

extension DrawError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noRecord: "no entropy record was made for the slot or the spare: send nothing"
        case .noFiller: "no entropy record was made for the slot to be used: send nothing there"
        case .noSpreadingFactor:
            "the plan carries a frame of 24 bytes within its dwell time at no spreading factor"
        case .noChannel: "the plan has no channel for beacons"
        case .streamExhausted: "the draw's stream of 1,024 bytes is used up"
        }
    }
}
