public import Airwaves
internal import Glibc
public import Units

/// A place map from a file: the one of another table version, to judge an older epoch.
///
/// It is read into memory of its own. A mapped file could be changed or cut short by others after
/// it was checked.
@safe public struct PlaceMapFile: ~Copyable {
    /// No version of the map may be larger, so nothing larger is read.
    public static let largest = 1_000_000

    private let bytes: UnsafeMutableRawBufferPointer
    private let map: PlaceMap

    public init(path: String) throws(PlaceMapFileError) {
        let bytes = try unsafe Self.read(path)
        do throws(PlaceMapError) {
            map = try unsafe PlaceMap(checking: UnsafeRawBufferPointer(bytes))
        } catch {
            unsafe bytes.deallocate()
            throw .notAMap(path, error)
        }
        unsafe self.bytes = bytes
    }

    deinit { unsafe bytes.deallocate() }

    public var tableVersion: UInt32 { map.tableVersion }

    public func plan(at coordinate: Coordinate) -> PlaceVerdict { map.plan(at: coordinate) }

    private static func read(
        _ path: String
    ) throws(PlaceMapFileError) -> UnsafeMutableRawBufferPointer {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .unreadable(path, errno: errno) }
        defer { _ = close(file) }
        // One byte more than allowed tells a file that is too long.
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: largest + 1, alignment: 8)
        var filled = 0
        while filled < bytes.count {
            let place = unsafe bytes.baseAddress?.advanced(by: filled)
            let got = unsafe Glibc.read(file, place, bytes.count - filled)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else {
                let code = errno
                unsafe bytes.deallocate()
                throw .unreadable(path, errno: code)
            }
            if got == 0 { break }
            filled += got
        }
        guard filled <= largest else {
            unsafe bytes.deallocate()
            throw .tooLong(path)
        }
        return unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[..<filled])
    }
}

/// Why a file gave no place map.
public enum PlaceMapFileError: Error, Equatable, CustomStringConvertible {
    case unreadable(String, errno: Int32)
    case tooLong(String)
    case notAMap(String, PlaceMapError)

    public var description: String {
        switch self {
        case .unreadable(let path, let code):
            unsafe "cannot read \(path): \(String(cString: strerror(code)))"
        case .tooLong(let path):
            "\(path) is longer than a place map may be, \(PlaceMapFile.largest) bytes"
        case .notAMap(let path, let error): "\(path) is no place map: \(error)"
        }
    }
}
