/// What `earshot-network check` finds.
public struct DataCheck: Sendable {
    public var lines: [String] = []
    public var isGood = true

    public static func run(_ data: DataFolder) throws(OracleHostError) -> DataCheck {
        DataCheck()
    }
}
