/// SHA-256, which Core needs from outside: libcrypto behind Edge `Signing`, or the firmware's own.
/// Core takes it as a generic parameter, so that each caller is specialised.
public protocol Digest: ~Copyable {
    init()
    mutating func update(_ bytes: RawSpan)
    consuming func finish() -> Hash256
}
