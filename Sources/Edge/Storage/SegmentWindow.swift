internal import Glibc
internal import Spool

/// A part of a segment, read ahead, for records that are read one after the other.
struct SegmentWindow {
    private(set) var bytes: [UInt8] = []
    private var segment: UInt32 = 0
    private var start = 0

    private static let byteCount = 128 << 10

    /// Sees to it that a record is in the window, as far as its file has it.
    mutating func cover(
        _ read: SpoolRead, _ folder: SpoolFolder
    ) throws(SpoolError) {
        guard read.segment != segment || range(of: read).count != read.byteCount else { return }
        do throws(SpoolError) {
            let file = try folder.open(SpoolName.text(of: read.segment), O_RDONLY)
            bytes = try file.read(Self.byteCount, at: read.offset)
        } catch {
            guard error.isMissingFile else { throw error }
            bytes = []
        }
        segment = read.segment
        start = read.offset
    }

    /// Where a record of the window's segment lies in it; empty if it does not.
    func range(of read: SpoolRead) -> Range<Int> {
        let from = read.offset - start
        guard read.segment == segment, from >= 0, from + read.byteCount <= bytes.count else {
            return 0..<0
        }
        return from..<from + read.byteCount
    }
}
