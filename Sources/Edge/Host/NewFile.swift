internal import Glibc

/// Files that must not take the place of others.
public enum NewFile {
    /// The folder, if it is not there; what is above it must be.
    public static func makeFolder(_ path: String) throws(NewFileError) {
        guard unsafe mkdir(path, 0o755) != 0, errno != EEXIST else { return }
        throw .cannotWrite(path: path, .last)
    }

    public static func write(_ bytes: [UInt8], to path: String) throws(NewFileError) {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw .cannotWrite(path: path, .last) }
        defer { close(file) }
        let count = unsafe bytes.withUnsafeBytes { bytes in
            unsafe Glibc.write(file, bytes.baseAddress, bytes.count)
        }
        guard count == bytes.count else { throw .cannotWrite(path: path, .last) }
    }
}

/// Why a file was not written.
public enum NewFileError: Error, Equatable, Sendable, CustomStringConvertible {
    case cannotWrite(path: String, SystemError)

    public var description: String {
        switch self {
        case .cannotWrite(let path, let error): "cannot write \(path): \(error)"
        }
    }
}
