public import CommandTable
internal import Glibc

/// The standard input, output and error a program was started with.
///
/// A closed pipe ends the program at once and quietly, as it ends every Unix tool: nobody reads
/// any more. Any other failure to write is said on standard error and ends it with code 1.
public final class Terminal: Console {
    private let input: Int32
    private let output: Int32
    private let error: Int32

    /// Other descriptors than 0, 1 and 2 are for tests.
    public init(input: Int32 = 0, output: Int32 = 1, error: Int32 = 2) {
        self.input = input
        self.output = output
        self.error = error
    }

    /// Lets SIGPIPE end the program, even when whoever started it had it ignored.
    public static func endQuietlyOnClosedPipe() { signal(SIGPIPE, SIG_DFL) }

    public var showsColour: Bool { isatty(error) == 1 && Environment["NO_COLOR"] == nil }

    public var showsColourInData: Bool { isatty(output) == 1 && Environment["NO_COLOR"] == nil }

    public var isInteractive: Bool { isatty(input) == 1 }

    public func write(_ bytes: RawSpan) { write(bytes, to: output, name: "standard output") }

    public func complain(_ lines: RawSpan) { write(lines, to: error, name: "standard error") }

    public func say(_ text: String) {
        let line = Array((text + "\n").utf8)
        unsafe complain(line.span.bytes)
    }

    public func read(
        into buffer: inout [UInt8], mayWait: () -> Void
    ) throws(CommandFailure) -> Int {
        var waiting = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
        if unsafe poll(&waiting, 1, 0) == 0 { mayWait() }
        while true {
            let count = unsafe Glibc.read(input, &buffer, buffer.count)
            if count >= 0 { return count }
            guard errno == EINTR else {
                throw CommandFailure("cannot read standard input: \(SystemError.last)")
            }
        }
    }

    public func readSecret(prompt: String) throws(CommandFailure) -> String? {
        var before = termios()
        let isTerminal = unsafe tcgetattr(input, &before) == 0
        if isTerminal {
            let shown = Array(prompt.utf8)
            unsafe complain(shown.span.bytes)
            var silent = before
            silent.c_lflag &= ~tcflag_t(ECHO)
            unsafe tcsetattr(input, TCSAFLUSH, &silent)
        }
        defer {
            if isTerminal {
                unsafe tcsetattr(input, TCSAFLUSH, &before)
                say("")
            }
        }
        return try readLine(limit: 4096)
    }

    /// Byte by byte, so that nothing behind the line is taken from whoever reads next.
    private func readLine(limit: Int) throws(CommandFailure) -> String? {
        var line: [UInt8] = []
        var byte = [UInt8](repeating: 0, count: 1)
        while try read(into: &byte, mayWait: {}) == 1 {
            if byte[0] == 0x0a { return String(decoding: line, as: UTF8.self) }
            guard line.count < limit else {
                throw CommandFailure("the line is longer than \(limit) bytes")
            }
            line.append(byte[0])
        }
        return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
    }

    private func write(_ bytes: RawSpan, to descriptor: Int32, name: String) {
        var done = 0
        while done < bytes.byteCount {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                unsafe Glibc.write(
                    descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
            }
            if count >= 0 {
                done += count
            } else if errno == EAGAIN {
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&waiting, 1, -1)
            } else if errno != EINTR {
                failToWrite(name)
            }
        }
    }

    private func failToWrite(_ name: String) -> Never {
        // 128 + SIGPIPE, what a shell sees of a tool that a closed pipe ended.
        if errno == EPIPE { exit(141) }
        let complaint = Array("cannot write to \(name): \(SystemError.last)\n".utf8)
        _ = unsafe complaint.withUnsafeBytes { unsafe Glibc.write(error, $0.baseAddress, $0.count) }
        exit(ExitCode.failed.rawValue)
    }
}
