internal import Glibc
internal import Host
internal import Primitives

/// One open file.
final class FileHandle {
    let descriptor: Int32
    let path: String

    init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    func byteCount() throws(SpoolError) -> Int {
        var about = stat()
        guard unsafe fstat(descriptor, &about) == 0 else { throw .of(.read, path) }
        return Int(about.st_size)
    }

    /// Writes all of the bytes at an offset.
    func write(_ bytes: RawSpan, at offset: Int) throws(SpoolError) {
        var done = 0
        while done < bytes.byteCount {
            let put = unsafe bytes.extracting(droppingFirst: done).withUnsafeBytes { bytes in
                unsafe pwrite(descriptor, bytes.baseAddress, bytes.count, off_t(offset + done))
            }
            if put < 0, errno == EINTR { continue }
            guard put > 0 else { throw .of(.write, path) }
            done += put
        }
    }

    func sync() throws(SpoolError) {
        guard fdatasync(descriptor) == 0 else { throw .of(.sync, path) }
    }

    func cut(to count: Int) throws(SpoolError) {
        guard ftruncate(descriptor, off_t(count)) == 0 else { throw .of(.cut, path) }
    }

    /// Has the system forget what it remembers of the file, so that it is read from the disk.
    func forgetCache() { _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED) }

    /// Up to `count` bytes from an offset; fewer at the end of the file. A block that the disk
    /// cannot read any more comes as zeros, which are no record.
    func read(_ count: Int, at offset: Int) throws(SpoolError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        var (step, failed) = (count, -1)
        while done < count {
            let got = pread(into: &bytes, from: done, upTo: step, at: offset + done)
            if got > 0 {
                done += got
            } else if got == 0 {
                break
            } else if errno == EIO {
                // Block by block, each tried twice, until the one that fails is passed.
                if failed == done { done += min(Self.block, count - done) }
                (step, failed) = (Self.block, done)
            } else if errno != EINTR {
                throw .of(.read, path)
            }
        }
        bytes.removeLast(count - done)
        return bytes
    }

    private func pread(
        into bytes: inout [UInt8], from start: Int, upTo count: Int, at offset: Int
    ) -> Int {
        unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe Glibc.pread(
                descriptor, buffer.baseAddress?.advanced(by: start),
                min(count, buffer.count - start), off_t(offset))
        }
    }

    private static let block = 4_096
}
