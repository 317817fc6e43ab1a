internal import Glibc
public import Host
internal import Notation

/// Writes what goes over a line as lines of a file: `> HEX` to the radio, `< HEX` from it, as they
/// were written and read. A full disk ends the trace, not the radio.
public final class RadioTrace {
    private var descriptor: Int32

    /// Makes the file, or empties it.
    public init(path: String) throws(SystemError) {
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .last }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// False once something could not be written.
    public var isWhole: Bool { descriptor >= 0 }

    func sent(_ bytes: RawSpan) { write(UInt8(ascii: ">"), bytes) }
    func received(_ bytes: RawSpan) { write(UInt8(ascii: "<"), bytes) }

    private func write(_ mark: UInt8, _ bytes: RawSpan) {
        guard descriptor >= 0 else { return }
        var line: [UInt8] = [mark, 0x20]
        Hex.append(bytes, to: &line)
        line.append(0x0a)
        let count = unsafe line.withUnsafeBytes { line in
            unsafe Glibc.write(descriptor, line.baseAddress, line.count)
        }
        guard count != line.count else { return }
        close(descriptor)
        descriptor = -1
    }
}
