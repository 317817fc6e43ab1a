import Notation
import Primitives

/// Reads lines, lets a handler answer each, and writes the answers in order: data to standard
/// output, complaints to standard error. Memory is bounded by the longest line and the longest
/// answer. Answers are written in blocks, but always before a read that would wait: whoever writes
/// one line and waits gets the answer.
struct LineRunner {
    let handler: LineHandler
    let longestLine: Int
    /// Answers are JSON objects of this schema, one per line; nil for plain text.
    let schema: String?
    /// The handler's answers are JSON values themselves, not texts.
    let answersJSON: Bool
    private var output = LineOutput()
    private var answer = LineOutput()
    private var complaints = LineOutput()
    private var pending: [UInt8] = []
    private var isTooLong = false
    private var number = 0
    private var anyBad = false

    static let block = 1 << 16

    init(
        handler: @escaping LineHandler, longestLine: Int, schema: String? = nil,
        answersJSON: Bool = false
    ) {
        self.handler = handler
        self.longestLine = longestLine
        self.schema = schema
        self.answersJSON = answersJSON
    }

    mutating func run(on console: any Console) throws(CommandFailure) -> ExitCode {
        var buffer = [UInt8](repeating: 0, count: Self.block)
        while true {
            let count = try fill(&buffer, on: console)
            guard count > 0 else { break }
            unsafe take(buffer.span.bytes.extracting(first: count), on: console)
        }
        if !pending.isEmpty || isTooLong { answerPending() }
        flush(to: console)
        return anyBad ? .failed : .success
    }

    private mutating func fill(
        _ buffer: inout [UInt8], on console: any Console
    ) throws(CommandFailure) -> Int {
        // A local, because the closure must not reach into `self` while it is being changed.
        var (output, complaints) = (LineOutput(), LineOutput())
        swap(&output, &self.output)
        swap(&complaints, &self.complaints)
        let count = try console.read(into: &buffer) {
            Self.flush(&output, &complaints, to: console)
        }
        swap(&output, &self.output)
        swap(&complaints, &self.complaints)
        return count
    }

    private mutating func take(_ chunk: RawSpan, on console: any Console) {
        var start = 0
        while let end = Self.newline(in: chunk, from: start) {
            if pending.isEmpty, !isTooLong {
                answer(chunk.extracting(start..<end))
            } else {
                keep(chunk.extracting(start..<end))
                answerPending()
            }
            if output.bytes.count + complaints.bytes.count >= Self.block { flush(to: console) }
            start = end + 1
        }
        keep(chunk.extracting(start..<chunk.byteCount))
    }

    private static func newline(in chunk: RawSpan, from start: Int) -> Int? {
        var offset = start
        while offset < chunk.byteCount {
            if chunk.byte(at: offset) == 0x0a { return offset }
            offset += 1
        }
        return nil
    }

    /// Keeps the beginning of a line whose end has not come yet; a line that is too long is let go.
    private mutating func keep(_ part: RawSpan) {
        // One byte more than the limit, for the carriage return of a line that is just in bounds.
        guard !isTooLong, pending.count + part.byteCount <= longestLine + 1 else {
            isTooLong = true
            return pending.removeAll()
        }
        for offset in 0..<part.byteCount { pending.append(part.byte(at: offset)) }
    }

    private mutating func answerPending() {
        if isTooLong {
            number += 1
            complain("the line is longer than \(longestLine) bytes")
        } else {
            var line: [UInt8] = []
            swap(&line, &pending)
            unsafe answer(line.span.bytes)
            line.removeAll(keepingCapacity: true)
            swap(&line, &pending)
        }
        isTooLong = false
    }

    private mutating func answer(_ whole: RawSpan) {
        number += 1
        let hasReturn = whole.byteCount > 0 && whole.byte(at: whole.byteCount - 1) == 0x0d
        let line = hasReturn ? whole.extracting(droppingLast: 1) : whole
        guard line.byteCount <= longestLine else {
            return complain("the line is longer than \(longestLine) bytes")
        }
        let start = output.bytes.count
        do throws(LineError) {
            guard schema == nil else { return try answerAsObject(line) }
            try handler(line, &output)
            assert(!output.bytes[start...].contains(0x0a), "an answer of two lines")
            output.append(byte: 0x0a)
        } catch {
            output.truncate(to: start)
            complain(error.reason)
        }
    }

    private mutating func answerAsObject(_ line: RawSpan) throws(LineError) {
        answer.removeAll()
        try handler(line, &answer)
        let (answer, isJSON) = (answer, answersJSON)
        envelope { writer in
            writer.member("answer") {
                if isJSON {
                    unsafe $0.raw(answer.bytes.span.bytes)
                } else {
                    $0.string(String(decoding: answer.bytes, as: UTF8.self))
                }
            }
        }
    }

    /// One line's object: the schema, the line's number, then what `body` adds.
    private mutating func envelope(_ body: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("schema", schema ?? "")
            writer.member("line", number)
            body(&writer)
        }
        unsafe output.append(writer.bytes.span.bytes)
        output.append(byte: 0x0a)
    }

    private mutating func complain(_ reason: String) {
        anyBad = true
        if schema == nil {
            output.append("-\n" as StaticString)
        } else {
            envelope { $0.member("error", reason) }
        }
        complaints.append("line " as StaticString)
        complaints.append(number)
        complaints.append(": " as StaticString)
        complaints.append(Quote.harmless(reason))
        complaints.append(byte: 0x0a)
    }

    private mutating func flush(to console: any Console) {
        Self.flush(&output, &complaints, to: console)
    }

    private static func flush(
        _ output: inout LineOutput, _ complaints: inout LineOutput, to console: any Console
    ) {
        if !output.bytes.isEmpty { unsafe console.write(output.bytes.span.bytes) }
        output.removeAll()
        if !complaints.bytes.isEmpty { unsafe console.complain(complaints.bytes.span.bytes) }
        complaints.removeAll()
    }
}
