internal import Glibc

/// A number of errno, and what the C library says of it.
public struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
    public let number: Int32

    public init(number: Int32) { self.number = number }

    /// What the last failed system call left.
    public static var last: SystemError { SystemError(number: errno) }

    public var description: String {
        guard let text = unsafe strerror(number) else { return "error \(number)" }
        return unsafe String(cString: text)
    }
}

extension SystemError {
    /// No such file or folder.
    public var isMissing: Bool { number == ENOENT }
}
