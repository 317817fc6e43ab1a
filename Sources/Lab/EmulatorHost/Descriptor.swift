internal import Glibc
internal import Host

/// A file descriptor, closed when nobody holds it any more.
final class Descriptor {
    let number: Int32
    /// What a read fills, made with the first and used again.
    private var room: [UInt8] = []

    /// From here on it never blocks and no child process inherits it.
    init(_ number: Int32) {
        self.number = number
        _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL, 0) | O_NONBLOCK)
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    }

    /// A descriptor whose file others use too, as standard output is a terminal's: blocking or not
    /// stays as they have it.
    init(sharing number: Int32) {
        self.number = number
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    }

    deinit { close(number) }

    /// Whether a write of a pipe's smallest room would not block.
    var takesSome: Bool {
        var waiting = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
        return unsafe poll(&waiting, 1, 0) == 1
    }

    enum Read {
        case some
        case nothingYet
        /// The other side is gone, or the descriptor broken.
        case ended
    }

    private static let most = 1 << 16

    /// Appends what has come, at most 64 KiB of it.
    func read(into bytes: inout [UInt8]) -> Read {
        if room.isEmpty { room = [UInt8](repeating: 0, count: Self.most) }
        let count = unsafe room.withUnsafeMutableBytes { room in
            unsafe Glibc.read(number, room.baseAddress, room.count)
        }
        let problem = errno
        if count > 0 {
            bytes += room[..<count]
            return .some
        }
        if count < 0, problem == EAGAIN || problem == EINTR { return .nothingYet }
        return .ended
    }

    /// Writes what fits; nil when the other side is gone.
    func write(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard !bytes.isEmpty else { return 0 }
        let count = unsafe bytes.withUnsafeBytes { source in
            unsafe Glibc.write(number, source.baseAddress, source.count)
        }
        if count >= 0 { return count }
        return errno == EAGAIN || errno == EINTR ? 0 : nil
    }
}

/// Bytes on their way to a descriptor that may be slow. Never grows past its bound: what does not
/// fit is dropped whole, and said.
struct Outbox {
    private var bytes: [UInt8] = []
    private var start = 0
    let most: Int
    /// How many pieces were dropped.
    private(set) var dropped = 0

    init(most: Int) { self.most = most }

    var isEmpty: Bool { start == bytes.count }

    mutating func append(_ more: [UInt8]) {
        guard bytes.count - start + more.count <= most else {
            dropped += 1
            return
        }
        if start == bytes.count { removeAll() }
        bytes.append(contentsOf: more)
    }

    /// False when the other side is gone.
    mutating func flush(to descriptor: Descriptor) -> Bool {
        while !isEmpty {
            guard let count = descriptor.write(bytes[start...]) else { return false }
            if count == 0 { break }
            start += count
        }
        if isEmpty { removeAll() }
        return true
    }

    /// The same to a descriptor that blocks: pieces that a pipe takes whole when it says it can
    /// (PIPE_BUF is 4096).
    mutating func flush(carefullyTo descriptor: Descriptor) -> Bool {
        while !isEmpty, descriptor.takesSome {
            let piece = bytes[start..<min(start + 4096, bytes.count)]
            guard let count = descriptor.write(piece) else { return false }
            start += count
        }
        if isEmpty { removeAll() }
        return true
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        start = 0
    }
}

/// Lines out of bytes that come in pieces. A line past the bound is given once as nil and skipped.
struct LineInbox {
    private var bytes: [UInt8] = []
    private var isSkipping = false
    let longest: Int

    init(longest: Int) { self.longest = longest }

    mutating func read(from descriptor: Descriptor) -> Descriptor.Read {
        descriptor.read(into: &bytes)
    }

    /// The next whole line without its end, or nil in place of one that is too long. The outer nil:
    /// no line yet.
    mutating func next() -> [UInt8]?? {
        while let end = bytes.firstIndex(of: 0x0a) {
            var line = Array(bytes[..<end])
            bytes.removeSubrange(...end)
            if isSkipping {
                isSkipping = false
                continue
            }
            if line.last == 0x0d { line.removeLast() }
            return line.count > longest ? .some(nil) : line
        }
        guard bytes.count > longest else { return nil }
        bytes.removeAll(keepingCapacity: true)
        if isSkipping { return nil }
        isSkipping = true
        return .some(nil)
    }

    /// What came behind the last line end.
    var rest: Int { bytes.count }
}
