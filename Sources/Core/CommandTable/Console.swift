public import Notation
import Primitives

/// The terminal or pipes a program was started with. Data goes to standard output, talk to
/// standard error. Edge `Host` supplies the real one; tests supply one of arrays.
public protocol Console: AnyObject {
    /// True when talk may be coloured: a terminal, and NO_COLOR is not set.
    var showsColour: Bool { get }
    /// The same of data: only what a person reads may be coloured.
    var showsColourInData: Bool { get }
    /// True when a person types the input.
    var isInteractive: Bool { get }

    /// Writes data to standard output. Nothing is added.
    func write(_ bytes: RawSpan)
    /// Writes talk to standard error, with a newline.
    func say(_ text: String)
    /// Writes talk to standard error as it is, lines already ended.
    func complain(_ lines: RawSpan)
    /// The next bytes of standard input into the buffer; 0 at the end. `mayWait` is called before
    /// a read that has nothing to return at once.
    func read(into buffer: inout [UInt8], mayWait: () -> Void) throws(CommandFailure) -> Int
    /// One line a person types without it being shown, such as a secret. nil at the end of input.
    func readSecret(prompt: String) throws(CommandFailure) -> String?
}

extension Console {
    public var showsColourInData: Bool { false }

    public func write(_ text: String) {
        var text = text
        text.makeContiguousUTF8()
        unsafe write(text.utf8.span.bytes)
    }

    /// One JSON object on a line of its own: its schema, then the members that `body` writes.
    public func write(schema: String, _ body: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("schema", schema)
            body(&writer)
        }
        write(writer.bytes.rawSpan)
        write("\n")
    }

    /// All of standard input, or a refusal past `limit` bytes.
    public func readAll(limit: Int) throws(CommandFailure) -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = try read(into: &buffer, mayWait: {})
            guard count > 0 else { return all }
            guard all.count + count <= limit else {
                throw CommandFailure("standard input is longer than \(limit) bytes")
            }
            all.append(contentsOf: buffer[..<count])
        }
    }
}
