internal import Glibc

/// The system's randomness.
enum Chance {
    static func word() -> UInt64 { UInt64(arc4random()) << 32 | UInt64(arc4random()) }
}
