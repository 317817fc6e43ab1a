import CommandTable
import Glibc
import Host
import Units

/// The running number of an owner's statements: the clock's milliseconds, or one more than the last
/// number where the clock is behind it (as decision 0170 for hotspots). It is durable beside the key,
/// in `KEY.sequence`, before anything is signed: two statements with one number are a fraud proof
/// against the key.
enum OwnerSequence {
    static func next(forKeyAt path: String) throws(CommandFailure) -> UInt64 {
        let file = path + ".sequence"
        // Two commands at once take turns.
        let key = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard key >= 0, flock(key, LOCK_EX) == 0 else {
            throw CommandFailure("\(path): \(SystemError.last)")
        }
        defer { close(key) }
        let last = try read(file)
        let number = max(WallClock.now.value / 1_000_000, last + 1)
        guard number < 1 << 53 else {
            throw CommandFailure("\(file): the last number, \(last), leaves no room for another")
        }
        do throws(NewFileError) {
            try DurableFile.replace(Array("\(number)\n".utf8), at: file, mode: 0o600)
        } catch { throw CommandFailure(error) }
        return number
    }

    private static func read(_ file: String) throws(CommandFailure) -> UInt64 {
        let bytes: [UInt8]
        do throws(SettingsFileError) {
            bytes = try SettingsFiles.read(file)
        } catch {
            if case .cannotRead(_, let system) = error, system.isMissing { return 0 }
            throw CommandFailure(error)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.hasSuffix("\n"), let number = UInt64(text.dropLast()) else {
            throw CommandFailure(
                "\(file) holds no number; if it is lost, remove it: numbers then follow the clock")
        }
        return number
    }
}
