internal import Glibc

/// Files that are read whole.
public enum WholeFile {
    /// Refuses more than `limit` bytes, and whatever cannot be read.
    public static func read(_ path: String, limit: Int) throws(WholeFileError) -> [UInt8] {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .cannotRead(path: path, .last) }
        defer { close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else { throw .cannotRead(path: path, .last) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(Int(status.st_size), limit) + 1)
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = unsafe Glibc.read(file, &buffer, buffer.count)
            if count < 0 {
                guard errno == EINTR else { throw .cannotRead(path: path, .last) }
                continue
            }
            guard count > 0 else { return bytes }
            guard bytes.count + count <= limit else { throw .tooLong(path: path, limit: limit) }
            bytes.append(contentsOf: buffer[..<count])
        }
    }
}

/// Why a file was not read.
public enum WholeFileError: Error, Equatable, Sendable, CustomStringConvertible {
    case cannotRead(path: String, SystemError)
    case tooLong(path: String, limit: Int)

    public var description: String {
        switch self {
        case .cannotRead(let path, let error): "cannot read \(path): \(error)"
        case .tooLong(let path, let limit): "\(path) has more than \(limit) bytes"
        }
    }
}
