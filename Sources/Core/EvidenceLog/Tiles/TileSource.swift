internal import Primitives

/// Where a log's files are: a folder, a web server, memory.
public protocol TileSource {
    /// The bytes of a file, at most `path.greatestBytes`; nil when there is none of this path.
    func bytes(of path: TilePath) throws(TileFault) -> [UInt8]?
}

extension TileSource {
    /// A tile's bytes, of its partial file or, where that has been tidied away, of the full one.
    func found(_ path: TilePath) throws(TileFault) -> (bytes: [UInt8], path: TilePath) {
        if let bytes = try self.bytes(of: path) { return (bytes, path) }
        guard !path.isFull, let bytes = try self.bytes(of: path.whole) else {
            throw .missing(path: path)
        }
        return (bytes, path.whole)
    }

    /// A tile of hashes, by nothing but its length.
    func tile<D: Digest>(_ path: TilePath, by digest: D.Type) throws(TileFault) -> HashTile<D> {
        let (bytes, found) = try found(path)
        guard let tile = HashTile<D>(parsing: bytes.rawSpan, width: found.width) else {
            throw .wrongLength(path: found, found: bytes.count, wanted: found.greatestBytes)
        }
        return found == path ? tile : HashTile(Array(tile.hashes.prefix(path.width)))
    }

    /// A bundle of entries, by nothing but its form.
    func bundle(_ path: TilePath) throws(TileFault) -> EntryBundle {
        let (bytes, found) = try found(path)
        do throws(EntryBundleError) {
            let bundle = try EntryBundle(bytes, count: found.width)
            return found == path ? bundle : bundle.prefix(path.width)
        } catch {
            throw .badBundle(path: found, error)
        }
    }
}
