internal import Glibc
internal import Host

/// Whether a data folder is where its oracle works, or a copy of it. Two that go on from one past would
/// sign two heads of one size, which anybody can prove: so a copy does not go on until a person says
/// that it is the only one.
///
/// The file `home` says which file it is itself, by what no copy takes along: its number in the file
/// system and the moment it was made. What this cannot see is a disk or a machine that was set back as a
/// whole.
struct FolderHome {
    private let path: String
    private static let word = "earshot-home-v1"

    init(_ data: DataFolder) { path = "\(data.path)/home" }

    /// Says that the folder is where its oracle works from now on.
    func settle() throws(OracleHostError) {
        _ = unsafe unlink(path)
        do throws(NewFileError) {
            // A new file, written in its place: what it says of itself stays true.
            let file = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
            guard file >= 0 else { throw NewFileError.cannotWrite(path: path, .last) }
            defer { close(file) }
            let text = Array(text.utf8)
            let put = unsafe text.withUnsafeBytes {
                unsafe pwrite(file, $0.baseAddress, $0.count, 0)
            }
            guard put == text.count, fsync(file) == 0 else {
                throw NewFileError.cannotWrite(path: path, .last)
            }
            let slash = path.lastIndex(of: "/") ?? path.startIndex
            try DurableFile.sync(folder: String(path[..<slash]))
        } catch { throw .file(error.description) }
    }

    var isHere: Bool {
        guard let bytes = try? WholeFile.read(path, limit: 200) else { return false }
        return String(decoding: bytes, as: UTF8.self) == text
    }

    private var text: String { "\(Self.word) \(FileIdentity.text(of: path) ?? "nowhere")\n" }
}
