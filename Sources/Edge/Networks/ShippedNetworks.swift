internal import CNetworks

/// The sources of networks that are part of every program: `networks/*.toml` at the time of the
/// build, as a person wrote them.
public enum ShippedNetwork: String, CaseIterable, Sendable {
    /// Periods of a minute, epochs of a day.
    case main
    /// The same rules in seconds.
    case demo

    public var source: String {
        let bytes =
            switch self {
            case .main:
                unsafe UnsafeRawBufferPointer(
                    start: earshot_main_network(), count: earshot_main_network_length())
            case .demo:
                unsafe UnsafeRawBufferPointer(
                    start: earshot_demo_network(), count: earshot_demo_network_length())
            }
        return unsafe String(decoding: bytes, as: UTF8.self)
    }
}
