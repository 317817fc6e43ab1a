public import Host
public import Spool

/// Why a spool could not be opened, or a commit did not come to be. Of a failed commit nothing is
/// lost: what it should have brought to disk waits for the next.
public enum SpoolError: Error, Equatable, Sendable {
    case locked(path: String, by: Int32?, name: String)
    case noFolder(path: String)
    case unsafeFolder(path: String)
    case missingFile(path: String)
    case noSpool(path: String)
    case notPermitted(Step, path: String)
    case readOnly(path: String)
    case diskFull(path: String)
    case quotaReached(path: String)
    /// Written by a newer program, or one that is not ours.
    case otherVersion(path: String, UInt16)
    case tooManySegments(path: String, Int)
    /// The disk did not take the bytes, nor in a new file.
    case diskFailed(Step, path: String, SystemError)
    case failed(Step, path: String, SystemError)
    case refused(SpoolRefusal)

    public enum Step: String, CaseIterable, Sendable {
        case open, create, lock, list, read, write, rename, remove
        case cut = "cut off"
        case sync = "bring to disk"
    }

    static func of(_ step: Step, _ path: String, _ error: SystemError = .last) -> SpoolError {
        switch error.number {
        case Number.missing: .missingFile(path: path)
        case Number.permission, Number.access: .notPermitted(step, path: path)
        case Number.readOnly: .readOnly(path: path)
        case Number.noSpace: .diskFull(path: path)
        case Number.quota: .quotaReached(path: path)
        case Number.inputOutput: .diskFailed(step, path: path, error)
        default: .failed(step, path: path, error)
        }
    }
}

extension SpoolError {
    var isMissingFile: Bool {
        if case .missingFile = self { true } else { false }
    }

    var isDiskFailure: Bool {
        if case .diskFailed = self { true } else { false }
    }

    /// Whether it may go away by itself, without harm to what is there.
    var isWantOfRoom: Bool {
        switch self {
        case .diskFull, .quotaReached: true
        default: false
        }
    }
}

extension SpoolError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .locked(let path, let process, let name):
            "\(path) is in use by \(Self.holder(process, name)); one program at a time may have "
                + "it: stop that one, or use another state folder"
        case .noFolder(let path):
            "there is no folder above \(path); make it, or name another"
        case .unsafeFolder(let path):
            "other users may change what is in \(path), so no evidence is kept there; "
                + "close it with: chmod 700 \(path)"
        case .missingFile(let path): "there is no \(path); did something remove it?"
        case .noSpool(let path): "\(path) holds no spool: neither segments nor a lock"
        case .notPermitted(let step, let path):
            "this user may not \(step.rawValue) \(path); it belongs to the user of the service: "
                + "look at it with: ls -ld \(path)"
        case .readOnly(let path):
            "\(path) is on a file system that is read-only; systems do that when a disk fails: "
                + "dmesg tells; mount it writable, or replace the card"
        case .diskFull(let path):
            "no room is left on the disk of \(path); free some, and this goes on by itself "
                + "(df -h \(Self.folder(of: path)) shows it)"
        case .quotaReached(let path):
            "the disk quota of this user is used up at \(path); raise it or free some, and this "
                + "goes on by itself"
        case .otherVersion(let path, let version):
            "\(path) \(SegmentHeaderError.version(version))"
        case .tooManySegments(let path, let count):
            "\(path) has \(count) files of a spool, more than one ever has; "
                + "are several spools mixed in it?"
        case .diskFailed(let step, let path, let error):
            "the disk failed to \(step.rawValue) \(path): \(error); dmesg tells more; "
                + "the card or disk should be replaced"
        case .failed(let step, let path, let error): "cannot \(step.rawValue) \(path): \(error)"
        case .refused(let refusal): refusal.description
        }
    }

    /// A new file's path is gone again when this is read.
    private static func folder(of path: String) -> Substring {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return path[...] }
        return path[..<slash]
    }

    private static func holder(_ process: Int32?, _ name: String) -> String {
        guard let process else { return "another program" }
        return name.isEmpty ? "process \(process)" : "\(name) (process \(process))"
    }
}
