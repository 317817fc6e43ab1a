/// A regional channel plan: on which frequencies, how strongly and how long a radio may speak.
///
/// Numbers are those of `maps/regions/plans.csv` and are never given to another plan, because place
/// maps of older epochs refer to them by name and verdicts are compared by number. The facts of each
/// plan are `rules`. There is no default plan and none is ever guessed: a radio that does not know
/// its plan stays silent.
public enum RegionalPlan: UInt8, CaseIterable, Sendable {
    case as923Group1 = 0
    case as923Group1B = 1
    case as923Group1C = 2
    case as923Group2 = 3
    case as923Group3 = 4
    case as923Group4 = 5
    case au915 = 6
    case au915Sub1 = 7
    case cn470 = 8
    case eu433 = 9
    case eu868 = 10
    case in865 = 11
    case kr920 = 12
    case ru864 = 13
    case us915 = 14

    /// Takes the canonical name, exactly as `description` prints it; `RegionName` reads the others.
    public init?(parsing name: some StringProtocol) {
        guard let found = Self.allCases.first(where: { $0.rules.name == name }) else { return nil }
        self = found
    }

    public var rules: Rules { Self.table[Int(rawValue)] }
}

extension RegionalPlan: Comparable, CustomStringConvertible {
    /// The LoRaWAN common name, with the group or sub-band where there are several: `AS923-1B`.
    public var description: String { rules.name }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
