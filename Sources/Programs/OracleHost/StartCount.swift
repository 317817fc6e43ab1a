internal import Host
internal import Notation

/// How often an oracle was started on a folder. Sequence numbers of receipts begin with it, so that no
/// number is used twice although receipts stand in no log: the count is durable before the first is
/// signed.
enum StartCount {
    /// - Returns: the number of this start, from 1.
    static func next(
        in folder: DataFolder, by step: UInt64 = 1
    ) throws(OracleHostError) -> UInt64 {
        let path = folder.startsFile
        var count: UInt64 = 0
        do throws(SettingsFileError) {
            let text = String(decoding: try SettingsFiles.read(path), as: UTF8.self)
            guard text.hasSuffix("\n"), let number = UInt64(text.dropLast()), number < most,
                "\(number)\n" == text
            else { throw .notText(path: path) }
            count = number
        } catch {
            guard case .cannotRead(_, let system) = error, system.isMissing else {
                throw .file(
                    "\(path) is no count of starts; bring it back from a copy, or write a number "
                        + "there above any it ever had, such as 100000")
            }
        }
        do throws(NewFileError) {
            try DurableFile.replace(Array("\(count + step)\n".utf8), at: path)
        } catch { throw .file(error.description) }
        return count + step
    }

    /// In a copy of an oracle's folder: goes on where the original does not come to.
    static func skip(in folder: DataFolder) throws(OracleHostError) {
        _ = try next(in: folder, by: 1_024)
    }

    /// Of the 53 bits of a sequence number, 21 are for starts and 32 for the receipts of one.
    static let most: UInt64 = 1 << 21
    static let shift: UInt64 = 32
}
