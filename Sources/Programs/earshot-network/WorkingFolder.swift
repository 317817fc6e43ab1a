import CommandTable
import Host
import OracleHost

/// Working in an oracle's data: as the folder's owner, in no copy, and alone.
enum WorkingFolder {
    /// What root does in the folder of the daemon's user shall be that user's.
    /// - Returns: their name; nil when nothing has changed.
    @discardableResult
    static func becomeOwner(of data: DataFolder) throws(CommandFailure) -> String? {
        guard Folder.mayBeThere(data.path) else { return nil }
        do throws(SystemError) {
            return try FolderOwner.become(of: data.path)
        } catch { throw CommandFailure("cannot work in \(data.path) as its owner: \(error)") }
    }

    /// - Parameter wrong: with which code the program ends where no oracle can work.
    static func checkHome(_ data: DataFolder, wrong: ExitCode) throws(CommandFailure) {
        do throws(OracleHostError) {
            try data.checkFounded()
        } catch { throw CommandFailure(error, exit: wrong) }
        guard Adoption.isHome(data) else {
            throw CommandFailure(Adoption.refusal(data), exit: wrong)
        }
    }

    static func lock(_ data: DataFolder) throws(CommandFailure) -> FolderLock {
        do throws(FolderLockError) {
            return try FolderLock(of: data.path)
        } catch { throw CommandFailure(error, exit: .temporaryFailure) }
    }
}
