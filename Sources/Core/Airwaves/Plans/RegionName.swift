/// Reads a plan's name in the spelling of ChirpStack, The Things Stack, Basics Station or Helium.
/// What Earshot prints is always the canonical name of `RegionalPlan`.
///
/// Spellings are compared exactly: `us915_1` is a sub-band to ChirpStack, and a name that is nearly
/// one of these is a mistake worth telling. Names that mean channels Earshot does not use, no real
/// region, or none at all are refused with the reason.
public enum RegionName {
    public static func plan(_ name: String) throws(RegionNameError) -> RegionalPlan {
        if let plan = RegionalPlan(parsing: name) { return plan }
        guard let alias = aliases.first(where: { $0.name == name }) else { throw .unheardOf(name) }
        switch alias.answer {
        case .plan(let plan): return plan
        case .refused(let reason): throw .refused(name, because: reason)
        }
    }

    struct Alias: Sendable {
        let name: String
        let answer: Answer

        init(_ name: String, _ answer: Answer) {
            self.name = name
            self.answer = answer
        }
    }

    enum Answer: Sendable {
        case plan(RegionalPlan)
        case refused(String)
    }
}

/// Why a region's name gives no plan.
public enum RegionNameError: Error, Equatable, CustomStringConvertible {
    case unheardOf(String)
    case refused(String, because: String)

    public var description: String {
        switch self {
        case .unheardOf(let name):
            "no region is called \"\(name)\"; write one of \(Self.known)"
        case .refused(let name, let reason): "\(name) is \(reason)"
        }
    }

    private static var known: String {
        RegionalPlan.allCases.map(\.description).joined(separator: ", ")
    }
}
