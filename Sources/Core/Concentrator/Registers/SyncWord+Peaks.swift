internal import Airwaves

extension SyncWord {
    /// The two positions of the word's peaks: its two digits, doubled.
    var peaks: (UInt8, UInt8) {
        switch self {
        case .public: (6, 8)
        case .private: (2, 4)
        }
    }
}
