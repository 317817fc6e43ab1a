import Primitives

/// Finds a key among those of an array, at 8 bytes or less each: open addressing, the keys
/// themselves stay where they are. Swift seeds `hashValue` anew in each process, so nobody can choose
/// keys that collide; no order of it is ever seen.
struct KeyIndex: Sendable {
    /// Place + 1; 0 is free. A power of two, at most half full.
    private var slots: [UInt32]
    private(set) var count = 0

    init() { slots = Array(repeating: 0, count: 16) }

    func find(_ key: PublicKey, at keyAt: (Int) -> PublicKey) -> Int? {
        var slot = key.hashValue & (slots.count - 1)
        while slots[slot] != 0 {
            let place = Int(slots[slot] - 1)
            if keyAt(place) == key { return place }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Adds the key at the next place, which is not in it yet.
    mutating func append(_ key: PublicKey, at keyAt: (Int) -> PublicKey) {
        precondition(count < Int(UInt32.max) - 1, "\(count) keys")
        if 2 * (count + 1) > slots.count { grow(keyAt) }
        fill(key, UInt32(count + 1))
        count += 1
    }

    private mutating func fill(_ key: PublicKey, _ value: UInt32) {
        var slot = key.hashValue & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = value
    }

    private mutating func grow(_ keyAt: (Int) -> PublicKey) {
        slots = Array(repeating: 0, count: 2 * slots.count)
        for place in 0..<count { fill(keyAt(place), UInt32(place + 1)) }
    }
}
