internal import Glibc
internal import Primitives
internal import Spool

/// Reads all of a spool's segments, as its writer does at start and as whoever looks does.
struct SpoolLoad {
    private(set) var replay: SpoolReplay
    let segments: [UInt32]
    let first: UInt32

    /// - Parameter segments: those in the folder, ascending.
    init(
        _ folder: SpoolFolder, _ segments: [UInt32], limits: SpoolLimits,
        kinds: SpoolKinds
    ) throws(SpoolError) {
        self.segments = segments
        let headers = try Self.headers(folder, segments)
        first = try Self.first(folder, segments, headers)
        replay = SpoolReplay(limits: limits, kinds: kinds, first: first)
        let span = segments.last.map { Int($0) - Int(first) + 1 } ?? 0
        guard span <= SpoolReplay.mostSegments else {
            throw .tooManySegments(path: folder.path, span)
        }
        var next = first
        for (slot, number) in segments.enumerated() where number >= first {
            if number > next { replay.missing(next, through: number - 1) }
            let following = slot + 1 < segments.count ? headers[slot + 1] : nil
            let isFollowed = following?.number == number &+ 1
            try read(
                number, folder, length: isFollowed ? following.map { Int($0.previousLength) } : nil)
            next = number &+ 1
        }
    }

    /// Those that do not count any more.
    var leftOvers: ArraySlice<UInt32> { segments.prefix { $0 < first } }

    private mutating func read(
        _ number: UInt32, _ folder: SpoolFolder, length: Int?
    ) throws(SpoolError) {
        let file = try folder.open(SpoolName.text(of: number), O_RDONLY)
        let count = try file.byteCount()
        guard count <= SpoolLimits.longestSegment else {
            return replay.unreadable(number, .tooLong(count), fileLength: count)
        }
        let bytes = try file.read(count, at: 0)
        replay.segment(number, bytes.rawSpan, length: length)
    }

    /// Each segment's header; nil for a damaged one, which its reading names.
    private static func headers(
        _ folder: SpoolFolder, _ segments: [UInt32]
    ) throws(SpoolError) -> [SegmentHeader?] {
        var headers: [SegmentHeader?] = []
        for number in segments {
            let file = try folder.open(SpoolName.text(of: number), O_RDONLY)
            let bytes = try file.read(SegmentHeader.byteCount, at: 0)
            do throws(SegmentHeaderError) {
                let header = try SegmentHeader(parsing: bytes.rawSpan)
                headers.append(header.number == number ? header : nil)
            } catch {
                if case .version(let version) = error {
                    throw SpoolError.otherVersion(path: file.path, version)
                }
                headers.append(nil)
            }
        }
        return headers
    }

    /// Where the segments that count begin, as the newest that can be read says.
    private static func first(
        _ folder: SpoolFolder, _ segments: [UInt32], _ headers: [SegmentHeader?]
    ) throws(SpoolError) -> UInt32 {
        for slot in segments.indices.reversed() {
            guard let header = headers[slot] else { continue }
            let file = try folder.open(SpoolName.text(of: segments[slot]), O_RDONLY)
            let count = min(try file.byteCount(), SpoolLimits.longestSegment)
            let bytes = try file.read(count, at: 0)
            return SegmentSurvey(bytes.rawSpan, header: header).first
        }
        return segments.first ?? 1
    }

}
