internal import Glibc
internal import Host

/// A file that is read here and there and never changes.
final class IndexedFile {
    private let descriptor: Int32
    private let path: String

    init(_ path: String) throws(EpochFolderError) {
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        self.path = path
        guard descriptor >= 0 else { throw .disk("cannot read \(path): \(SystemError.last)") }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Up to `count` bytes from an offset; fewer at the end of the file.
    func read(_ count: Int, at offset: UInt64) throws(EpochFolderError) -> [UInt8] {
        guard let start = off_t(exactly: offset) else { return [] }
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe pread(
                    descriptor, buffer.baseAddress?.advanced(by: done), count - done,
                    start + off_t(done))
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw .disk("cannot read \(path): \(SystemError.last)") }
            if got == 0 { break }
            done += got
        }
        bytes.removeLast(count - done)
        return bytes
    }
}
