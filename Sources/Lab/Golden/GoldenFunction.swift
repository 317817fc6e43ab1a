/// A function that must give the same bits on every CPU, and how its inputs are drawn. One hash
/// stands for all its results: the tests compare it with `Tests/Vectors/arithmetic/golden.csv`, and
/// `script/golden-aarch64` computes it anew, from this source, on another CPU.
public struct GoldenFunction: Sendable {
    public let name: StaticString
    private let seed: UInt64
    private let evaluate: @Sendable (inout GoldenInput) -> UInt64

    init(
        _ name: StaticString, seed: UInt64,
        evaluate: @escaping @Sendable (inout GoldenInput) -> UInt64
    ) {
        self.name = name
        self.seed = seed
        self.evaluate = evaluate
    }

    /// What the issue asks for, per function.
    public static let fullCount = 1_000_000

    /// h = (h rotated left by 5, xor result) * 0x9E3779B97F4A7C15, from 0, over the first results.
    public func hash(count: Int) -> UInt64 {
        var input = GoldenInput(seed: seed)
        var hash: UInt64 = 0
        for _ in 0..<count {
            hash = ((hash << 5 | hash >> 59) ^ evaluate(&input)) &* 0x9E37_79B9_7F4A_7C15
        }
        return hash
    }
}
