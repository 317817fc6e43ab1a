internal import Glibc

/// Why a key file could not be read or made, and what to do.
public enum KeyFileError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Step: String, Sendable {
        case open, create, read, write
        case sync = "bring to disk"
    }

    case notFound(path: String)
    case exists(path: String)
    case notAFile(path: String)
    case notOurs(path: String, owner: UInt32, us: UInt32)
    case openToOthers(path: String, mode: UInt16)
    case noFolder(path: String)
    case unsafeFolder(path: String)
    case damaged(path: String, KeyTextError)
    case failed(Step, path: String, errno: Int32)

    public var description: String {
        switch self {
        case .notFound(let path):
            "there is no key file \(path); make one with: earshot key new --out \(path)"
        case .exists(let path):
            "\(path) exists already, and a key is never overwritten; choose another name"
        case .notAFile(let path): "\(path) is not a plain file, so it is not a key file"
        case .notOurs(let path, let owner, let us):
            "\(path) belongs to user \(owner), and this is user \(us); "
                + "run this as its owner, for example: sudo -u '#\(owner)' earshot …"
        case .openToOthers(let path, let mode):
            "\(path) is open to other users (mode 0\(String(mode, radix: 8))), so its key may be "
                + "known to them; if it is not, close it with: chmod 600 \(path)"
        case .noFolder(let path): "there is no folder \(path); make it with: mkdir -m 700 \(path)"
        case .unsafeFolder(let path):
            "other users may change what is in the folder \(path), so no key is put there; "
                + "choose another one, or close it with: chmod go-w \(path)"
        case .damaged(let path, let reason):
            "\(path) is not an undamaged key file: \(reason); "
                + "with the backup words: earshot key restore --out NEWFILE"
        case .failed(let step, let path, let number):
            "cannot \(step.rawValue) \(path): \(unsafe String(cString: strerror(number)))"
        }
    }
}
