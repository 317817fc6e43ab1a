import CommandTable
import Glibc
import Host
import Notation
import Primitives

/// What goes over a radio's line, for a person or a bug report: `> HEX` to the radio, `< HEX` from it.
/// What comes between two writes is one line, so that a request and its answer stand together.
final class RadioTrace {
    private let file: Int32
    private var incoming: [UInt8] = []

    /// The longest answer of a bridge; more is cut into lines of that length.
    private static let longestLine = 4109

    /// Takes the place of what the file held.
    init(to path: String) throws(CommandFailure) {
        file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw CommandFailure("cannot write \(path): \(SystemError.last)") }
    }

    deinit { close(file) }

    func sent(_ bytes: [UInt8]) {
        flush()
        write("> ", bytes)
    }

    func received(_ bytes: ArraySlice<UInt8>) {
        incoming += bytes
        if incoming.count >= Self.longestLine { flush() }
    }

    func flush() {
        guard !incoming.isEmpty else { return }
        write("< ", incoming)
        incoming.removeAll(keepingCapacity: true)
    }

    /// A trace that cannot be written must not take the radio with it.
    private func write(_ mark: String, _ bytes: [UInt8]) {
        let line = Array((mark + Hex.text(of: bytes) + "\n").utf8)
        _ = unsafe line.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
    }
}
