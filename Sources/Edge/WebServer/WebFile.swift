internal import Glibc
public import Host

/// A file that is sent: open, so that what is sent is one file's content whatever happens to its
/// name meanwhile.
public final class WebFile: Sendable {
    let descriptor: Int32
    public let count: Int

    /// A plain file, not through a link at its end.
    public init(_ path: String) throws(SystemError) {
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { throw .last }
        var about = stat()
        guard unsafe fstat(descriptor, &about) == 0, about.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw SystemError(number: EISDIR)
        }
        count = Int(about.st_size)
    }

    deinit { close(descriptor) }

    /// Fills the buffer from an offset on, as far as the file goes; nil when it became shorter or
    /// cannot be read.
    func read(at offset: Int, into buffer: inout [UInt8]) -> Int? {
        let wanted = min(buffer.count, count - offset)
        var got = 0
        while got < wanted {
            let more = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe pread(
                    descriptor, bytes.baseAddress?.advanced(by: got), wanted - got,
                    off_t(offset + got))
            }
            if more < 0, errno == EINTR { continue }
            guard more > 0 else { return nil }
            got += more
        }
        return got
    }
}
