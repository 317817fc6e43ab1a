internal import Glibc
internal import Host
internal import Notation
internal import Radios
internal import Units

/// A line that is one file descriptor: a terminal device or a TCP connection. Never blocks but in
/// poll.
final class DescriptorLink {
    private let address: RadioAddress
    private let descriptor: Int32
    private let wake: Wake
    private let isTerminal: Bool
    private var waits: [pollfd] = []

    init(terminal path: TerminalPath, wake: Wake) throws(RadioLinkError) {
        descriptor = try TerminalLine.open(path)
        address = .tty(path)
        isTerminal = true
        self.wake = wake
    }

    init(
        connectingTo name: SocketName, wake: Wake, until deadline: Nanoseconds
    ) throws(RadioLinkError) {
        descriptor = try Connection.open(to: name, wake: wake, until: deadline)
        address = .tcp(name)
        isTerminal = false
        self.wake = wake
    }

    deinit {
        if isTerminal { TerminalLine.release(descriptor) }
        close(descriptor)
    }

    func write(_ bytes: RawSpan, until deadline: Nanoseconds) throws(RadioLinkError) {
        let total = bytes.byteCount
        var sent = 0
        while sent < total {
            let rest = bytes.extracting(droppingFirst: sent)
            let count = unsafe rest.withUnsafeBytes { rest in
                unsafe isTerminal
                    ? Glibc.write(descriptor, rest.baseAddress, rest.count)
                    : send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            if count > 0 {
                sent += count
                continue
            }
            guard count < 0 else { throw .unplugged(address) }
            guard errno == EAGAIN || errno == EINTR else { throw failure(.write) }
            guard errno == EAGAIN else { continue }
            guard wait(for: POLLOUT, wake: -1, until: deadline) == .ready else {
                throw sent == 0 ? .timedOut(.write) : .truncatedWrite(sent: sent, of: total)
            }
        }
    }

    func read(
        into bytes: inout [UInt8], until deadline: Nanoseconds
    ) throws(RadioLinkError) -> ByteLink.Received {
        while true {
            switch wait(for: POLLIN, wake: wake.descriptor, until: deadline) {
            case .timeOut: return .timeOut
            case .woken: return .woken
            case .ready: break
            }
            let count = append(to: &bytes)
            if count > 0 { return .bytes(count) }
            guard count < 0 else { throw .unplugged(address) }
            guard errno == EAGAIN || errno == EINTR else { throw failure(.read) }
        }
    }

    /// What was read, 0 at the end, less for an error.
    private func append(to bytes: inout [UInt8]) -> Int {
        let descriptor = descriptor
        return unsafe withUnsafeTemporaryAllocation(
            byteCount: ByteLink.longestRead, alignment: 1
        ) { chunk in
            let count = unsafe Glibc.read(descriptor, chunk.baseAddress, chunk.count)
            if count > 0 { unsafe bytes.append(contentsOf: chunk[..<count]) }
            return count
        }
    }

    private func wait(
        for events: Int32, wake: Int32, until deadline: Nanoseconds
    ) -> Poll.Waited {
        waits.removeAll(keepingCapacity: true)
        waits.append(pollfd(fd: descriptor, events: Int16(events), revents: 0))
        return Poll.wait(&waits, wake: wake, until: deadline)
    }

    /// What a terminal or socket says when the other side has gone, or another error.
    private func failure(_ task: RadioLinkError.LineTask) -> RadioLinkError {
        switch errno {
        case EIO, ENODEV, ENXIO, EPIPE, ECONNRESET, ETIMEDOUT: .unplugged(address)
        default: .system(task, .last)
        }
    }
}
