public import Primitives

/// The hashes of a tile: up to 256 neighbours of one height, each the root of 256^level entries.
public struct HashTile<D: Digest>: Sendable {
    public private(set) var hashes: [Hash256]

    public init(_ hashes: [Hash256] = []) {
        precondition(hashes.count <= TilePath.fullWidth, "a tile of \(hashes.count) hashes")
        self.hashes = hashes
    }

    /// Reads a file of a tile; nil unless it has exactly this many hashes.
    public init?(parsing bytes: RawSpan, width: Int) {
        guard bytes.byteCount == width * Hash256.byteCount else { return nil }
        hashes = []
        hashes.reserveCapacity(width)
        for offset in stride(from: 0, to: bytes.byteCount, by: Hash256.byteCount) {
            guard let hash = Hash256(bytes.extracting(offset..<offset + Hash256.byteCount)) else {
                return nil
            }
            hashes.append(hash)
        }
    }

    public var width: Int { hashes.count }
    public var isFull: Bool { hashes.count == TilePath.fullWidth }

    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(hashes.count * Hash256.byteCount)
        for hash in hashes { hash.append(to: &bytes) }
        return bytes
    }

    mutating func append(_ hash: Hash256) { hashes.append(hash) }

    /// The root of the 2^height hashes from number * 2^height on; 2^height - 1 hashes are computed.
    func node(_ height: Int, _ number: Int) -> Hash256 {
        if height == 0 { return hashes[number] }
        return TreeHash.node(
            node(height - 1, 2 * number), node(height - 1, 2 * number + 1), by: D.self)
    }

    /// Of a full tile: the one hash that stands for it in the level above.
    var root: Hash256 { node(8, 0) }
}
