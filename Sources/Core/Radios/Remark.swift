/// A line for the log: what happened, for a person. Nothing may depend on its words.
public struct Remark: Hashable, Sendable {
    public enum Level: String, CaseIterable, Sendable { case error, warning, info, debug }

    public var level: Level
    /// One line of printable ASCII.
    public var text: String

    public init(_ level: Level, _ text: String) {
        self.level = level
        self.text = text
    }
}
