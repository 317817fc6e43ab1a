internal import Host
internal import Primitives
public import Units

/// That a copy of an oracle's data is the only one from now on.
public enum Adoption {
    /// Whether an oracle may go on here.
    public static func isHome(_ data: DataFolder) -> Bool { FolderHome(data).isHere }

    public static func refusal(_ data: DataFolder) -> String {
        "\(data.path) is a copy of an oracle's data; two that go on from one past sign two heads of one "
            + "size, which is proven against both. If this is the only one, say so: "
            + "earshot-network adopt \(data.path) --only"
    }

    /// Lets an oracle go on in a copy. Numbers of receipts go on far from those of the original.
    /// - Returns: how many entries the log here has: what was acknowledged beyond them is lost.
    public static func adopt(
        _ data: DataFolder, at now: Nanoseconds
    ) throws(OracleHostError) -> UInt64 {
        try data.checkFounded()
        let size = try OracleHost(data, at: now, mayLackChain: true).size
        try StartCount.skip(in: data)
        try FolderHome(data).settle()
        return size
    }
}
