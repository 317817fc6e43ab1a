public import Host
public import Notation
internal import Units

/// Why there is no conversation with gpsd. The connection is then closed.
public enum GPSDError: Error, Equatable, Sendable, CustomStringConvertible {
    case badAddress(SocketName)
    case cannotConnect(SystemError)
    case connectTimedOut
    case notGPSD
    case noGreeting
    case hungUp
    case lineTooLong
    case broken(SystemError)

    public var description: String {
        switch self {
        case .badAddress(let address): "\(address) is no address"
        case .cannotConnect(let error): error.description
        case .connectTimedOut:
            "no connection within \(DurationText.text(of: GPSDLimits.connecting))"
        case .notGPSD: "what listens there is no gpsd"
        case .noGreeting: "no greeting within \(DurationText.text(of: GPSDLimits.greeting))"
        case .hungUp: "it ended the connection"
        case .lineTooLong: "it sent a line of more than \(GPSDReport.longestLine) bytes"
        case .broken(let error): error.description
        }
    }
}

/// How long anything may take, and how much may be kept.
enum GPSDLimits {
    static let connecting = Nanoseconds(5_000_000_000)
    static let greeting = Nanoseconds(5_000_000_000)
    /// How often time is told while nothing comes.
    static let pause = Nanoseconds(1_000_000_000)
}
