public import Glibc

/// The address of a socket of this machine: a path, or behind `@` a name that is in no folder.
public struct UnixSocketName: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// What `sockaddr_un` holds, with the end mark.
    public static let longest = 107

    /// Nil for an empty text and one that is too long.
    public init?(_ text: String) {
        guard (1...Self.longest).contains(text.utf8.count) else { return nil }
        description = text
    }

    public func withAddress<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(description.utf8)
        unsafe withUnsafeMutableBytes(of: &name.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let isAbstract = bytes[0] == UInt8(ascii: "@")
        if isAbstract { name.sun_path.0 = 0 }
        // An abstract name has all its bytes and no end mark; a path has one.
        let length = MemoryLayout<sa_family_t>.size + bytes.count + (isAbstract ? 0 : 1)
        return unsafe withUnsafePointer(to: &name) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(length))
            }
        }
    }
}
