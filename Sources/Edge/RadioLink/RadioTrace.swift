internal import Glibc
public import Host
internal import Notation
internal import Primitives

/// What goes over a radio's line, for a person or a bug report, as lines of a file: `> HEX` to the
/// radio, `< HEX` from it. What comes between two writes is one line, however it was cut, so that a
/// request and its answer stand together. A full disk ends the trace, not the radio.
public final class RadioTrace {
    private var file: Int32
    private var incoming: [UInt8] = []

    /// The longest answer of a bridge; more is cut into lines of that length.
    private static let longestLine = 4109

    /// Makes the file, or empties it.
    public init(path: String) throws(SystemError) {
        file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw .last }
    }

    deinit {
        flush()
        if file >= 0 { close(file) }
    }

    func sent(_ bytes: RawSpan) {
        flush()
        write(UInt8(ascii: ">"), bytes)
    }

    func received(_ bytes: RawSpan) {
        incoming.append(bytes)
        if incoming.count >= Self.longestLine { flush() }
    }

    /// The line was closed: what comes next is another's.
    func flush() {
        guard !incoming.isEmpty else { return }
        write(UInt8(ascii: "<"), incoming.rawSpan)
        incoming.removeAll(keepingCapacity: true)
    }

    private func write(_ mark: UInt8, _ bytes: RawSpan) {
        guard file >= 0 else { return }
        var line: [UInt8] = [mark, 0x20]
        Hex.append(bytes, to: &line)
        line.append(0x0a)
        let count = unsafe line.withUnsafeBytes { line in
            unsafe Glibc.write(file, line.baseAddress, line.count)
        }
        guard count != line.count else { return }
        close(file)
        file = -1
    }
}
