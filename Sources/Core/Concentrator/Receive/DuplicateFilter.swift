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
            if isRecent(frame, in: buffer) { continue }
            if let place = Self.place(of: frame, among: kept, of: frames, in: buffer) {
                if Self.isBetter(frame, than: frames[place]) { frames[place] = frame }
                continue
            }
            if kept != index { frames[kept] = frame }
            kept += 1
        }
        while frames.count > kept { frames.removeLast() }
        recent.removeAll(keepingCapacity: true)
        for index in frames.indices { recent.append(Self.mark(frames[index], in: buffer)) }
        return before - kept
    }

    private static func mark(_ frame: ReceivedFrame, in buffer: RawSpan) -> Mark {
        Mark(
            channel: frame.channel, modulation: frame.modulation, length: frame.payload.count,
            digest: digest(frame, in: buffer), microseconds: frame.microseconds)
    }

    private func isRecent(_ frame: ReceivedFrame, in buffer: RawSpan) -> Bool {
        for index in recent.indices where Self.isSame(recent[index], frame, in: buffer) {
            return true
        }
        return false
    }

    /// Where among the first frames the same one stands already.
    private static func place(
        of frame: ReceivedFrame, among count: Int, of frames: [ReceivedFrame], in buffer: RawSpan
    ) -> Int? {
        for place in 0..<count where isSame(frames[place], frame, in: buffer) { return place }
        return nil
    }

    private static func isNear(_ left: UInt32, _ right: UInt32) -> Bool {
        -distance...distance ~= Int32(bitPattern: left &- right)
    }

    private static func isSame(
        _ left: ReceivedFrame, _ right: ReceivedFrame, in buffer: RawSpan
    ) -> Bool {
        guard isNear(left.microseconds, right.microseconds), left.channel == right.channel,
            left.modulation == right.modulation
        else { return false }
        return buffer.extracting(left.payload).isSame(as: buffer.extracting(right.payload))
    }

    private static func isSame(
        _ mark: Mark, _ frame: ReceivedFrame, in buffer: RawSpan
    ) -> Bool {
        guard isNear(mark.microseconds, frame.microseconds), mark.channel == frame.channel,
            mark.modulation == frame.modulation, mark.length == frame.payload.count
        else { return false }
        return mark.digest == digest(frame, in: buffer)
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
