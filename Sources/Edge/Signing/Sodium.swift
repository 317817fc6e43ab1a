internal import CSodium

/// libsodium, started once per process before its first use; safe from every thread.
enum Sodium {
    static let ready: Void = {
        let status = sodium_init()  // 1: another library of this process was first.
        precondition(status >= 0, "libsodium cannot start: is there no source of randomness?")
    }()
}

extension Sodium {
    /// The version of the loaded library, not of the headers.
    static var version: String { unsafe String(cString: sodium_version_string()) }
}
