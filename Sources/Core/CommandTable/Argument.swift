/// A value that stands on the command line without a flag, such as a file's path. Required ones
/// come first; only the last may repeat.
public struct Argument: Sendable {
    public let name: String
    public let summary: String
    public let isRequired: Bool
    public let repeats: Bool

    public init(
        _ name: String, _ summary: String, isRequired: Bool = true, repeats: Bool = false
    ) {
        self.name = name
        self.summary = summary
        self.isRequired = isRequired
        self.repeats = repeats
    }

    /// `PATH`, `[PATH]`, `PATH…`.
    var usage: String {
        let name = repeats ? name + "…" : name
        return isRequired ? name : "[" + name + "]"
    }
}
