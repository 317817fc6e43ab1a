internal import Glibc
internal import Host
public import Notation
internal import Units

/// Many connections to one server, each with one request under way, from one thread: how many
/// requests it answers in a second, and after what time. Spends about 5 us of a core a request.
public struct LoadRun {
    public struct Outcome: Sendable {
        /// All of it.
        public let nanoseconds: UInt64
        /// From a request's first byte out to its answer's last byte in; ascending.
        public let times: [UInt64]
        /// In the order in which they came.
        public let answers: [RawAnswer]

        /// After how many nanoseconds so many of a hundred had their answer.
        public func time(of percent: Int) -> UInt64 {
            times.isEmpty ? 0 : times[min(times.count - 1, times.count * percent / 100)]
        }
    }

    public enum Failure: Error, CustomStringConvertible {
        case noConnection
        case ended(String)

        public var description: String {
            switch self {
            case .noConnection: "the server takes no connection"
            case .ended(let bytes): "the server ended a connection: \(bytes)"
            }
        }
    }

    private struct Line {
        let descriptor: Int32
        var sent = 0
        var request: [UInt8] = []
        var input: [UInt8] = []
        var began = Nanoseconds(0)
    }

    private var lines: [Line] = []
    private var next = 0
    private let requests: [[UInt8]]
    private let queue: ReadyQueue
    private var times: [UInt64] = []
    private var answers: [[UInt8]] = []
    private var chunk = [UInt8](repeating: 0, count: 65_536)

    /// Asks all of it, in order, over so many connections, and answers when all is answered.
    public static func run(
        _ requests: [[UInt8]], to server: SocketName, lines: Int
    ) throws -> Outcome {
        var run = LoadRun(requests, try ReadyQueue())
        defer { run.close() }
        try run.connect(to: server, min(lines, requests.count))
        let begin = Uptime.now
        for number in run.lines.indices { try run.begin(number) }
        var ready: [ReadyQueue.Ready] = []
        while run.answers.count < requests.count {
            run.queue.wait(into: &ready, milliseconds: 60_000)
            guard !ready.isEmpty else { throw Failure.ended("nothing for a minute") }
            for one in ready { try run.turn(Int(one.tag)) }
        }
        let took = Uptime.now.gap(to: begin).value
        run.times.sort()
        return Outcome(
            nanoseconds: took, times: run.times,
            answers: run.answers.compactMap { RawAnswer.first(in: $0)?.0 })
    }

    private init(_ requests: [[UInt8]], _ queue: ReadyQueue) {
        self.requests = requests
        self.queue = queue
        times.reserveCapacity(requests.count)
        answers.reserveCapacity(requests.count)
    }

    private mutating func connect(to server: SocketName, _ count: Int) throws {
        let end = Uptime.now + Nanoseconds(10_000_000_000)
        for number in 0..<count {
            let descriptor = try server.connect(wake: -1, until: end)
            SocketOptions.sendAtOnce(descriptor)
            lines.append(Line(descriptor: descriptor))
            guard queue.add(descriptor, .readable, tag: UInt64(number)) else {
                throw Failure.noConnection
            }
        }
    }

    private func close() { for line in lines { Glibc.close(line.descriptor) } }

    private mutating func begin(_ number: Int) throws {
        guard next < requests.count else { return }
        lines[number].request = requests[next]
        lines[number].sent = 0
        lines[number].input.removeAll(keepingCapacity: true)
        lines[number].began = Uptime.now
        next += 1
        try push(number)
    }

    private mutating func push(_ number: Int) throws {
        let (sent, all) = (lines[number].sent, lines[number].request.count)
        guard sent < all else { return }
        let count = unsafe lines[number].request.withUnsafeBytes { bytes in
            unsafe send(
                lines[number].descriptor, bytes.baseAddress?.advanced(by: sent), all - sent,
                Int32(MSG_NOSIGNAL))
        }
        guard count > 0 || errno == EAGAIN else { throw ended(number) }
        lines[number].sent += max(0, count)
        let isOut = lines[number].sent == all
        if !isOut || sent > 0 {
            queue.change(
                lines[number].descriptor, isOut ? .readable : [.readable, .writable],
                tag: UInt64(number))
        }
    }

    private mutating func turn(_ number: Int) throws {
        try push(number)
        let count = unsafe chunk.withUnsafeMutableBytes { bytes in
            unsafe recv(lines[number].descriptor, bytes.baseAddress, bytes.count, 0)
        }
        guard count > 0 else {
            if count < 0, errno == EAGAIN { return }
            throw ended(number)
        }
        lines[number].input += chunk[..<count]
        guard let (start, length) = RawAnswer.extent(of: lines[number].input),
            lines[number].input.count >= start + length
        else { return }
        times.append(Uptime.now.gap(to: lines[number].began).value)
        answers.append(lines[number].input)
        lines[number].input = []
        try begin(number)
    }

    private func ended(_ number: Int) -> Failure {
        .ended(String(decoding: lines[number].input.prefix(300), as: UTF8.self))
    }
}
