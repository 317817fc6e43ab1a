public import Units

/// What a concentrator board adds to its chips: the powers it can send with, what its levels mean, how
/// its antenna is connected. Nothing in the radio tells which board it is, so the owner names it.
public struct Board: Hashable, Sendable {
    /// As in settings: `corecell`.
    public let name: String
    /// Who makes it, for people.
    public let title: String
    /// What its filters and amplifiers are made for, ends included.
    public let bands: [ClosedRange<Hertz>]
    /// Ascending powers.
    public let steps: [GainStep]
    public let levels: LevelCorrection
    /// The radios whose antenna is on one of the chip's two inputs only.
    public let singleInputs: [Radio]
    /// The radio whose crystal drives the SX1302.
    public let clock: Radio
    /// The path with a power amplifier.
    public let transmitter: Radio
    /// Whether it is sold with an SX1261 that can listen before talking. Some are sold without too; the
    /// start finds out.
    public let hasListener: Bool

    /// Takes a name exactly as `all` has it.
    public init(parsing name: some StringProtocol) throws(BoardError) {
        guard let found = Self.all.first(where: { $0.name == name }) else {
            throw .unknown(String(name))
        }
        self = found
    }

    init(
        _ name: String, _ title: String, bands: [ClosedRange<Hertz>], steps: [GainStep],
        levels: LevelCorrection = .coreCell
    ) {
        self.name = name
        self.title = title
        self.bands = bands
        self.steps = steps
        self.levels = levels
        singleInputs = []
        clock = .a
        transmitter = .a
        hasListener = true
    }

    public func serves(_ frequency: Hertz) -> Bool { bands.contains { $0.contains(frequency) } }

    /// The strongest step that is not stronger than asked. What is weaker than the weakest step is
    /// refused: sx1302_hal sends with its weakest then, which is more than was allowed
    /// (docs/decisions/0121). What is stronger than the strongest gets the strongest; the step says what
    /// leaves the board.
    public func step(for power: SignalLevel) throws(BoardError) -> GainStep {
        guard let found = steps.last(where: { $0.level <= power }) else {
            throw .tooWeak(asked: power, least: steps[0].level, board: name)
        }
        return found
    }
}

extension GainStep {
    /// What leaves the board's connector.
    public var level: SignalLevel { SignalLevel(hundredths: 100 * Int32(power)) }
}

/// Why a board cannot do what is asked.
public enum BoardError: Error, Equatable, Sendable {
    case unknown(String)
    case tooWeak(asked: SignalLevel, least: SignalLevel, board: String)
}

extension BoardError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknown(let name):
            "`\(name)` is no board that Earshot knows; write one of "
                + Board.all.map(\.name).joined(separator: ", ")
        case .tooWeak(let asked, let least, let board):
            "a \(board) board sends with \(least) or more; \(asked) is less than it can"
        }
    }
}
