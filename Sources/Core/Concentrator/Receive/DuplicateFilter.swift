import Airwaves
import Primitives
import Radios

/// Makes one frame of two: for fine timestamps each frame goes to a modem that is good at hearing and to
/// one that is good at dating, and both may report it. The rule is sx1302_hal 2.1.0's: the same channel,
/// modulation, length and payload, and counts at most 24 us apart.
///
/// The second report may come with the next reading of the buffer. It is dropped then, because the first
/// is out already; so the filter remembers the frames of one reading. After the first readings it
/// allocates nothing.
public struct DuplicateFilter: Sendable {
    private var recent: [Mark] = []

    /// Microseconds.
    static let distance: Int32 = 24

    /// What is remembered of a frame: enough to know it again 24 us later.
    private struct Mark: Sendable {
        let channel: ReceiveChannel
        let modulation: LoRaModulation?
        let length: Int
        let digest: UInt64
        let microseconds: UInt32
    }

    public init() {}

    /// Removes duplicates from the frames of one reading, whose payloads lie in `buffer`, and answers how
    /// many. Of two the one with a good checksum stays, then the one with a fine timestamp, then the
    /// first; it stands where the first stood. Compares each frame with each: of the 178 that a full
    /// buffer holds at most, 16,000 comparisons of a few words.
    public mutating func merge(_ frames: inout [ReceivedFrame], in buffer: RawSpan) -> Int {
        let before = frames.count
        var kept = 0
        for index in frames.indices {
            let frame = frames[index]
            if recent.contains(where: { Self.isSame($0, frame, in: buffer) }) { continue }
            if let place = (0..<kept).first(where: { Self.isSame(frames[$0], frame, in: buffer) }) {
                if Self.isBetter(frame, than: frames[place]) { frames[place] = frame }
                continue
            }
            frames[kept] = frame
            kept += 1
        }
        frames.removeLast(before - kept)
        recent.removeAll(keepingCapacity: true)
        for frame in frames {
            recent.append(
                Mark(
                    channel: frame.channel, modulation: frame.modulation,
                    length: frame.payload.count, digest: Self.digest(frame, in: buffer),
                    microseconds: frame.microseconds))
        }
        return before - kept
    }

    private static func isNear(_ left: UInt32, _ right: UInt32) -> Bool {
        -distance...distance ~= Int32(bitPattern: left &- right)
    }

    private static func isSame(
        _ left: ReceivedFrame, _ right: ReceivedFrame, in buffer: RawSpan
    ) -> Bool {
        isNear(left.microseconds, right.microseconds) && left.channel == right.channel
            && left.modulation == right.modulation
            && buffer.extracting(left.payload).isSame(as: buffer.extracting(right.payload))
    }

    private static func isSame(
        _ mark: Mark, _ frame: ReceivedFrame, in buffer: RawSpan
    ) -> Bool {
        isNear(mark.microseconds, frame.microseconds) && mark.channel == frame.channel
            && mark.modulation == frame.modulation && mark.length == frame.payload.count
            && mark.digest == digest(frame, in: buffer)
    }

    private static func isBetter(_ one: ReceivedFrame, than other: ReceivedFrame) -> Bool {
        let (isGood, wasGood) = (one.checksum == .good, other.checksum == .good)
        guard isGood == wasGood else { return isGood }
        return one.fineNanoseconds != nil && other.fineNanoseconds == nil
    }

    /// FNV-1a. Two frames that overlap so on one channel cannot both be heard, so nobody gains by
    /// making two that collide.
    private static func digest(_ frame: ReceivedFrame, in buffer: RawSpan) -> UInt64 {
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        for place in frame.payload {
            digest = (digest ^ UInt64(buffer.byte(at: place))) &* 0x100_0000_01B3
        }
        return digest
    }
}
