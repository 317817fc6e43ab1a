public import RadioLink
public import Radios

/// Why no radio works, and what to do about it.
public struct RadioOutage: Error, Equatable, Sendable {
    public let why: String
    public let advice: String
    /// Whether it is worth trying again before somebody acts.
    public let mayPass: Bool

    public init(_ why: String, do advice: String, mayPass: Bool = false) {
        self.why = why
        self.advice = advice
        self.mayPass = mayPass
    }

    public init(_ error: OnlyRadioError) {
        let advice =
            switch error {
            case .none: "plug one in; earshot doctor looks closer"
            case .several(let found):
                "say which in radio.device: "
                    + found.map(\.description).joined(separator: " or ")
            }
        self.init(error.description, do: advice)
    }

    public init(_ error: RadioLinkError) {
        self.init(
            error.description, do: "earshot doctor radio says more", mayPass: true)
    }

    public init(_ fault: RadioFault) {
        self.init(
            fault.description, do: "earshot doctor radio says more", mayPass: !fault.isLasting)
    }
}
