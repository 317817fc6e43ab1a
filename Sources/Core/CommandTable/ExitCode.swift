/// What a program tells its caller when it ends. The last three are those of sysexits.h, by which
/// a systemd unit can tell a wrong configuration from trouble that passes.
public struct ExitCode: Equatable, Sendable {
    public let rawValue: Int32

    public static let success = ExitCode(rawValue: 0)
    /// The operation failed, or a line was bad.
    public static let failed = ExitCode(rawValue: 1)
    /// The command line itself was wrong.
    public static let usage = ExitCode(rawValue: 2)
    /// Working, but something is not as it should be: commands that report a state say so.
    public static let degraded = ExitCode(rawValue: 3)
    /// A service this one needs is not there (EX_UNAVAILABLE).
    public static let unavailable = ExitCode(rawValue: 69)
    /// Worth trying again later (EX_TEMPFAIL).
    public static let temporaryFailure = ExitCode(rawValue: 75)
    /// The configuration is wrong (EX_CONFIG): trying again will not help.
    public static let wrongConfiguration = ExitCode(rawValue: 78)
}
