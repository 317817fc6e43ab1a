/// The parameters of CalibrateImage, for the five bands that the data sheet gives (9.2.1). Pairs
/// computed for a single frequency are refused by some chips (STM32WL), so a frequency between two
/// bands takes the nearer one's.
public struct ImageBand: Equatable, Sendable {
    public let first: UInt8
    public let second: UInt8

    private init(_ first: UInt8, _ second: UInt8) {
        self.first = first
        self.second = second
    }

    public init(hertz: UInt32) {
        switch hertz {
        case ..<455_000_000: self = ImageBand(0x6b, 0x6f)
        case ..<644_500_000: self = ImageBand(0x75, 0x81)
        case ..<825_000_000: self = ImageBand(0xc1, 0xc5)
        case ..<886_000_000: self = ImageBand(0xd7, 0xdb)
        default: self = ImageBand(0xe1, 0xe9)
        }
    }
}
