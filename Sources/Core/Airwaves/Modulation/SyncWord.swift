/// Which networks' frames are heard. SF5 and SF6 have the private word in either on the concentrators
/// of Semtech's reference software.
public enum SyncWord: CaseIterable, Sendable {
    /// 0x34, LoRaWAN's.
    case `public`
    case `private`

    /// The eight-bit notation of the SX127x.
    public var byte: UInt8 {
        switch self {
        case .public: 0x34
        case .private: 0x12
        }
    }
}
