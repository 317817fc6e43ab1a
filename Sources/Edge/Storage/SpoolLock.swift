internal import Glibc
internal import Host
internal import Primitives

/// The right to write in a spool's folder, for as long as this lives. The kernel gives it back when
/// the process ends, however it ends; the file stays, with the number of whoever had it last.
struct SpoolLock: ~Copyable {
    private let file: FileHandle

    init(in folder: SpoolFolder) throws(SpoolError) {
        let file = try folder.open(Self.name, O_RDWR | O_CREAT)
        guard flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK else { throw .of(.lock, file.path) }
            throw Self.refusal(file, folder.path)
        }
        let text = [UInt8]("\(getpid())\n".utf8)
        // Only for the text of a refusal: a full disk keeps nobody out.
        try? file.cut(to: 0)
        try? file.write(text.rawSpan, at: 0)
        self.file = file
    }

    static let name = "lock"

    private static func refusal(_ file: FileHandle, _ path: String) -> SpoolError {
        let text = (try? file.read(16, at: 0)) ?? []
        let process = Int32(String(decoding: text.prefix { $0 != 0x0a }, as: UTF8.self))
        let name = process.map { Processes.name(of: $0) } ?? ""
        return .locked(path: path, by: process, name: name)
    }
}
