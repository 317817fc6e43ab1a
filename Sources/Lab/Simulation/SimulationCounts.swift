internal import Attestation

/// What happened in a world.
public struct SimulationCounts: Sendable {
    public var beacons = 0
    public var receptions = 0
    /// Damaged by another frame, or while the radio was sending.
    public var unheard = 0
    public var statements = 0
    /// Packets of devices that some hotspot carried and somebody bought, and for how many credits.
    public var packets = 0
    public var credits: UInt64 = 0
    /// By the refusal's code, ascending.
    public private(set) var refusals: [(code: String, count: Int)] = []

    mutating func refused(_ answer: IngestAnswer) {
        for refusal in answer.refused {
            if let place = refusals.firstIndex(where: { $0.code == refusal.code }) {
                refusals[place].count += 1
            } else {
                refusals.append((refusal.code, 1))
                refusals.sort { $0.code < $1.code }
            }
        }
    }
}
