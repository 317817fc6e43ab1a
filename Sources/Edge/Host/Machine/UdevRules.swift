public import Diagnosis
internal import Glibc

/// Rules for udev on this machine, or below another root for tests.
public struct UdevRules: Sendable {
    private let root: String
    private let program: String

    /// - Parameter program: what udev is told with.
    public init(root: String = "", program: String = "udevadm") {
        self.root = root
        self.program = program
    }

    public func observe() -> UdevObservation {
        guard unsafe access(root + "/run/udev/control", F_OK) == 0 else { return .noUdev }
        for directory in [UdevRule.directory] + UdevRule.packagedDirectories {
            let path = "\(root)\(directory)/\(UdevRule.fileName)"
            guard let bytes = try? SettingsFiles.read(path) else { continue }
            return bytes == Array(UdevRule.text.utf8) ? .present(path: path) : .other(path: path)
        }
        return .absent
    }

    /// Writes the rule and has udev act on it. Returns what was done, a sentence for each step.
    public func install() throws(RepairFailure) -> [String] {
        guard geteuid() == 0 || !root.isEmpty else { throw .needsRoot }
        let path = "\(root)\(UdevRule.directory)/\(UdevRule.fileName)"
        try write(Array(UdevRule.text.utf8), to: path)
        let orders = [
            ["control", "--reload"],
            ["trigger", "--action=change", "--subsystem-match=usb", "--subsystem-match=tty"],
        ]
        for order in orders { try run(order) }
        return ["wrote \(path)"] + orders.map { "ran \(program) \($0.joined(separator: " "))" }
    }

    /// Through a second file, so that udev never reads half a rule.
    private func write(_ bytes: [UInt8], to path: String) throws(RepairFailure) {
        let draft = path + ".new"
        let file = unsafe open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard file >= 0 else { throw .cannotWrite(path: draft, .last) }
        let count = unsafe bytes.withUnsafeBytes { bytes in
            unsafe Glibc.write(file, bytes.baseAddress, bytes.count)
        }
        let isWhole = count == bytes.count && fsync(file) == 0
        let error = SystemError.last
        close(file)
        guard isWhole else { throw .cannotWrite(path: draft, error) }
        guard unsafe rename(draft, path) == 0 else { throw .cannotWrite(path: path, .last) }
    }

    private func run(_ order: [String]) throws(RepairFailure) {
        let words = [program] + order
        let text = words.joined(separator: " ")
        var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        defer { unsafe arguments.forEach { unsafe free($0) } }
        var child = pid_t()
        let started = unsafe posix_spawnp(
            &child, program, nil, nil, &arguments, environ)
        guard started == 0 else { throw .cannotRun(text, SystemError(number: started)) }
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { throw .cannotRun(text, .last) }
        }
        guard status == 0 else { throw .failed(text, code: status >> 8 & 0xFF) }
    }
}

/// Why a repair was not carried out.
public enum RepairFailure: Error, Equatable, Sendable, CustomStringConvertible {
    case needsRoot
    case cannotWrite(path: String, SystemError)
    case cannotRun(String, SystemError)
    case failed(String, code: Int32)

    public var description: String {
        switch self {
        case .needsRoot: "that needs root: sudo earshot doctor --fix"
        case .cannotWrite(let path, let error): "cannot write \(path): \(error)"
        case .cannotRun(let text, let error): "cannot run \(text): \(error)"
        case .failed(let text, let code): "\(text) ended with code \(code)"
        }
    }
}
