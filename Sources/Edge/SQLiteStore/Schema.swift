/// How a database is laid out: the steps from nothing to the newest version, of which none is ever
/// changed. Step n leads from version n - 1 to version n; a file says which it has.
public struct Schema: Sendable {
    /// Tells our kinds of databases from each other and from those of others.
    public let kind: Int32
    /// Statements of SQL, each step whole or not at all.
    public let steps: [String]

    public init(kind: Int32, steps: [String]) {
        precondition(kind != 0 && !steps.isEmpty, "a schema has a kind and a step")
        self.kind = kind
        self.steps = steps
    }

    public var version: Int { steps.count }
}
