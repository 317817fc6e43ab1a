internal import Glibc

/// A folder that one program at a time may work in. The lock is the kernel's and ends with the
/// process, however it ends; the file stays and says who has it.
public final class FolderLock: Sendable {
    private let descriptor: Int32

    public static let fileName = "lock"

    public init(of folder: String) throws(FolderLockError) {
        let path = "\(folder)/\(Self.fileName)"
        descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .cannotOpen(path: path, .last) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let error = SystemError.last
            let holder = Self.holder(descriptor)
            close(descriptor)
            throw error.number == EWOULDBLOCK
                ? .held(folder: folder, process: holder) : .cannotOpen(path: path, error)
        }
        let text = Array("\(getpid())\n".utf8)
        _ = ftruncate(descriptor, 0)
        _ = unsafe text.withUnsafeBytes { text in
            unsafe pwrite(descriptor, text.baseAddress, text.count, 0)
        }
    }

    deinit { close(descriptor) }

    private static func holder(_ descriptor: Int32) -> Int32? {
        var text = [UInt8](repeating: 0, count: 16)
        let count = unsafe text.withUnsafeMutableBytes { room in
            unsafe pread(descriptor, room.baseAddress, room.count, 0)
        }
        guard count > 1, text[count - 1] == 0x0a else { return nil }
        return Int32(String(decoding: text[..<(count - 1)], as: UTF8.self))
    }
}

/// Why a folder could not be had alone.
public enum FolderLockError: Error, Equatable, Sendable, CustomStringConvertible {
    case held(folder: String, process: Int32?)
    case cannotOpen(path: String, SystemError)

    public var description: String {
        switch self {
        case .held(let folder, let process):
            "\(folder) is in use by another daemon"
                + (process.map { " (process \($0))" } ?? "")
                + "; stop that one, or give this one a state folder of its own"
        case .cannotOpen(let path, let error): "cannot open \(path): \(error)"
        }
    }
}
