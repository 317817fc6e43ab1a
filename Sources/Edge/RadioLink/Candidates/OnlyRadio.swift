public import Radios

extension RadioCandidate {
    /// A radio by its identifier, and not one that waits for firmware.
    public var isLikely: Bool { usb?.known?.isUsable == true }

    /// The address of the only radio on USB, for whoever names none.
    /// - Parameter root: another root than `/`, for tests.
    public static func onlyAddress(root: String = "") throws(OnlyRadioError) -> RadioAddress {
        let found = all(root: root).filter(\.isLikely).compactMap(\.addresses.first)
        guard let first = found.first else { throw .none }
        guard found.count == 1 else { throw .several(found) }
        return first
    }
}

/// Why no radio is the only one on USB.
public enum OnlyRadioError: Error, Equatable, Sendable {
    case none
    case several([RadioAddress])
}

extension OnlyRadioError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .none: "no radio is on USB"
        case .several(let found): "\(found.count) radios are on USB"
        }
    }
}
