import Box
import CommandTable
import Host
import HotspotLogic
import Settings
import Signing
import Storage

/// What a daemon begins with; each refusal says what to do, and ends the program with the code by
/// which systemd knows whether trying again can help.
enum DaemonStart {
    static func settings(at path: String?) throws(CommandFailure) -> BoxSettings {
        let box: BoxSettings
        do throws(SettingsFileError) {
            box = try BoxSettings(at: path)
        } catch { throw CommandFailure(error, exit: .wrongConfiguration) }
        guard let problem = box.problems.first else { return box }
        let more = box.problems.count - 1
        throw CommandFailure(
            problem + (more > 0 ? " (and \(more) more: earshot config check)" : ""),
            exit: .wrongConfiguration)
    }

    static func network(of folder: StateFolder) throws(CommandFailure) -> PinnedNetwork {
        do throws(StateError) {
            if let network = try folder.network() { return network }
        } catch {
            throw CommandFailure("\(folder.networkFile): \(error)", exit: .wrongConfiguration)
        }
        throw CommandFailure(
            "\(folder.path) is pinned to no network; \(hint(folder))", exit: .wrongConfiguration)
    }

    static func key(of folder: StateFolder) throws(CommandFailure) -> SecretKey {
        do throws(KeyFileError) {
            if let key = try folder.key() { return key }
        } catch { throw CommandFailure(error, exit: .wrongConfiguration) }
        throw CommandFailure(
            "\(folder.path) has no key; \(hint(folder))", exit: .wrongConfiguration)
    }

    private static func hint(_ folder: StateFolder) -> String {
        "run earshot init --network FILE --state \(folder.path)"
    }

    static func oracle(of network: PinnedNetwork) throws(CommandFailure) -> APIEndpoint {
        do throws(APIEndpointError) {
            return try APIEndpoint(parsing: network.oracle.url)
        } catch {
            throw CommandFailure("the network's oracle: \(error)", exit: .wrongConfiguration)
        }
    }

    static func lock(_ folder: StateFolder) throws(CommandFailure) -> FolderLock {
        do throws(FolderLockError) {
            return try FolderLock(of: folder.path)
        } catch { throw CommandFailure(error, exit: .temporaryFailure) }
    }

    static func spool<Files: ~Copyable>(
        _ open: () throws(SpoolError) -> Files
    ) throws(CommandFailure) -> Files {
        do throws(SpoolError) {
            return try open()
        } catch { throw CommandFailure(error.description, exit: .temporaryFailure) }
    }

    static func system<Part>(
        _ make: () throws(SystemError) -> Part
    ) throws(CommandFailure) -> Part {
        do throws(SystemError) {
            return try make()
        } catch {
            throw CommandFailure(
                "the system gives no more threads or files: \(error)", exit: .temporaryFailure)
        }
    }
}
