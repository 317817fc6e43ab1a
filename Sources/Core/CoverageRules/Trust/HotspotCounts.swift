/// What one hotspot did over some epochs, edges aside.
public struct HotspotCounts: Hashable, Sendable {
    /// Beacons that pass B-1 to B-11.
    public var sent: Int64 = 0
    /// Passing reports with a frequency error: those that can be told from copies.
    public var comparable: Int64 = 0
    /// Of these, as many as have signal, ratio and frequency error of another hotspot's report of
    /// the same beacon.
    public var copied: Int64 = 0
    /// Beacons whose nonce was opened without a reveal though sealed receptions match the frame.
    public var withheld: Int64 = 0
    /// Windows in which a seal stayed unopened.
    public var unopenedWindows: Int64 = 0

    public init() {}

    public static func + (left: HotspotCounts, right: HotspotCounts) -> HotspotCounts {
        var sum = left
        sum.sent += right.sent
        sum.comparable += right.comparable
        sum.copied += right.copied
        sum.withheld += right.withheld
        sum.unopenedWindows += right.unopenedWindows
        return sum
    }
}
