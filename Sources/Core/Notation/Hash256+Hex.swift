public import Primitives

extension Hash256 {
    /// 64 lower-case hexadecimal digits.
    public var hexText: String { withBytes { Hex.text(of: $0) } }
}
