/// The chip's 4 KiB for received frames, read through a window. A record that does not fit is lost
/// as a whole.
struct ReceiveBufferMemory {
    static let capacity = 4_096

    private var bytes: [UInt8] = []
    private var taken = 0
    /// A fault: what is no frame, to stand before the next one.
    var garbage: [UInt8] = []

    var count: Int { bytes.count - taken }

    mutating func clear() {
        bytes.removeAll(keepingCapacity: true)
        taken = 0
    }

    /// False when there is no room.
    mutating func put(_ record: [UInt8]) -> Bool {
        guard count + garbage.count + record.count <= Self.capacity else { return false }
        if taken > 0 {
            bytes.removeFirst(taken)
            taken = 0
        }
        bytes += garbage
        bytes += record
        garbage = []
        return true
    }

    /// Past the end there are zeros.
    mutating func take(_ wanted: Int, into answer: inout [UInt8], at place: Int) {
        let available = min(wanted, count)
        for index in 0..<available { answer[place + index] = bytes[taken + index] }
        for index in available..<wanted { answer[place + index] = 0 }
        taken += available
    }
}
